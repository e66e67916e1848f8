"""What people keep by time stands where it stood when a film is cut, and nobody opens what is sealed for them."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from casebook.cases.case import Case, CaseClip, ContentNote
from casebook.cases.queries import theme_page
from casebook.cases.retiming import retime_cases
from casebook.clock import now, standing_at
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.queries import clip_with_recording
from casebook.media.redacting import apply_redactions, plan_redaction, undo_redactions
from casebook.media.redaction import Way
from casebook.reflect.annotating import Annotation, annotate, own_annotations
from casebook.reflect.keeping import Place, add_bookmark, bookmarks_of, note_place, places_of, remove_bookmark
from casebook.reflect.reflecting import keep_reflection, own_reflection, tick_action
from casebook.reflect.reflection import Action, Moment, Reflection
from casebook.reflect.response import SealedRecord
from tests.conftest import cast


@pytest.fixture
def clip(db: Session) -> Clip:
    """Six seconds, told before the decision."""
    clip = db.exec(select(Clip).join(CaseClip).where(col(CaseClip.after).is_(False))).one()
    clip.duration_ms = 3000
    db.add(clip)
    db.flush()
    return clip


def cut(db: Session, clip: Clip, start_ms: int, end_ms: int) -> None:
    """Cut a span out; nothing of the film is made."""
    clip, recording = clip_with_recording(db, clip.key)
    state = clip.state
    plan_redaction(db, clip, recording, way=Way.cut, span=(start_ms, end_ms), by=cast(db, "ada"))
    retime_cases(db, apply_redactions(db, recording, by=cast(db, "ada")))
    clip.state = state
    clip.duration_ms = (clip.duration_ms or 0) - (end_ms - start_ms)
    db.add(clip)
    db.flush()


def note(clip: Clip, key: str, from_ms: int, to_ms: int) -> Annotation:
    return Annotation(key, clip.key, clip.title, "the-open-door", "The open door", from_ms, to_ms, "Mine.")


def test_a_note_moves_with_its_moment_and_is_not_written_anew(db: Session, stocked: Library, clip: Clip) -> None:
    lena = cast(db, "lena")
    annotate(db, stocked.keyring, note(clip, "before111111", 200, 400), by=lena)
    annotate(db, stocked.keyring, note(clip, "inside111111", 1200, 1400), by=lena)
    annotate(db, stocked.keyring, note(clip, "beyond111111", 2000, 2600), by=lena)
    sealed = [bytes(one.sealed) for one in db.exec(select(SealedRecord)).all()]
    cut(db, clip, 1000, 1500)
    there = {one.key: (one.from_ms, one.to_ms) for one in own_annotations(db, stocked.keyring, lena)}
    assert there == {"before111111": (200, 400), "inside111111": (1000, 1000), "beyond111111": (1500, 2100)}
    assert [bytes(one.sealed) for one in db.exec(select(SealedRecord)).all()] == sealed, "nobody opened them"


def test_a_note_made_after_a_cut_is_moved_by_the_next_one_alone(db: Session, stocked: Library, clip: Clip) -> None:
    lena = cast(db, "lena")
    cut(db, clip, 1000, 1500)
    with standing_at(now() + timedelta(seconds=1)):
        annotate(db, stocked.keyring, note(clip, "after1111111", 1200, 1200), by=lena)
    with standing_at(now() + timedelta(seconds=2)):
        cut(db, clip, 0, 500)
        (there,) = own_annotations(db, stocked.keyring, lena)
    assert there.from_ms == 700


def test_an_undone_cut_brings_a_note_back_to_where_it_was(db: Session, stocked: Library, clip: Clip) -> None:
    lena = cast(db, "lena")
    annotate(db, stocked.keyring, note(clip, "beyond111111", 2000, 2600), by=lena)
    cut(db, clip, 1000, 1500)
    undo_redactions(db, clip_with_recording(db, clip.key)[1], undo_days=7)
    (there,) = own_annotations(db, stocked.keyring, lena)
    assert (there.from_ms, there.to_ms) == (2000, 2600)


def test_bookmarks_and_places_move_and_can_be_taken_away_where_they_are_shown(
    db: Session, stocked: Library, clip: Clip
) -> None:
    lena, keyring = cast(db, "lena"), stocked.keyring
    place = Place("the-open-door", clip.key, 2000)
    add_bookmark(db, keyring, place, by=lena)
    note_place(db, keyring, place, by=lena)
    cut(db, clip, 1000, 1500)
    (shown,) = bookmarks_of(db, keyring, lena)
    assert (shown.ms, places_of(db, keyring, lena)[0].ms) == (1500, 1500)
    add_bookmark(db, keyring, shown, by=lena)
    assert len(bookmarks_of(db, keyring, lena)) == 1, "it is there already"
    note_place(db, keyring, Place("the-open-door", clip.key, 0), by=lena)
    assert places_of(db, keyring, lena)[0].ms == 1500, "opened and not played: it stays where it was"
    remove_bookmark(db, keyring, shown, by=lena)
    assert bookmarks_of(db, keyring, lena) == []


def test_the_moments_of_a_reflection_move_once_and_not_again_when_it_is_kept(
    db: Session, stocked: Library, clip: Clip
) -> None:
    lena, keyring = cast(db, "lena"), stocked.keyring
    about = Reflection("reflection11", title="Mine", moments=[Moment(clip.key, clip.title, 2000, 2600)])
    keep_reflection(db, keyring, Reflection(**{**vars(about), "actions": [Action("act1", "Ask.")]}), by=lena)
    cut(db, clip, 1000, 1500)
    assert own_reflection(db, keyring, about.key, of=lena).moments[0].from_ms == 1500
    with standing_at(now() + timedelta(seconds=1)):
        tick_action(db, keyring, about.key, "act1", done=True, by=lena)
    kept = own_reflection(db, keyring, about.key, of=lena).moments[0]
    assert (kept.from_ms, kept.to_ms) == (1500, 2100)


def test_content_notes_and_links_of_a_synthesis_move(db: Session, clip: Clip) -> None:
    case = db.exec(select(Case)).one()
    db.add(ContentNote(case_id=case.pk, note="Distress.", clip_id=clip.pk, from_ms=1800, to_ms=2800, position=9))
    db.flush()
    cut(db, clip, 0, 500)
    kept = db.exec(select(ContentNote).where(ContentNote.position == 9)).one()
    assert (kept.from_ms, kept.to_ms) == (1300, 2300)
    from tests.conftest import viewer

    page = theme_page(db, viewer(db, "vera"), "truth-telling")
    assert any(f"/{clip.key}/1000)" in one.text for one in page.paragraphs), "said at 1.5 s, shown at 1.0"
