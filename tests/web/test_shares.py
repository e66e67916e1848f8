"""A reflection is read by the one person it is shared with, as it stood, until it ends; by nobody else, ever."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import Person
from casebook.people.signing_in import suspend
from casebook.reflect.response import SealedRecord
from casebook.reflect.share import Share
from casebook.reflect.sharing import forget_copies, shares_with
from tests.conftest import Visitor, cast
from tests.web.test_reflections import begin

Visit = Callable[[str], Visitor]


def share(owner: Visitor, name: str = "tom", *, days: str = "30", **fields: str) -> str:
    """Share what she has written and answer where its reader finds it."""
    where = begin(owner, **fields)
    answer = owner.post(f"{where}/shares", email=f"{name}@casebook.example", days=days)
    assert answer.status_code == 303, answer.text
    with reading(owner.library.engine) as db:
        return f"/shared/{db.exec(select(Share.key).order_by(Share.id.desc())).first()}"  # type: ignore[union-attr]


def copies(library: Library) -> int:
    with reading(library.engine) as db:
        return len(db.exec(select(SealedRecord).where(SealedRecord.kind == "shared")).all())


def test_it_is_read_by_the_one_it_is_shared_with_and_the_owner_sees_when(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = share(lena, **{"part-so-what": "quollcanary"})
    assert "not read" in lena.get("/my-casebook").text
    assert where in tom.get("/my-casebook").text
    closed = tom.get(where).text
    assert "Open it" in closed
    assert "quollcanary" not in closed, "the words wait until he says he opens them, and she will see it"
    assert tom.post(f"{where}/reading").status_code == 303
    assert "quollcanary" in tom.get(where).text
    mine = lena.get("/my-casebook").text
    assert "Tom Ferreira" in mine
    assert f"first read {now():%-d %B %Y}" in mine


def test_what_is_written_later_is_not_in_it(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = share(lena, **{"part-what": "Then."})
    begin(lena, **{"part-what": "quollcanary"})
    tom.post(f"{where}/reading")
    assert "Then." in tom.get(where).text
    assert "quollcanary" not in tom.get(where).text


@pytest.mark.parametrize("name", ["otto", "ada", "vera", "lena"])
def test_for_everyone_else_it_is_not_there(visit: Visit, name: str) -> None:
    where = share(visit("lena"))
    other = visit(name)
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/reading").status_code == 404
    if name != "lena":
        assert other.post(f"{where.replace('shared', 'shares')}/removal").status_code == 404
    assert visit("").get(where).status_code == 303, "to the door"


def test_taken_back_it_is_gone_at_once_with_its_copy(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = share(lena)
    tom.post(f"{where}/reading")
    assert copies(lena.library) == 1
    assert lena.post(f"{where.replace('shared', 'shares')}/removal").status_code == 303
    assert tom.get(where).status_code == 404
    assert copies(lena.library) == 0
    assert "taken back" in lena.get("/my-casebook").text


def test_it_ends_by_the_clock_and_its_copy_goes_with_the_next_sweep(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = share(lena)
    tom.post(f"{where}/reading")
    with writing(lena.library.engine) as db:
        one = db.exec(select(Share)).one()
        one.until = now() - timedelta(seconds=1)
        db.add(one)
    assert tom.get(where).status_code == 404
    with writing(lena.library.engine) as db:
        assert forget_copies(db) == 1
    assert copies(lena.library) == 0


def test_deleting_the_reflection_takes_every_share_of_it_back(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = share(lena)
    lena.post(f"{begin(lena)}/removal")
    assert tom.get(where).status_code == 404
    assert copies(lena.library) == 0


def test_sharing_it_again_replaces_what_the_same_person_could_read(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    first, second = share(lena), share(lena, **{"part-what": "Newer."})
    assert tom.get(first).status_code == 404
    tom.post(f"{second}/reading")
    assert "Newer." in tom.get(second).text
    assert copies(lena.library) == 1


@pytest.mark.parametrize(
    ("email", "days", "said"),
    [
        ("tom at casebook", "30", "Write the whole address"),
        ("tom@casebook.example, otto@casebook.example", "30", "Write the whole address"),
        ("lena@casebook.example", "30", "your own address"),
        ("tom@casebook.example", "9999", "Choose for how long"),
    ],
)
def test_what_cannot_be_shared_is_said(visit: Visit, email: str, days: str, said: str) -> None:
    lena = visit("lena")
    answer = lena.post(f"{begin(lena)}/shares", email=email, days=days)
    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(rf'value="{re.escape(email)}"', answer.text)
    assert visit("otto").post(f"{begin(lena)}/shares", email="tom@casebook.example", days="30").status_code == 404


def test_sharing_does_not_tell_whether_anybody_has_an_address(visit: Visit) -> None:
    """Answer, form and lists are the same for an address with an account, one without, and one that is shut out."""
    with writing(visit("").library.engine) as db:
        suspend(db, cast(db, "otto"), reason="For the test.")
    lena, seen = visit("lena"), set()
    where = begin(lena)
    for name in ("tom", "otto", "nobody"):
        answer = lena.post(f"{where}/shares", email=f" {name.title()}@casebook.example", days="30")
        with reading(lena.library.engine) as db:
            key = db.exec(select(Share.key)).one()
        pages = [
            lena.get(f"{where}/shares").text,
            lena.get(where).text.split('id="readers"')[1].split("</section>")[0],
            lena.get("/my-casebook").text,
        ]
        assert all(f"{name}@casebook.example" in page for page in pages)
        said = str((answer.status_code, answer.headers["location"], pages))
        seen.add(said.replace(f"{name}@", "_@").replace(key, "_"))
        lena.post(f"/shares/{key}/removal")
        with writing(lena.library.engine) as db:
            db.exec(delete(Share))
    assert len(seen) == 1


def test_it_opens_for_whoever_signs_in_with_that_address_and_stays_with_whoever_opened_it(visit: Visit) -> None:
    lena = visit("lena")
    where = begin(lena, **{"part-what": "quollcanary"})
    assert lena.post(f"{where}/shares", email="new@casebook.example", days="30").status_code == 303
    with reading(lena.library.engine) as db:
        path = f"/shared/{db.exec(select(Share.key)).one()}"
    otto = visit("otto")
    assert otto.get(path).status_code == 404
    with writing(lena.library.engine) as db:
        cast(db, "otto").email = "new@casebook.example"
    assert otto.post(f"{path}/reading").status_code == 303
    assert "quollcanary" in otto.get(path).text
    assert "Otto" in lena.get("/my-casebook").text
    with writing(lena.library.engine) as db:
        db.exec(select(Person).where(Person.email == "new@casebook.example")).one().email = "otto@casebook.example"
        cast(db, "tom").email = "new@casebook.example"
    assert visit("").get(path).status_code == 303
    assert "quollcanary" in otto.get(path).text, "it is his now, whatever his address"
    with reading(lena.library.engine) as db:
        newer = db.exec(select(Person).where(Person.email == "new@casebook.example")).one()
        assert shares_with(db, newer) == [], "and nobody else's who comes by that address"


def test_an_address_that_nobody_came_by_is_forgotten_with_its_day(visit: Visit) -> None:
    lena = visit("lena")
    share(lena)
    with writing(lena.library.engine) as db:
        db.exec(select(Share)).one().until = now() - timedelta(seconds=1)
    with writing(lena.library.engine) as db:
        forget_copies(db)
        assert db.exec(select(Share)).all() == []
