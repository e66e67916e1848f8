"""Reflections: kept whole, for their writer alone, whatever template they are written under."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from casebook.db.engine import writing
from casebook.errors import NotFound, WrongInput
from casebook.library import Library
from casebook.reflect.reflecting import (
    ReflectionChanged,
    keep_reflection,
    own_reflection,
    own_reflections,
    remove_reflection,
    tick_action,
)
from casebook.reflect.reflection import Action, Moment, Reflection
from casebook.reflect.reflection_templates import HEADINGS, TEMPLATES
from tests.conftest import cast

CANARY = "wombatcanary"
WRITTEN = Reflection(
    key="r" * 12,
    title="On staying",
    case="the-open-door",
    case_title="The open door",
    parts={"what": "He asked."},
    minutes=20,
    capabilities={"GPC/2017/1": "It asked what I owe him."},
    guidance=["some-guidance"],
    moments=[Moment("abcd", "The bleep", 1500, 2900)],
    actions=[Action("aaaa", "Ask about cover at night", date(2027, 3, 31)), Action("bbbb", "Tell Tom")],
    tab="one",
)


def keep(db: Session, library: Library, reflection: Reflection, name: str = "lena") -> Reflection:
    return keep_reflection(db, library.keyring, reflection, by=cast(db, name))


def kept(db: Session, library: Library, name: str = "lena") -> Reflection:
    return own_reflection(db, library.keyring, WRITTEN.key, of=cast(db, name))


def test_a_reflection_comes_back_as_it_was_kept(db: Session, stocked: Library) -> None:
    first = keep(db, stocked, WRITTEN)
    assert kept(db, stocked) == first
    assert replace(first, begun_at=WRITTEN.begun_at, changed_at=WRITTEN.changed_at, version=0) == WRITTEN


def test_nobody_else_finds_it(db: Session, stocked: Library) -> None:
    keep(db, stocked, WRITTEN)
    for name in ("tom", "ada", "vera", "otto"):
        with pytest.raises(NotFound):
            kept(db, stocked, name)
        assert own_reflections(db, stocked.keyring, cast(db, name)) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    turns=st.lists(
        st.tuples(
            st.sampled_from(TEMPLATES),
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_word_is_lost_however_often_the_template_changes(stocked: Library, turns: list) -> None:  # type: ignore[type-arg]
    with writing(stocked.engine) as db:
        now_kept = keep(db, stocked, replace(WRITTEN, parts={}))
        written: dict[str, str] = {}
        for template, words in turns:
            heading = template.headings[-1]
            written[heading.key] = words
            now_kept = keep(db, stocked, replace(now_kept, template=template.key, parts=dict(written)))
            assert {one.key: said for one, said in now_kept.written} == written
        db.rollback()


def test_a_save_from_an_older_page_is_told_and_changes_nothing(db: Session, stocked: Library) -> None:
    first = keep(db, stocked, WRITTEN)
    newer = keep(db, stocked, replace(first, parts={"what": "Newer."}, tab="two"))
    with pytest.raises(ReflectionChanged):
        keep(db, stocked, replace(first, parts={"what": "Older page."}, tab="one"))
    assert kept(db, stocked).parts == {"what": "Newer."}
    # the page that wrote last goes on, though it still names the version it was opened with
    keep(db, stocked, replace(newer, version=first.version, parts={"what": "Newest."}))
    assert kept(db, stocked).parts == {"what": "Newest."}


def test_the_same_page_sent_twice_is_one_reflection(db: Session, stocked: Library) -> None:
    keep(db, stocked, WRITTEN)
    keep(db, stocked, WRITTEN)
    assert len(own_reflections(db, stocked.keyring, cast(db, "lena"))) == 1


def test_a_deleted_reflection_is_gone_and_an_old_page_does_not_bring_it_back(db: Session, stocked: Library) -> None:
    first = keep(db, stocked, WRITTEN)
    with pytest.raises(NotFound):
        remove_reflection(db, WRITTEN.key, by=cast(db, "otto"))
    remove_reflection(db, WRITTEN.key, by=cast(db, "lena"))
    with pytest.raises(NotFound):
        kept(db, stocked)
    with pytest.raises(NotFound):
        keep(db, stocked, first)


def test_an_action_is_ticked_off_once_and_the_tick_can_be_taken_away(db: Session, stocked: Library) -> None:
    keep(db, stocked, WRITTEN)
    lena = cast(db, "lena")
    done = tick_action(db, stocked.keyring, WRITTEN.key, "aaaa", done=True, by=lena)
    assert [bool(action.done_on) for action in done.actions] == [True, False]
    open_again = tick_action(db, stocked.keyring, WRITTEN.key, "aaaa", done=False, by=lena)
    assert [action.done_on for action in open_again.actions] == [None, None]
    with pytest.raises(NotFound):
        tick_action(db, stocked.keyring, WRITTEN.key, "cccc", done=True, by=lena)


@pytest.mark.parametrize(
    "wrong",
    [
        {"parts": {"what": "x" * 20_001}},
        {"parts": {"elsewhere": "x"}},
        {"template": "none"},
        {"minutes": 0},
        {"title": "x" * 501},
    ],
)
def test_what_cannot_be_kept_is_refused_whole(db: Session, stocked: Library, wrong: dict[str, object]) -> None:
    with pytest.raises(WrongInput):
        keep(db, stocked, replace(WRITTEN, **wrong))  # type: ignore[arg-type]
    assert own_reflections(db, stocked.keyring, cast(db, "lena")) == []


def test_headings_have_keys_of_their_own() -> None:
    assert len(HEADINGS) == sum(len(template.headings) for template in TEMPLATES)


def test_nothing_of_a_reflection_is_readable_on_the_disk(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        written = replace(
            WRITTEN,
            title=CANARY,
            parts=dict.fromkeys(HEADINGS, CANARY),
            capabilities={"GPC/2017/1": CANARY},
            actions=[Action("aaaa", CANARY)],
        )
        keep(db, stocked, written)
    for path in stocked.settings.data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), f"{CANARY} stands in {path.name}"
