"""Remarks as rows: one for a case by each door, named by nobody, and all gone with their writer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.errors import NotAllowed, WrongInput
from casebook.library import Library
from casebook.reflect.remark import FromRole, Remark
from casebook.reflect.remarking import (
    MOST_LETTERS,
    leave_after_teaching,
    leave_remark,
    own_remark,
    problems_after_teaching,
    problems_with,
    take_back,
)  # fmt: skip
from casebook.reflect.responding import respond
from casebook.reflect.what_readers_say import cases_heard, said_of
from tests.conftest import an_answer, cast, the_case, viewer


def test_a_person_leaves_one_by_each_door_and_takes_back_both(db: Session, stocked: Library) -> None:
    tom, (case, point, options) = cast(db, "tom"), the_case(db)
    words = {"says": "taught", "text": "A minute is not lost."}
    with pytest.raises(NotAllowed):
        leave_remark(db, stocked.keyring, case, point, **words, by=tom)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=tom)
    for _ in range(2):
        leave_remark(db, stocked.keyring, case, point, **words, by=tom)
        leave_after_teaching(db, stocked.keyring, case, point, says="divided", missing="", suggests="Time.", by=tom)
    kept = db.exec(select(Remark)).all()
    assert sorted(one.from_role for one in kept) == ["educator", "trainee"]
    assert len({one.id for one in kept} | {one.key for one in kept}) == 4
    assert all(tom.key not in one.id for one in kept)
    assert own_remark(db, stocked.keyring, point, cast(db, "otto")) is None
    take_back(db, stocked.keyring, point, by=tom, doors=[FromRole.trainee])
    assert [one.suggests for one in db.exec(select(Remark)).all()] == ["Time."], "the other door is left alone"
    take_back(db, stocked.keyring, point, by=tom)
    assert db.exec(select(Remark)).all() == []


def test_remarks_stand_in_an_order_that_carries_nothing(db: Session, stocked: Library) -> None:
    case, point, options = the_case(db)
    for name in ("lena", "tom", "otto", "vera", "ada"):
        person = cast(db, name)
        respond(db, stocked.keyring, case, point, options, an_answer(), by=person)
        leave_remark(db, stocked.keyring, case, point, says="misled", text=f"So says {name}.", by=person)
    shown = [one.remark.key for one in said_of(db, case).remarks]
    assert shown == sorted(shown), "keys are random"
    assert [(one.slug, waiting) for one, waiting in cases_heard(db, viewer(db, "ada"))] == [("the-open-door", 5)]
    assert cases_heard(db, viewer(db, "tom")) == []


@given(st.text(max_size=12), st.text(max_size=MOST_LETTERS + 5))
def test_only_a_word_of_some_length_on_one_of_two_sides_can_be_left(says: str, text: str) -> None:
    problems = problems_with(says, text)
    assert ("says" in problems) == (says not in ("taught", "misled"))
    assert ("text" in problems) == (not text.strip() or len(text) > MOST_LETTERS)
    assert problems_with("taught", "x" * MOST_LETTERS) == {}


@given(st.sampled_from(["divided", "in-part", "agreed", "taught", "", "x"]), *[st.text(max_size=MOST_LETTERS + 5)] * 2)
def test_after_teaching_only_what_happened_is_asked_for(says: str, missing: str, suggests: str) -> None:
    problems = problems_after_teaching(says, missing, suggests)
    assert ("says" in problems) == (says not in ("divided", "in-part", "agreed"))
    assert ("missing" in problems) == (len(missing) > MOST_LETTERS)
    assert ("suggests" in problems) == (len(suggests) > MOST_LETTERS)


def test_what_cannot_be_kept_is_not(db: Session, stocked: Library) -> None:
    lena, (case, point, options) = cast(db, "lena"), the_case(db)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena)
    with pytest.raises(WrongInput):
        leave_remark(db, stocked.keyring, case, point, says="ranked", text="x", by=lena)
    assert db.exec(select(Remark)).all() == []
