"""What is said in a clip: keeping the cues somebody gave, cut to the clip, and the station that drafts what nobody
gave."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import structlog
from sqlmodel import Session, col, delete

from ..db import changes
from ..db.engine import reading
from ..errors import ClipUnreadable, ProgramFailed, ProgramMissing
from ..jobs.worker import Work
from ..people.contributor import Contributor
from . import ffmpeg, queries
from .attempt import attempt_folder, lay_in
from .captioner import Captioner
from .clip import CLOSED, Clip, Recording, cut_of
from .cueing import cues_of_words
from .hiding import hidden_in, timeline
from .marking import Saying
from .probing import judged, span
from .program import Fence
from .redactions import redactions_of
from .sounding import for_captioner
from .transcript import Cue, Transcript
from .webvtt import SpokenCue
from .workshop import Workshop

log = structlog.get_logger(__name__)

_MOST_SOUND = 2 * 1024**3  # bytes; two hours are a quarter of a gigabyte
#: A cue of which less than this is left by a cut is not worth a line.
_SHORTEST_LEFT_MS = 100


def caption(work: Work, shop: Workshop) -> None:
    """The station of captions. A clip keeps the words it was given; where none were, a captioner drafts them if there
    is one. A draft that cannot be made is said in the log and keeps nothing else waiting. Raises LeaseLost."""
    with reading(shop.engine) as db:
        clip, recording = queries.clip_with_recording(db, work.about)
        given = queries.transcript_of(db, clip) is not None
        speaker = db.get(Contributor, recording.contributor_id) if recording.contributor_id else None
    if given or shop.captioner is None:
        return
    try:
        cues = _heard(work, shop, shop.captioner, clip, recording, speaker.name if speaker else "")
    except (ProgramMissing, ProgramFailed, ClipUnreadable) as wrong:
        log.warning("no_draft", clip=clip.key, reason=str(wrong))
        return
    heard = cut_of(clip, recording)
    with work.writing() as db:
        clip, recording = queries.clip_with_recording(db, work.about)
        same = cut_of(clip, recording) == heard and clip.state not in CLOSED
        if cues and same and queries.transcript_of(db, clip) is None:  # nobody wrote any meanwhile
            transcript = keep_transcript(db, clip, cues)
            transcript.drafted_by = shop.captioner.name
            db.add(transcript)


def forget_draft(db: Session, clip: Clip) -> None:
    """Take away what a program wrote down of a clip, unless somebody has changed or read it since."""
    draft = queries.transcript_of(db, clip)
    if draft is None or not draft.drafted_by or draft.changed_by_id or draft.read_by:
        return
    db.exec(delete(Cue).where(col(Cue.transcript_id) == draft.pk))
    db.delete(draft)
    changes.note(db, "clip", clip.key)


def _heard(
    work: Work, shop: Workshop, captioner: Captioner, clip: Clip, recording: Recording, speaker: str
) -> list[SpokenCue]:
    judgement = judged(recording, shop)
    if judgement.audio is None:
        return []
    start_ms, reads_ms = span(clip, judgement)
    with reading(shop.engine) as db:
        hidden = hidden_in(redactions_of(db, recording), start_ms, reads_ms)
    length_ms = timeline(hidden, reads_ms).shown(reads_ms)
    saying = Saying(work)
    saying(0.0, "writing down what is said", now=True)
    with attempt_folder(work, shop) as (folder, _):
        lay_in(shop, recording.original, folder / "in" / "source")
        sound = folder / "in" / "sound.wav"
        exe = ffmpeg.find(shop.ffmpeg)
        source = ffmpeg.open_recording("in/source", start_ms=start_ms, length_ms=reads_ms, threads=shop.threads)
        fence = Fence(
            read=(folder, Path(exe).parent), write=(folder / "in",), wall_s=600, cpu_s=600, file_bytes=_MOST_SOUND
        )
        heard = for_captioner(source, judgement.audio, sound, hidden)
        ffmpeg.run(exe, [heard], fence, folder=folder, length_ms=length_ms)
        words = captioner.words(
            sound,
            folder=folder / "out",
            length_ms=length_ms,
            threads=shop.threads,
            on_fraction=lambda done: saying(done, f"writing down what is said, {round(done * 100)} %"),
        )
    return cues_of_words(words, speaker=speaker, length_ms=length_ms)


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

    What is kept already and the same is left alone, so that doing it twice changes nothing; so is what a person has
    changed or read in the studio since it was received."""
    transcript = queries.transcript_of(db, clip)
    if transcript is not None and (transcript.changed_by_id or transcript.read_by_id):
        return transcript
    fresh = transcript is None
    if transcript is None:
        transcript = Transcript(clip_id=clip.pk)
        db.add(transcript)
        db.flush()
    kept = [SpokenCue(cue.start_ms, cue.end_ms, cue.text, cue.speaker) for cue in queries.said_in(db, clip)]
    same_words = kept == list(cues)
    if not same_words:
        db.exec(delete(Cue).where(col(Cue.transcript_id) == transcript.pk, ~col(Cue.seen)))
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
