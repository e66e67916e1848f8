"""Somebody suspended, at every door: none opens, and what was open closes at her next request. (The second step and
passkeys: test_second_steps.py; an upload that is under way: test_uploads.py.)"""

from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import Person, SignIn
from casebook.people.signing_in import set_password, still_signed_in, suspend
from casebook.people.tokens import give_token
from casebook.web.routes import MAP
from tests.conftest import Visitor, cast

from .test_seats import joins
from .test_teaching_sessions import opened, press

Visit = Callable[[str], Visitor]
PASSWORD = "three unrelated words"
PLAIN = sorted(
    {line.path for line in MAP if line.method == "GET" and line.permission != "public" and "{" not in line.path}
)


def shut_out(library: Library, person: Person) -> None:
    with writing(library.engine) as db:
        suspend(db, person, reason="Asked by her organisation.")


@pytest.mark.parametrize("name", ["lena", "tom", "ada", "vera"])
def test_no_page_opens_with_a_sign_in_she_had(visit: Visit, name: str) -> None:
    visitor = visit(name)
    with reading(visitor.library.engine) as db:
        shut_out(visitor.library, cast(db, name))
    for path in PLAIN:
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers.get("location", "")[:9]) == (303, "/sign-in?"), path


def test_no_way_of_signing_in_opens(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        set_password(db, cast(db, "lena"), PASSWORD)
    with reading(stocked.engine) as db:
        shut_out(stocked, cast(db, "lena"))
    visitor = visit("")
    assert visitor.post("/sign-in", email="lena@casebook.example", password=PASSWORD).status_code == 403
    assert visitor.post("/demo/sign-in", person="lena@casebook.example").status_code in (401, 403)
    with reading(stocked.engine) as db:
        assert db.exec(select(SignIn)).all() == []


def test_her_token_opens_no_upload(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        secret = give_token(db, cast(db, "ada"), name="phone", days=2)[1]
    sent = {"authorization": f"Bearer {secret}", "tus-resumable": "1.0.0", "upload-length": "5"}
    with reading(stocked.engine) as db:
        shut_out(stocked, cast(db, "ada"))
    assert visit("").post("/studio/uploads", headers=sent).status_code == 401


def test_her_seat_in_a_session_is_lost_and_so_is_a_guests(visit: Visit, stocked: Library) -> None:
    tom, lena, guest = visit("tom"), visit("lena"), visit("")
    opened(tom)
    seat = joins(lena)
    assert joins(guest, name="Sam", stage="student") == seat
    press(tom, "alone")
    with reading(stocked.engine) as db:
        people = [cast(db, "lena"), db.exec(select(Person).where(Person.guest)).one()]
        watching = frozenset(one for one in db.exec(select(SignIn.id)).all() if one)
    for person, visitor in zip(people, (lena, guest), strict=True):
        assert visitor.get(seat).status_code == 200
        shut_out(stocked, person)
        assert visitor.get(seat).status_code == 303
        assert visitor.get(f"{seat}/now").status_code == 303
        assert visitor.post(f"{seat}/answers", choice="stay", reasons="x").status_code == 401
        assert visitor.get(seat.replace("/seat", "/live")).status_code == 303
    with reading(stocked.engine) as db:
        left = still_signed_in(db, watching, idle_minutes=20)
    assert len(left) == 1, "live events ask this twice a second, and end for whoever is not in it"
