"""What is said in a clip: cut with it, kept with it, changed only when it is different."""

from datetime import date

from sqlmodel import Session, select

from casebook.db import changes
from casebook.db.changes import Change
from casebook.media import queries
from casebook.media.captioning import cut_cues, keep_transcript
from casebook.media.clip import Clip, Medium, Recording
from casebook.media.webvtt import SpokenCue

CUES = [SpokenCue(0, 1000, "One", "Nia"), SpokenCue(1000, 3000, "Two"), SpokenCue(3000, 4000, "Three")]


def a_clip(db: Session) -> Clip:
    recording = Recording(title="T", medium=Medium.sound, original="originals/x/source", bytes=1, sha256="0")
    db.add(recording)
    db.flush()
    clip = Clip(recording_id=recording.pk, title="T")
    db.add(clip)
    db.flush()
    return clip


def noted(db: Session) -> int:
    count = len(db.exec(select(Change)).all())
    changes.seen(db, changes.pending(db))
    return count


def test_cues_are_cut_with_their_clip_and_counted_from_its_beginning() -> None:
    assert cut_cues(CUES, 500, 3050) == [
        SpokenCue(0, 500, "One", "Nia"), SpokenCue(500, 2500, "Two"),
    ]  # fmt: skip
    assert cut_cues(CUES, 1000, None) == [SpokenCue(0, 2000, "Two"), SpokenCue(2000, 3000, "Three")]
    assert cut_cues([], 0, None) == []


def test_words_are_kept_and_noted_once(db: Session) -> None:
    clip = a_clip(db)
    assert keep_transcript(db, clip, CUES).reviewed is False
    assert [cue.text for cue in queries.cues_of(db, clip)] == ["One", "Two", "Three"]
    assert noted(db) == 1
    keep_transcript(db, clip, CUES)
    assert noted(db) == 0


def test_other_words_take_their_place(db: Session) -> None:
    clip = a_clip(db)
    keep_transcript(db, clip, CUES)
    keep_transcript(db, clip, CUES[1:])
    assert [(cue.text, cue.speaker) for cue in queries.cues_of(db, clip)] == [("Two", ""), ("Three", "")]
    assert len(queries.cues_of_clips(db, [clip.pk])[clip.pk]) == 2


def test_reading_words_against_the_sound_is_a_change_by_a_named_person(db: Session) -> None:
    clip = a_clip(db)
    keep_transcript(db, clip, CUES)
    noted(db)
    kept = keep_transcript(db, clip, CUES, read_by="Vera", read_on=date(2026, 11, 20))
    assert (kept.reviewed, kept.read_on) == (True, date(2026, 11, 20))
    assert noted(db) == 1
    assert queries.transcript_of(db, clip) == kept
