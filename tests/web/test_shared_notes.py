"""A note that one's group reads: let after a look, read beside the film under one's name, and taken back."""

import re

import pytest
from sqlmodel import Session, select

from casebook.db.engine import reading, writing
from casebook.people.cohort import CohortClosure
from casebook.people.queries import person_by_email
from casebook.teach.shared_note import SharedNote
from tests.conftest import Visitor, cast
from tests.people.organised import north, south
from tests.web.test_annotations import CASE, Visit, clip_key, note
from tests.web.test_cases import respond

WORDS = "potoroocanary keeps her own counsel"


def to_north(visitor: Visitor) -> str:
    with reading(visitor.library.engine) as db:
        return f"cohort:{north(db).key}"


def let(visitor: Visitor, key: str, text: str = WORDS, **fields: str) -> None:
    answer = visitor.post(f"/annotations/{key}/readers", text=text, **({"group": to_north(visitor)} | fields))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"/cases/the-open-door?clip={clip_key(visitor.library)}&t=0.5#notes-")


def shared_key(visitor: Visitor) -> str:
    with reading(visitor.library.engine) as db:
        return db.exec(select(SharedNote.key)).one()


def one_who_answered(visit: Visit, name: str = "tom") -> Visitor:
    visitor = visit(name)
    respond(visitor)
    return visitor


def none_left(db: Session) -> bool:
    return db.exec(select(SharedNote)).first() is None


def test_the_page_says_who_will_read_it_beside_the_button(visit: Visit) -> None:
    lena = visit("lena")
    key = note(lena, WORDS)
    assert f"/annotations/{key}/readers" in lena.get(CASE).text
    page = lena.get(f"/annotations/{key}/readers").text
    assert WORDS in page
    assert "Cohort North" in page
    assert "its educators included" in page
    assert "under your name, Lena Marsh" in page
    assert re.search(r'aria-describedby="let-whom">Let them read it</button>', page)


def test_her_group_reads_it_beside_the_film_under_her_name_and_she_sees_that(visit: Visit) -> None:
    lena, tom = visit("lena"), one_who_answered(visit)
    let(lena, note(lena, "As first written."))
    page = tom.get(CASE).text
    assert WORDS in page
    assert "As first written." not in page
    assert re.search(r"<b>Lena Marsh</b>, <a [^>]*data-at=\"500\" data-until=\"1200\">0:00 to 0:01</a>", page)
    assert 'class="group-line"' in page
    line = re.search(r"The corridor lights hummed all night\.(.*?)</a>", page, re.DOTALL)
    assert line
    assert "Somebody let you read a note here." in line[1]
    assert "You have a note here." not in line[1]
    mine = lena.get(CASE).text
    assert "As first written." in mine
    assert WORDS not in mine
    assert "A copy as it stood is read by cohort North, under your name." in mine
    for elsewhere in ("/my-casebook", "/my-casebook/notes.jsonld", "/search?q=potoroocanary"):
        assert f"{WORDS}" not in tom.get(elsewhere).text


def test_others_meet_nothing_of_it(visit: Visit) -> None:
    lena = visit("lena")
    key = note(lena)
    let(lena, key)
    with writing(lena.library.engine) as db:
        south(db)  # Otto has a cohort too
    shared = shared_key(lena)
    for name in ("otto", "ada", "vera"):
        other = one_who_answered(visit, name)
        for page in (CASE, "/my-casebook", "/search?q=potoroocanary"):
            text = other.get(page).text
            assert WORDS not in text, (name, page)
            assert "Notes others let you read" not in text
    for name in ("otto", "ada", "vera", "tom"):
        other = visit(name)
        missing = other.get(f"/annotations/{'z' * 12}/readers")
        hers = other.get(f"/annotations/{key}/readers")
        assert (hers.status_code, hers.text) == (404, missing.text.replace("z" * 12, key))
        assert other.post(f"/annotations/{key}/readers", text="Mine.", group=to_north(lena)).status_code == 404
        assert other.post(f"/shared-notes/{shared}/removal").status_code == 404
    assert WORDS not in visit("tom").get(CASE).text, "he has not answered himself"
    assert WORDS in one_who_answered(visit).get(CASE).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "  "}, "Write what your group may read."),
        ({"text": "y" * 4001}, "at most 4,000 characters"),
        ({"group": "cohort:nothing"}, "Choose who may read it."),
        ({"group": ""}, "Choose who may read it."),
    ],
)
def test_what_cannot_be_let_is_said_and_comes_back_as_typed(visit: Visit, fields: dict[str, str], said: str) -> None:
    lena = visit("lena")
    sent = {"text": "Typed anew.", "group": to_north(lena)} | fields
    answer = lena.post(f"/annotations/{note(lena)}/readers", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert f">{sent['text']}</textarea>" in answer.text
    with reading(lena.library.engine) as db:
        assert none_left(db)


def test_what_may_tell_who_somebody_is_is_looked_at_first(visit: Visit) -> None:
    lena = visit("lena")
    key = note(lena)
    sent = {"text": "Mrs Abernathy, born 3 May 1961.", "group": to_north(lena)}
    asked = lena.post(f"/annotations/{key}/readers", **sent)
    assert asked.status_code == 422
    assert "Look at the marked words first" in asked.text
    assert f">{sent['text']}</textarea>" in asked.text
    with reading(lena.library.engine) as db:
        assert none_left(db)
    looked = re.search(r'name="looked" value="(\w+)"', asked.text)
    assert looked
    other = lena.post(f"/annotations/{key}/readers", **(sent | {"text": "Dr Abernathy.", "looked": looked[1]}))
    assert other.status_code == 422, "what was looked at was another text"
    let(lena, key, sent["text"], looked=looked[1])
    assert "Mrs Abernathy" in one_who_answered(visit).get(CASE).text


@pytest.mark.parametrize(
    ("back", "where"), [("", "/cases/the-open-door?clip="), ("my-casebook", "/my-casebook#shared")]
)
def test_it_is_listed_and_taken_back(visit: Visit, back: str, where: str) -> None:
    lena, tom = visit("lena"), one_who_answered(visit)
    let(lena, note(lena))
    mine = lena.get("/my-casebook").text
    assert "Notes your group may read" in mine
    assert WORDS in mine
    answer = lena.post(f"/shared-notes/{shared_key(lena)}/removal", **{"from": back})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(where)
    assert WORDS not in tom.get(CASE).text + lena.get("/my-casebook").text
    with reading(lena.library.engine) as db:
        assert none_left(db)


def test_deleting_the_note_takes_it_back(visit: Visit) -> None:
    lena, tom = visit("lena"), one_who_answered(visit)
    key = note(lena)
    let(lena, key)
    assert lena.post(f"/annotations/{key}/removal").status_code == 303
    assert WORDS not in tom.get(CASE).text + lena.get("/my-casebook").text


def test_when_the_cohort_is_closed_nobody_reads_it_and_she_is_told(visit: Visit) -> None:
    lena, tom = visit("lena"), one_who_answered(visit)
    key = note(lena)
    let(lena, key)
    with writing(lena.library.engine) as db:
        db.add(CohortClosure(cohort_id=north(db).pk, person_id=cast(db, "tom").pk))
    assert WORDS not in tom.get(CASE).text
    assert "nobody reads it now" in lena.get("/my-casebook").text
    assert "nobody can be let to read it" in lena.get(f"/annotations/{key}/readers").text


def test_a_name_is_never_markup(visit: Visit) -> None:
    lena, tom = visit("lena"), one_who_answered(visit)
    with writing(lena.library.engine) as db:
        person = person_by_email(db, "lena@casebook.example")
        assert person is not None
        person.name = "<i>Lena</i>"
        db.add(person)
    let(lena, note(lena), "<b>bold</b>")
    page = tom.get(CASE).text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<i>Lena</i>" not in page
