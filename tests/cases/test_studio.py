"""What an author may work on and play in the studio: her own, what nobody brought, what is told; never past consent."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from casebook.cases import viewing
from casebook.cases.case import CaseClip
from casebook.cases.studio import clip_to_show, recording_page, studio_clips
from casebook.cases.transcript_page import transcript_page
from casebook.clock import now
from casebook.errors import AlreadyDone, NotFound
from casebook.jobs.job import Job, JobState
from casebook.library import Library
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.editing import review
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.media.replacing import replace
from casebook.media.webvtt import SpokenCue
from casebook.people.joining import add_person
from casebook.people.person import Role
from casebook.people.viewer import viewer_of
from casebook.work import try_again
from tests.conftest import cast, viewer


def bring(db: Session, library: Library, tmp_path: Path, by_id: int | None) -> tuple[Recording, Clip]:
    (tmp_path / "film").write_bytes(b"film")
    recording = keep_recording(library.storage, tmp_path / "film", title="Mine", by_id=by_id, reserve_bytes=0)
    return recording, save_with_clip(db, recording, title="Mine")


def test_an_author_plays_what_she_brought_before_anyone_was_asked(
    db: Session, stocked: Library, tmp_path: Path
) -> None:
    recording, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    assert viewing.playable_clip(db, viewer(db, "ada"), clip.key).key == clip.key
    assert clip_to_show(db, viewer(db, "ada"), clip.key).title == "Mine"
    assert recording_page(db, viewer(db, "ada"), recording.key).playing is not None
    other = viewer_of(db, add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author]))
    for someone in (viewer(db, "lena"), viewer(db, "vera"), viewer(db, "tom"), other):
        with pytest.raises(NotFound):
            viewing.playable_clip(db, someone, clip.key)
        with pytest.raises(NotFound):
            viewing.recording_for(db, someone, recording.key)
        with pytest.raises(NotFound):
            viewing.studio_clip_for(db, someone, clip.key)
    assert clip.key not in {one.key for one in studio_clips(db, other)}


def test_the_studio_says_how_far_the_words_are(db: Session, stocked: Library, tmp_path: Path) -> None:
    recording, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)

    def words() -> tuple[int, str, bool, tuple[float, str] | None]:
        (found,) = studio_clips(db, viewer(db, "ada"), [clip.key])
        return found.lines, found.read_by, found.edited, found.drafting

    assert words() == (0, "", True, None)
    job = Job(kind="caption", about=clip.key, state=JobState.running, progress=0.4, says="writing down what is said")
    db.add(job)
    db.flush()
    assert words() == (0, "", True, (0.4, "writing down what is said"))
    assert transcript_page(db, viewer(db, "ada"), clip.key).drafting == (0.4, "writing down what is said")
    job.state = JobState.done
    keep_transcript(db, clip, [SpokenCue(0, 1000, "One."), SpokenCue(1000, 2000, "Two.")])
    db.flush()
    assert words() == (2, "", True, None)
    assert transcript_page(db, viewer(db, "ada"), clip.key).drafting is None
    review(db, clip, seen=1, by=cast(db, "vera"))
    assert words() == (2, cast(db, "vera").name, True, None)
    withdraw_consent(db, give_consent(db, recording, evidence="Folder 7"))
    db.flush()
    assert words()[2] is False, "what nobody may use any more is edited by nobody"


def test_once_consent_is_written_down_it_decides_for_the_author_too(
    db: Session, stocked: Library, tmp_path: Path
) -> None:
    recording, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    consent = give_consent(db, recording, evidence="Folder 7")
    db.flush()
    assert viewing.playable_clip(db, viewer(db, "ada"), clip.key)
    with pytest.raises(NotFound):
        viewing.playable_clip(db, viewer(db, "lena"), clip.key)
    withdraw_consent(db, consent)
    db.flush()
    with pytest.raises(NotFound):
        viewing.playable_clip(db, viewer(db, "ada"), clip.key)
    page = recording_page(db, viewer(db, "ada"), recording.key)
    assert (page.playing, page.consent) == (None, None)
    assert [one.plays for one in page.clips] == [False]


def test_what_the_command_line_brought_waits_for_consent(db: Session, stocked: Library, tmp_path: Path) -> None:
    recording, clip = bring(db, stocked, tmp_path, None)
    assert viewing.recording_for(db, viewer(db, "ada"), recording.key)
    with pytest.raises(NotFound):
        viewing.playable_clip(db, viewer(db, "ada"), clip.key)


def test_a_recording_that_is_told_in_a_case_needs_its_consent(db: Session, stocked: Library) -> None:
    told = db.exec(select(Clip).join(CaseClip)).first()
    assert told is not None
    recording = db.get(Recording, told.recording_id)
    assert recording is not None
    recording.received_from_id = cast(db, "ada").pk
    assert viewing.playable_clip(db, viewer(db, "ada"), told.key)
    for consent in db.exec(select(Consent)).all():
        consent.withdrawn_at = now()
        db.add(consent)
    db.flush()
    with pytest.raises(NotFound):
        viewing.playable_clip(db, viewer(db, "ada"), told.key)


def test_the_list_has_every_clip_in_its_part(db: Session, stocked: Library, tmp_path: Path) -> None:
    _, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    clip.state, clip.reason = ClipState.refused, "No."
    db.flush()
    parts = {one.key: one.group for one in studio_clips(db, viewer(db, "ada"))}
    assert parts.pop(clip.key) == "attention"
    assert set(parts.values()) == {"making"}
    assert studio_clips(db, viewer(db, "lena")) == []


def test_a_clip_that_is_being_made_plays_already_only_for_those_it_is_open_to(
    db: Session, stocked: Library, tmp_path: Path
) -> None:
    recording, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    clip.state = ClipState.transcoding
    db.flush()

    def said() -> str:
        return next(one.says for one in studio_clips(db, viewer(db, "ada")) if one.key == clip.key)

    assert said() == "making it playable"
    clip.version = 1
    db.flush()
    assert said() == "plays already; making it playable"
    recording.received_from_id = None
    db.flush()
    assert said() == "making it playable"


def test_a_clip_set_aside_can_be_tried_again_and_no_other(db: Session, stocked: Library, tmp_path: Path) -> None:
    _, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    with pytest.raises(AlreadyDone):
        try_again(stocked, db, clip)
    clip.state, clip.reason = ClipState.quarantined, "It stopped."
    db.add(Job(kind="transcode", about=clip.key, state=JobState.quarantined, attempts=3))
    db.flush()
    try_again(stocked, db, clip)
    db.flush()
    job = db.exec(select(Job).where(Job.about == clip.key)).one()
    assert (clip.state, clip.reason, job.state, job.attempts) == (ClipState.waiting, "", JobState.waiting, 0)


def test_the_list_stands_while_a_replaced_clip_is_being_taken_away(db: Session, stocked: Library) -> None:
    clip = db.exec(select(Clip).order_by(col(Clip.id))).first()
    assert clip
    replace(db, clip)
    assert clip.key not in {one.key for one in studio_clips(db, viewer(db, "ada"))}


def test_an_authors_words_are_hers_alone_until_they_are_told(db: Session, stocked: Library, tmp_path: Path) -> None:
    recording, clip = bring(db, stocked, tmp_path, cast(db, "ada").pk)
    keep_transcript(db, clip, [SpokenCue(0, 1000, "Nobody else may read this yet.")])
    other = viewer_of(db, add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author]))
    assert viewing.edited_clip_for(db, viewer(db, "ada"), clip.key)
    for consented in (False, True):
        if consented:
            give_consent(db, recording, evidence="Form 7")
        for someone in (other, viewer(db, "vera")):
            with pytest.raises(NotFound):
                viewing.edited_clip_for(db, someone, clip.key)
            assert viewing.edited_keys(db, someone, [clip.key]) == frozenset()
    told = db.exec(select(CaseClip)).first()
    assert told
    db.add(CaseClip(case_id=told.case_id, clip_id=clip.pk, name="mine", after=False, position=9, told_in="mine"))
    for someone in (other, viewer(db, "vera")):
        assert viewing.edited_clip_for(db, someone, clip.key)
