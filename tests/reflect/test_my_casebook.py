"""My casebook: one's own things in time, and what they cover; another's never."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from casebook.clock import now, standing_at
from casebook.db.leaf import leaf
from casebook.library import Library
from casebook.reflect.my_casebook import begun_answers, coverage, timeline, to_do
from casebook.reflect.queries import own_cases
from casebook.reflect.reflecting import keep_reflection, own_reflections
from casebook.reflect.reflection import Action, Reflection
from casebook.reflect.responding import respond
from casebook.reflect.sealing import seal
from tests.conftest import an_answer, cast, the_case, viewer

ONE = Reflection(key="r" * 12, case="the-open-door", parts={"what": "x"}, finished=True)


def test_the_timeline_has_the_latest_first_and_leaves_out_what_is_not_finished(db: Session, stocked: Library) -> None:
    lena, (case, point, options) = cast(db, "lena"), the_case(db)
    with standing_at(now() - timedelta(days=3)):
        keep_reflection(db, stocked.keyring, ONE, by=lena)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena)
    keep_reflection(db, stocked.keyring, replace(ONE, key="s" * 12, finished=False), by=lena)
    reflections = own_reflections(db, stocked.keyring, lena)
    shown = timeline(own_cases(db, stocked.keyring, lena), reflections)
    assert [bool(entry.answered) for entry in shown] == [True, False]
    assert shown[1].reflection is not None
    assert shown[1].reflection.key == ONE.key


def test_actions_stand_open_ones_first_and_soonest_first() -> None:
    day = date(2027, 1, 1)
    actions = [
        Action("aaaa", "some day"), Action("bbbb", "later", day + timedelta(days=9)), Action("cccc", "done", None, day),
        Action("dddd", "soon", day), Action("eeee", "done later", None, day + timedelta(days=1)),
    ]  # fmt: skip
    shown = [one.action.text for one in to_do([replace(ONE, actions=actions)])]
    assert shown == ["soon", "later", "some day", "done later", "done"]


def test_coverage_counts_what_she_answered_and_reflected_on_and_nobody_elses(db: Session, stocked: Library) -> None:
    lena, otto, (case, point, options) = cast(db, "lena"), cast(db, "otto"), the_case(db)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena)
    keep_reflection(db, stocked.keyring, ONE, by=lena)
    hers = coverage(db, viewer(db, "lena"), lena, own_reflections(db, stocked.keyring, lena))
    his = coverage(db, viewer(db, "otto"), otto, own_reflections(db, stocked.keyring, otto))
    assert [(row.slug, row.cases, row.answered, row.reflected) for row in hers.themes] == [("truth-telling", 1, 1, 1)]
    assert {(row.slug, row.cases, row.answered, row.reflected) for row in hers.continua} == {
        ("trustworthiness", 1, 1, 1),
        ("courage", 1, 1, 1),
    }
    assert {(row.cases, row.answered, row.reflected) for row in his.themes + his.continua} == {(1, 0, 0)}
    assert hers.most == 1


def test_an_answer_that_was_begun_is_named_by_its_case_for_her_alone(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    seal(db, stocked.keyring, cast(db, "lena"), "draft", point.key, {"reasons": "x"})
    seal(db, stocked.keyring, cast(db, "lena"), "second-draft", point.key, {"reasons": "x"})
    begun = [(one.case.slug, one.again) for one in begun_answers(db, viewer(db, "lena"))]
    assert begun == [("the-open-door", False), ("the-open-door", True)]
    assert begun_answers(db, viewer(db, "otto")) == []


@given(st.lists(st.integers(), max_size=70), st.integers(-3, 9))
def test_pages_hold_each_thing_once_and_one_beyond_the_last_is_the_last(things: list[int], number: int) -> None:
    pages = leaf(things, 1, most=20).pages
    assert [one for page in range(1, pages + 1) for one in leaf(things, page, most=20).some] == things
    assert leaf(things, number, most=20).number == min(max(number, 1), pages)
    assert all(leaf(things, page, most=20).some for page in range(2, pages + 1))
