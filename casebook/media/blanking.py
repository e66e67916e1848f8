"""Blanking a recording: some days after a redaction the recording as it was received gives way to one in which what was
redacted is not there to be found, silent and blurred to a few points. What was cut is blank there too, so that the
recording's time stays what it was, and more can still be redacted or cut from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import ffmpeg as builder
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ..clock import now
from ..db.engine import reading
from ..jobs.worker import Work
from . import ffmpeg
from . import reading as questions
from .attempt import attempt_folder, lay_in
from .clip import Clip, Recording
from .ffmpeg import STRIPPED
from .filming import ENCODER, whole_picture
from .hiding import Hidden
from .ladder import Rung, seen_size
from .marking import Saying, note_sandbox
from .program import Fence
from .redaction import Redaction, Way
from .shot import Shot
from .sounding import SOUND_RATE, evened
from .transcoding import fence_of, lay_out
from .workshop import Workshop

BLANK = "blank"
_FINE = {"crf": 16, "pix_fmt": "yuv420p", "c:a": "aac", "b:a": "192k", "ar": SOUND_RATE}  # film is made from it again
_MOST_KBITS = 30_000


def blanks_due(db: Session, *, undo_days: int) -> list[str]:
    """Keys of the recordings of which something was redacted so many days ago, and that still are as they came."""
    question = select(Recording.key).join(Redaction, col(Redaction.recording_id) == Recording.id)
    return sorted(set(db.exec(question.where(_due(undo_days), Recording.original != "")).all()))


def blank(work: Work, shop: Workshop, *, undo_days: int) -> None:
    """Station: put a recording in which nothing redacted is left in the place of recording `work.about`. Safe to
    repeat, and to be killed anywhere: one takes the place of the other in one step.

    Raises ProgramMissing, ProgramFailed, StorageFull and LeaseLost."""
    with reading(shop.engine) as db:
        due = db.exec(select(Redaction.id).join(Recording).where(Recording.key == work.about, _due(undo_days))).all()
        recording = db.exec(select(Recording).where(Recording.key == work.about)).one()
    if not due or not recording.original:
        return
    with work.writing() as db:
        note_sandbox(db, work)
    with attempt_folder(work, shop) as (folder, _):
        made = _make(work, shop, _as_it_is(shop, recording, folder), folder)
        facts = questions.facts(made, fenced=shop.fenced) | {"medium": recording.medium.value}
        if recording.stills:
            facts["stills"] = recording.facts["stills"]
        # under the name it had: from here on nobody finds the other, and a next attempt would begin with this one
        shop.storage.put(recording.original, made)
        with work.writing() as db:
            kept = db.exec(select(Recording).where(Recording.key == work.about)).one()
            kept.facts, kept.sound_track, kept.bytes = facts, None, made.stat().st_size
            db.add(kept)
            for one in db.exec(select(Redaction).where(col(Redaction.id).in_(due))).all():
                one.original_gone_at = now()
                db.add(one)


def _as_it_is(shop: Workshop, recording: Recording, folder: Path) -> Recording:
    """The recording with the facts of the file that is there: an attempt that was killed may have put it already."""
    lay_in(shop, recording.original, folder / "in" / "asked")
    facts = questions.facts(folder / "in" / "asked", fenced=shop.fenced) | {"medium": recording.medium.value}
    if recording.stills:
        facts["stills"] = recording.facts["stills"]
    tracks = sum(1 for one in facts["streams"] if one.get("kind") == "audio")
    track = recording.sound_track if recording.sound_track and recording.sound_track <= tracks else None
    return Recording(**(recording.model_dump() | {"facts": facts, "sound_track": track}))


def _make(work: Work, shop: Workshop, recording: Recording, folder: Path) -> Path:
    exe = ffmpeg.find(shop.ffmpeg)
    saying = Saying(work)
    shot = lay_out(shop, exe, Clip(recording_id=recording.pk, title=""), recording, folder)
    shot = replace(shot, length_ms=shot.reads_ms, hidden=_blanked(shot.hidden), copies_top=False)
    fence = fence_of(shot, folder)
    room = fence.room_bytes + shot.length_ms * _MOST_KBITS // 8
    fence = Fence(**{**vars(fence), "file_bytes": room, "room_bytes": room, "nice": 19})
    ffmpeg.run(
        exe,
        [_output(shot, Path("out") / "whole.mp4")],
        fence,
        folder=folder,
        length_ms=shot.length_ms,
        on_fraction=lambda done: saying(done, f"blanking the recording itself, {done * 100:.0f} %"),
    )
    return folder / "out" / "whole.mp4"


def _output(shot: Shot, target: Path) -> Any:
    streams, how = [], dict(_FINE)
    if shot.video is not None and not shot.stills:
        width, height = (side // 2 * 2 for side in seen_size(shot.video))
        frames = round(shot.length_ms * float(shot.fps) / 1000)
        streams.append(whole_picture(shot, Rung("whole", width, height, 16, _MOST_KBITS), frames=frames))
        how |= ENCODER
    if shot.audio is not None:
        recording = ffmpeg.open_recording(shot.source, start_ms=0, length_ms=shot.length_ms, threads=shot.threads)
        streams.append(evened(shot, recording[str(shot.audio["index"])]))
    return builder.output(*streams, str(target), f="mp4", **how, **STRIPPED, fflags="+bitexact")


def _blanked(hidden: Sequence[Hidden]) -> list[Hidden]:
    """The same, but that what is cut stays there, with nothing in it."""
    kept = [one for one in hidden if one.way is not Way.cut]
    cut = [one for one in hidden if one.way is Way.cut]
    return kept + [replace(one, way=way) for one in cut for way in (Way.silence, Way.blur)]


def _due(undo_days: int) -> ColumnElement[bool]:
    in_force = col(Redaction.undone_at).is_(None) & col(Redaction.original_gone_at).is_(None)
    return in_force & (col(Redaction.applied_at) <= now() - timedelta(days=undo_days))
