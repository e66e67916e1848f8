"""What is said in a clip: keeping the cues somebody gave, cut to the clip, and the station of captions."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, delete

from ..db import changes
from ..jobs.worker import Work
from . import queries
from .clip import Clip
from .transcript import Cue, Transcript
from .webvtt import SpokenCue
from .workshop import Workshop

#: A cue of which less than this is left by a cut is not worth a line.
_SHORTEST_LEFT_MS = 100


def caption(work: Work, shop: Workshop) -> None:
    """The station of captions. A clip keeps the words it was given; where none were, none are made up."""


def cut_cues(cues: Sequence[SpokenCue], in_ms: int, out_ms: int | None) -> list[SpokenCue]:
    """The cues of a span, with times from the span's own beginning; `out_ms` None means to the end."""
    end_ms = out_ms if out_ms is not None else max((cue.end_ms for cue in cues), default=0)
    cut = [
        SpokenCue(max(cue.start_ms, in_ms) - in_ms, min(cue.end_ms, end_ms) - in_ms, cue.text, cue.speaker)
        for cue in cues
    ]
    return [cue for cue in cut if cue.end_ms - cue.start_ms >= _SHORTEST_LEFT_MS]


def keep_transcript(
    db: Session, clip: Clip, cues: Sequence[SpokenCue], *, read_by: str = "", read_on: date | None = None
) -> Transcript:
    """Let these be the words of a clip, a draft unless `read_by` says who has read them against the sound.

    What is kept already and the same is left alone, so that doing it twice changes nothing."""
    transcript = queries.transcript_of(db, clip)
    fresh = transcript is None
    if transcript is None:
        transcript = Transcript(clip_id=clip.pk)
        db.add(transcript)
        db.flush()
    kept = [SpokenCue(cue.start_ms, cue.end_ms, cue.text, cue.speaker) for cue in queries.cues_of(db, clip)]
    same_words = kept == list(cues)
    if not same_words:
        db.exec(delete(Cue).where(col(Cue.transcript_id) == transcript.pk))
        for cue in cues:
            db.add(
                Cue(
                    transcript_id=transcript.pk,
                    start_ms=cue.start_ms,
                    end_ms=cue.end_ms,
                    speaker=cue.speaker,
                    text=cue.text,
                )
            )
    if fresh or not same_words or (transcript.read_by, transcript.read_on) != (read_by, read_on):
        transcript.read_by, transcript.read_on = read_by, read_on
        db.add(transcript)
        changes.note(db, "clip", clip.key)
    return transcript
