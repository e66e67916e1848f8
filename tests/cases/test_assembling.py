"""A case set keeps what its owner put into it, in her order, at the versions she took; what goes leaves a place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from casebook.cases import assembling
from casebook.cases.assembling import Span
from casebook.cases.case import Case, CaseClip
from casebook.cases.case_set import CaseSet, SetPart, SetStep
from casebook.cases.decision_point import DecisionPoint
from casebook.cases.publication import Publication
from casebook.cases.queries import options_of
from casebook.cases.revising import add_option
from casebook.cases.set_queries import my_sets, set_coverage, set_notices, shown_set
from casebook.clock import now
from casebook.db.engine import writing
from casebook.errors import AlreadyDone, WrongInput
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.ending import end_recording
from casebook.media.replacing import replace
from casebook.media.tombstone import Why
from casebook.reflect.closing import close_account
from casebook.reflect.responding import respond
from tests.conftest import an_answer, cast, viewer
from tests.three_cases import MORE, add_more_cases

SLUGS = ["the-open-door", *MORE]


@pytest.fixture
def three(stocked: Library, small_content: Path, tmp_path: Path) -> Library:
    """The stocked library with three cases."""
    add_more_cases(stocked, small_content, tmp_path)
    return stocked


@pytest.fixture
def db(three: Library) -> Iterator[Session]:
    with writing(three.engine) as session:
        yield session


def case_of(db: Session, slug: str) -> Case:
    return db.exec(select(Case).where(Case.slug == slug)).one()


def toms_set(db: Session, *slugs: str, title: str = "Nights") -> CaseSet:
    """A set of Tom's with these cases."""
    made = assembling.make_set(db, title=title, slot_minutes=45, by=cast(db, "tom"))
    for slug in slugs or SLUGS:
        assembling.add_case(db, made, case_of(db, slug), by=viewer(db, "tom"))
    return made


def after_clip(db: Session, slug: str) -> str:
    """The key of a clip of a case that is told after the decision."""
    question = select(Clip.key).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
    found = db.exec(question.where(CaseClip.case_id == case_of(db, slug).pk, col(CaseClip.after))).first()
    assert found
    return found


def order(db: Session, case_set: CaseSet) -> list[str]:
    shown = shown_set(db, viewer(db, "tom"), case_set)
    return [one.card.slug if one.card else "" for one in shown.steps]


def test_a_set_holds_its_cases_in_the_order_in_which_they_were_added_with_every_clip(db: Session) -> None:
    made = toms_set(db)
    shown = shown_set(db, viewer(db, "tom"), made)
    assert order(db, made) == SLUGS
    for step in shown.steps:
        assert [part.title for part in step.parts] == ["The bleep"]
        assert step.later == 2, "what is told after the decision is in the set, and not shown before he has answered"
    assert shown.minutes == 33
    assert shown.left == 12
    assert [one.starts_at for one in shown.steps] == [0, 11, 22]


def test_a_case_is_in_a_set_once(db: Session) -> None:
    made = toms_set(db)
    with pytest.raises(AlreadyDone):
        assembling.add_case(db, made, case_of(db, "the-list"), by=viewer(db, "tom"))


def test_one_clip_alone_can_be_added_from_a_moment(db: Session) -> None:
    made = toms_set(db, "the-list")
    clip = shown_set(db, viewer(db, "tom"), made).steps[0].parts[0].clip_key
    other = assembling.make_set(db, title="One", slot_minutes=20, by=cast(db, "tom"))
    assembling.add_case(db, other, case_of(db, "the-list"), by=viewer(db, "tom"), only=clip)
    step = shown_set(db, viewer(db, "tom"), other).steps[0]
    assert [part.clip_key for part in step.parts] == [clip]
    assert step.later == 0
    for hidden in (after_clip(db, "his-daughter"), "nothing"):
        assembling.add_case(db, other, case_of(db, "his-daughter"), by=viewer(db, "tom"), only=hidden)
        step = shown_set(db, viewer(db, "tom"), other).steps[1]
        assert (step.parts, step.later) == ([], 0), "a clip she may not open yet cannot be chosen by its key"
        assembling.remove_step(db, other, step.step)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-4, 4)), max_size=6), st.permutations(range(3)))
def test_whatever_is_moved_every_case_keeps_one_place(
    db: Session, moves: list[tuple[int, int]], wanted: list[int]
) -> None:
    made = toms_set(db)
    plain = list(SLUGS)
    for which, by in moves:
        step = assembling.steps_of(db, made)[which]
        assembling.move_step(db, made, step, by=by)
        slug = plain.pop(which)
        plain.insert(min(max(which + by, 0), 2), slug)
        assert order(db, made) == plain
        assert [one.position for one in assembling.steps_of(db, made)] == [0, 1, 2]
    steps = assembling.steps_of(db, made)
    assembling.order_steps(db, made, [steps[place].key for place in wanted] + ["nothing"])
    assert order(db, made) == [plain[place] for place in wanted]


def test_an_order_that_names_only_some_leaves_the_others_behind_them(db: Session) -> None:
    made = toms_set(db)
    last = assembling.steps_of(db, made)[2]
    assembling.order_steps(db, made, [last.key])
    assert order(db, made) == [SLUGS[2], SLUGS[0], SLUGS[1]]
    assembling.remove_step(db, made, last)
    assert order(db, made) == SLUGS[:2]
    assert [one.position for one in assembling.steps_of(db, made)] == [0, 1]


def test_a_segment_is_kept_and_what_cannot_be_one_is_said(db: Session) -> None:
    made = toms_set(db, "the-list")
    tom, step = viewer(db, "tom"), assembling.steps_of(db, made)[0]
    key = shown_set(db, tom, made).steps[0].parts[0].clip_key
    assembling.choose_parts(db, made, step, [Span(key, 500, 2_000)], by=tom)
    (part,) = shown_set(db, tom, made).steps[0].parts
    assert (part.from_ms, part.to_ms, part.shown_ms) == (500, 2_000, 1_500)
    assert shown_set(db, tom, made).steps[0].later == 2, "clips he may not open yet stay as they were"
    for wrong in (Span(key, 2_000, 500), Span(key, 0, 99_000), Span(key, 2_500), Span("nothing")):
        with pytest.raises(WrongInput):
            assembling.choose_parts(db, made, step, [wrong], by=tom)
    assembling.choose_parts(db, made, step, [], by=tom)
    assert shown_set(db, tom, made).steps[0].parts == []


def test_a_clip_told_after_cannot_be_chosen_before_ones_own_answer(db: Session, three: Library) -> None:
    made = toms_set(db, "the-list")
    tom, step, case = viewer(db, "tom"), assembling.steps_of(db, made)[0], case_of(db, "the-list")
    after = after_clip(db, "the-list")
    with pytest.raises(WrongInput):
        assembling.choose_parts(db, made, step, [Span(after)], by=tom)
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    respond(db, three.keyring, case, point, list(options_of(db, point)), an_answer(), by=cast(db, "tom"))
    assembling.choose_parts(db, made, step, [Span(after)], by=tom)
    assert [part.after for part in shown_set(db, tom, made).steps[0].parts] == [True]


def test_a_newer_version_is_told_and_taken_only_when_its_owner_says_so(db: Session) -> None:
    made, case = toms_set(db), case_of(db, "the-list")
    old = case.dilemma
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    add_option(db, case, point, label="Wait", speaks_for="Time.", speaks_against="Time.")
    case.dilemma = "Changed."
    db.add(
        Publication(
            case_id=case.pk, person_id=cast(db, "ada").pk, confidentiality_seen_by_id=cast(db, "vera").pk, version=2
        )
    )
    db.flush()
    tom = viewer(db, "tom")
    step = shown_set(db, tom, made).steps[2]
    assert step.newer
    assert step.dilemma == old, "the words of the version that the set holds"
    assert set_notices(db, tom)[made.pk].newer == 1
    assembling.take_version(db, made, step.step, case)
    assert not shown_set(db, tom, made).steps[2].newer
    assert set_notices(db, tom) == {}


def test_a_clip_that_was_taken_back_leaves_a_place_and_something_to_take_instead(db: Session) -> None:
    made = toms_set(db, "the-list", "his-daughter")
    tom, key = viewer(db, "tom"), shown_set(db, viewer(db, "tom"), made).steps[0].parts[0].clip_key
    recording = db.exec(
        select(Recording).join(Clip, col(Clip.recording_id) == Recording.id).where(Clip.key == key)
    ).one()
    end_recording(db, recording, Why.withdrawn)
    db.flush()
    step = shown_set(db, tom, made).steps[0]
    assert step.gone[0].gone == "This film has been taken back by the person in it."
    assert step.instead == [("the-open-door", "The open door")]
    assert set_notices(db, tom)[made.pk].gone == 2, "the one he saw, and the one that would have opened"
    assembling.choose_parts(db, made, step.step, [], by=tom, without=[part.pk for part in step.gone])
    assert shown_set(db, tom, made).steps[0].gone == []
    assert set_notices(db, tom) == {}


def test_a_new_cut_takes_the_clip_and_leaves_the_place(db: Session) -> None:
    made = toms_set(db, "the-list")
    part = db.exec(select(SetPart).order_by(col(SetPart.id))).first()
    assert part
    clip = db.get_one(Clip, part.clip_id)
    db.delete(db.exec(select(CaseClip).where(CaseClip.clip_id == clip.pk)).one())
    replace(db, clip)
    db.flush()
    assert len(shown_set(db, viewer(db, "tom"), made).steps[0].gone) == 1
    db.connection().exec_driver_sql("DELETE FROM cues")
    for table in ("renditions", "transcripts", "content_notes"):
        db.connection().exec_driver_sql(f"DELETE FROM {table} WHERE clip_id = {clip.pk}")
    db.delete(clip)
    db.flush()
    db.expire_all()
    assert db.get_one(SetPart, part.pk).clip_id is None
    assert len(shown_set(db, viewer(db, "tom"), made).steps[0].gone) == 1


def test_a_closed_case_says_nothing_of_itself(db: Session) -> None:
    made = toms_set(db, "the-list", "his-daughter")
    publication = db.exec(select(Publication).where(Publication.case_id == case_of(db, "the-list").pk)).one()
    publication.ended_at = now()
    db.flush()
    step = shown_set(db, viewer(db, "tom"), made).steps[0]
    assert (step.card, step.title, step.dilemma, step.parts, step.offered, step.later) == (None, "", "", [], [], 0)
    assert set_notices(db, viewer(db, "tom"))[made.pk].closed == 1
    assert shown_set(db, viewer(db, "ada"), made).steps[0].title == "The list", "those who make cases see drafts"


def test_a_copy_names_what_it_was_made_from_and_goes_its_own_way(db: Session) -> None:
    made = toms_set(db)
    step = assembling.steps_of(db, made)[0]
    assembling.change_step(db, made, step, prompt="Who is in the room?", minutes=12)
    copy = assembling.copy_set(db, made, by=cast(db, "vera"))
    again = assembling.copy_set(db, copy, by=cast(db, "ada"))
    vera = viewer(db, "vera")
    assert order(db, copy) == SLUGS
    assert [(one.title, one.owner) for one in shown_set(db, vera, copy).origins] == [("Nights", "Tom Ferreira")]
    assert [one.owner for one in shown_set(db, viewer(db, "ada"), again).origins] == ["Vera Lindqvist", "Tom Ferreira"]
    assert [one.key for one in shown_set(db, vera, copy).origins] == [""], "his set is not hers to open"
    assert shown_set(db, vera, copy).steps[0].step.prompt == "Who is in the room?"
    assert [one.later for one in shown_set(db, vera, copy).steps] == [0, 0, 0]
    assembling.change_step(db, made, step, prompt="Another.", minutes=5)
    assert shown_set(db, vera, copy).steps[0].step.prompt == "Who is in the room?"


def test_a_removed_set_keeps_no_words_and_its_copies_keep_theirs(db: Session) -> None:
    made = toms_set(db)
    copy = assembling.copy_set(db, made, by=cast(db, "vera"))
    assembling.remove_set(db, made)
    db.flush()
    db.refresh(made)
    assert (made.title, made.note) == ("", "")
    assert not db.exec(select(SetStep).where(SetStep.case_set_id == made.pk)).all()
    assert my_sets(db, viewer(db, "tom")) == []
    assert [(one.title, one.owner) for one in shown_set(db, viewer(db, "vera"), copy).origins] == [
        ("Nights", "Tom Ferreira")
    ]


def test_when_an_account_is_closed_its_sets_go_and_copies_forget_the_name(three: Library) -> None:
    with writing(three.engine) as db:
        made = toms_set(db)
        copy = assembling.copy_set(db, made, by=cast(db, "vera")).pk
        key = cast(db, "tom").key
    close_account(three.engine, three.keyring, key)
    with writing(three.engine) as db:
        assert db.exec(select(CaseSet).where(CaseSet.removed_at == None)).one().pk == copy  # noqa: E711
        assert [one.owner for one in shown_set(db, viewer(db, "vera"), db.get_one(CaseSet, copy)).origins] == [
            "A closed account"
        ]


def test_coverage_counts_the_sets_cases_beside_all_there_are(db: Session) -> None:
    covered = set_coverage(db, viewer(db, "tom"), {"the-list", "his-daughter"})
    assert [(one.title, one.cases, one.chosen) for one in covered.themes] == [("Truth-telling", 3, 2)]
    assert {one.slug: (one.cases, one.chosen) for one in covered.continua} == {
        "courage": (3, 2), "trustworthiness": (3, 2),
    }  # fmt: skip


@pytest.mark.parametrize(("title", "slot"), [("  ", 45), ("x" * 121, 45), ("Nights", 44)])
def test_a_set_needs_a_name_and_a_slot_there_is(db: Session, title: str, slot: int) -> None:
    with pytest.raises(WrongInput):
        assembling.make_set(db, title=title, slot_minutes=slot, by=cast(db, "tom"))


@pytest.mark.parametrize("minutes", [0, -3, 241])
def test_minutes_are_a_number_that_can_be(db: Session, minutes: int) -> None:
    made = toms_set(db, "the-list")
    with pytest.raises(WrongInput):
        assembling.change_step(db, made, assembling.steps_of(db, made)[0], prompt="", minutes=minutes)
