"""Whose fault it is when a program fails on a recording: the recording's, which is refused, or ours, which is tried
again and then left for a person."""

import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ffmpeg as builder
import structlog

from ..errors import ProgramFailed, ProgramKilled
from ..jobs.worker import Work
from . import ffmpeg
from . import reading as questions
from .filming import folders, outputs
from .program import Fence
from .refusals import Refusal
from .shot import Shot
from .sounding import SOUNDS
from .verifying import verify

log = structlog.get_logger(__name__)

_OWN_MS = 1000


def refuse_if_damaged(work: Work, wrong: ProgramFailed, *, is_well: Callable[[], bool]) -> None:
    """Raise the refusal of a recording that programs fail on: not at the first time, not where somebody killed the
    program, and only where the same program does the same well (`is_well`) with something of our own."""
    if work.attempt > 1 and not isinstance(wrong, ProgramKilled) and is_well():
        log.warning("damaged", about=work.about, kind=work.lease.kind, reason=str(wrong))
        raise Refusal.damaged.error() from wrong


def reads_our_own(folder: Path, *, fenced: bool) -> bool:
    """Whether the reader reads a second of silence, laid into `folder`."""
    own = folder / "own.wav"
    with wave.open(str(own), "wb") as silence:
        silence.setparams((1, 2, 8000, 0, "NONE", ""))
        silence.writeframes(bytes(2 * 8000))
    try:
        return "unreadable" not in questions.facts(own, fenced=fenced)
    except ProgramFailed:
        return False


def of_our_own(shot: Shot) -> Shot:
    """The same shot, but of a second of film and sound that `makes` makes first."""
    seen = {"index": 0, "interlaced": False, "width": 320, "height": 180} if shot.rungs else None
    heard = {"index": 1 if seen else 0} if shot.audio else None
    return replace(
        shot,
        source="out/own.mkv",
        start_ms=0,
        length_ms=_OWN_MS,
        video=seen,
        audio=heard,
        stills=[],
        tone_map=False,
        copies_top=False,
        hidden=[],
    )


def makes(exe: str, own: Shot, fence: Fence, *, folder: Path) -> bool:
    """Whether ffmpeg makes a shot `of_our_own` in an attempt's folder that has nothing in its `out`."""
    streams = [builder.input(f"testsrc2=s=320x180:r=25:d={_OWN_MS / 1000}", f="lavfi")] if own.video else []
    streams += [builder.input(f"sine=d={_OWN_MS / 1000}", f="lavfi")] if own.audio else []
    source = builder.output(*streams, own.source, **{"c:v": "mpeg4", "c:a": "pcm_s16le"})
    for name in folders(own):
        (folder / "out" / name).mkdir()
    try:
        for made in ([source], outputs(own, Path("out"))):
            ffmpeg.run(exe, made, fence, folder=folder, length_ms=_OWN_MS)
        verify(own, folder / "out", SOUNDS if own.audio else ())
    except ProgramFailed:
        return False
    return True
