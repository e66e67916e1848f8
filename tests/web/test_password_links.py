"""A forgotten password: nobody learns who has an account, and a link that was sent sets it once."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from casebook.audit.audit_entry import AuditEntry
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.letter import Letter, LetterKind
from casebook.people.post_office import PostOffice
from casebook.people.resetting import RESET_LASTS, give_link
from casebook.people.signing_in import check_password
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]
NEW = "four quite unrelated words"


def a_link(library: Library) -> str:
    with writing(library.engine) as db:
        return give_link(db, cast(db, "lena"), lasts=RESET_LASTS)


def test_a_known_and_an_unknown_address_are_answered_alike_and_leave_the_same_behind(
    visit: Visit, stocked: Library
) -> None:
    pages = []
    for email in ("lena@casebook.example", "nobody@casebook.example"):
        answer = visit("").post("/forgotten-password", email=email)
        pages.append((answer.status_code, answer.text.replace(email, "ADDRESS")))
    assert pages[0] == pages[1]
    assert "five letters go in an hour" in pages[0][1]
    with reading(stocked.engine) as db:
        known, unknown = db.exec(select(Letter)).all()
    assert (known.kind, known.person_id, known.state) == (unknown.kind, unknown.person_id, unknown.state)


def test_the_sixth_asking_is_answered_like_the_first(visit: Visit, stocked: Library) -> None:
    visitor = visit("")
    answers = {visitor.post("/forgotten-password", email="lena@casebook.example").text for _ in range(7)}
    assert len(answers) == 1
    with reading(stocked.engine) as db:
        assert len(db.exec(select(Letter)).all()) == 5


@pytest.mark.parametrize("email", ["", "lena", "lena@", "a b@c.example", "x" * 250 + "@c.example"])
def test_what_is_no_address_is_kept_as_it_was_typed(visit: Visit, email: str) -> None:
    answer = visit("").post("/forgotten-password", email=email)
    assert answer.status_code == 422
    assert "not an email address" in answer.text
    assert f'value="{email.strip()}"' in answer.text


def test_a_link_sets_the_password_and_signs_nobody_in(visit: Visit, stocked: Library) -> None:
    link, signed_in, new = a_link(stocked), visit("lena"), visit("")
    page = new.get(f"/password?link={link}")
    assert page.status_code == 200
    assert re.search(r'name="link" value="([^"]+)"', page.text)
    assert new.get(f"/password?link={link}").status_code == 200, "looking at it does not use it up"
    short = new.post("/password", link=link, password="short")
    assert short.status_code == 422
    assert 'value="short"' not in short.text
    done = new.post("/password", link=link, password=NEW)
    assert "Your password is chosen" in done.text
    assert new.get("/my-casebook").status_code == signed_in.get("/my-casebook").status_code == 303
    with reading(stocked.engine) as db:
        assert check_password(NEW, cast(db, "lena").password_hash)
    assert new.post("/password", link=link, password=NEW).status_code == 404


def test_a_link_that_never_was_is_used_or_is_over_is_answered_alike(visit: Visit, stocked: Library) -> None:
    used = a_link(stocked)
    visit("").post("/password", link=used, password=NEW)
    answers = {visit("").get(f"/password?link={link}").text for link in (used, "never", "")}
    assert len(answers) == 1
    assert visit("").get("/password").status_code == 404


def test_a_password_that_was_chosen_is_kept_in_the_audit_and_told_where_letters_leave(stocked: Library) -> None:
    office = PostOffice(host="127.0.0.1", port=1, security="none", sender="casebook@hospital.example")
    for library, letters in ((stocked, 0), (replace(stocked, post_office=office), 1)):
        Visitor(library).post("/password", link=a_link(stocked), password=NEW)
        with reading(stocked.engine) as db:
            kinds = db.exec(select(Letter.kind)).all()
            assert kinds == [LetterKind.password_changed] * letters
            acts = db.exec(select(AuditEntry.act, AuditEntry.who)).all()
            assert acts == [("password_links.update", cast(db, "lena").key)] * (letters + 1)
