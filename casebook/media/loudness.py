"""How loud a recording is, measured as EBU R128 asks, and the gain that brings it to -16 LUFS."""

import re
from pathlib import Path

import ffmpeg as builder

from . import ffmpeg
from .hiding import hushed
from .program import Fence
from .shot import Shot
from .sounding import in_stereo

TARGET_LUFS = -16.0
_SILENCE_LUFS = -55.0  # below it there is nothing to hear, and nothing is made louder
_MOST_GAIN_DB = 30.0
_INTEGRATED = re.compile(r"Integrated loudness:\s+I:\s+(-?[0-9.]+|-?inf|nan) LUFS")


def gain_db(exe: str, shot: Shot, fence: Fence, *, folder: Path) -> float:
    """The gain in dB for the sound of `shot`; 0 for silence. Raises ProgramMissing and ProgramFailed."""
    loud = measured_lufs(exe, shot, fence, folder=folder)
    if loud is None or loud < _SILENCE_LUFS:
        return 0.0
    return min(TARGET_LUFS - loud, _MOST_GAIN_DB)


def measured_lufs(exe: str, shot: Shot, fence: Fence, *, folder: Path) -> float | None:
    """Integrated loudness of the sound of `shot` in LUFS, or None where nothing was measured."""
    assert shot.audio is not None
    recording = ffmpeg.open_recording(
        shot.source, start_ms=shot.start_ms, length_ms=shot.reads_ms, threads=shot.threads
    )
    sound = hushed(shot.hidden, in_stereo(recording[str(shot.audio["index"])])).filter("ebur128", framelog="quiet")
    output = builder.output(sound, "-", f="null")
    # the summary is the last that is said, and the last 64 KiB are kept
    ended = ffmpeg.run(exe, [output], fence, folder=folder, length_ms=shot.length_ms, tell="info")
    found = _INTEGRATED.findall(ended.stderr)
    return float(found[-1]) if found and "n" not in found[-1] else None
