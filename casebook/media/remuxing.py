"""Playable at once: a recording that everybody can play already is shown as it is while its sizes are being made."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg as builder

from . import ffmpeg
from .filming import copied_output, upright
from .packaging import as_hls
from .picturing import one_picture, poster_rung
from .program import Fence
from .rendition import RenditionKind
from .shelving import Made, played
from .shot import Shot
from .sounding import audio_output, evened
from .verifying import verify

#: The sound that goes with it; how loud it shall be is not known yet.
SOUND = "a128"
_NEAR_MS = 250


def remux(exe: str, shot: Shot, fence: Fence, *, folder: Path) -> list[Made]:
    """Put a recording whose picture can be copied into segments below `out/first`, check them, and say what they are.

    Raises ProgramFailed where it cannot be shown so."""
    first, top = folder / "out" / "first", shot.rungs[-1]
    names = [top.name, "still", "sprites", *([SOUND] if shot.audio else [])]
    shutil.rmtree(first, ignore_errors=True)
    for name in names:
        (first / name).mkdir(parents=True)
    ffmpeg.run(exe, _outputs(shot, Path("out/first")), fence, folder=folder, length_ms=shot.length_ms)
    alone = replace(shot, rungs=[top])
    made = played(alone, first, verify(alone, first, [SOUND] if shot.audio else []))
    shown = poster_rung(shot)
    (first / "sprites" / "thumbs.vtt").write_text("WEBVTT\n")  # there are none yet
    return [
        *made,
        Made(first / "still", RenditionKind.poster, "poster.jpg", shown.width, shown.height),
        Made(first / "sprites", RenditionKind.sprites, "thumbs.vtt"),
    ]


def _outputs(shot: Shot, first: Path) -> list[Any]:
    assert shot.video is not None
    recording = _opened(shot, 0)
    outputs = [copied_output(shot.rungs[-1], recording[str(shot.video["index"])], first)]
    if shot.audio:
        sound = recording[str(shot.audio["index"])]
        if _copies_sound(shot):
            outputs.append(
                builder.output(sound, str(first / SOUND / "index.m3u8"), **as_hls(first / SOUND), **{"c:a": "copy"})
            )
        else:
            outputs.append(audio_output(evened(shot, sound), first / SOUND, kbits=128, channels=2))
    # opened once more, at the key frame before, so that one picture is decoded and no other
    there = _opened(shot, shot.length_ms // 4, exactly=False)
    seen = upright(shot, there[str(shot.video["index"])], poster_rung(shot))
    return [*outputs, one_picture(seen, first / "still" / "poster.jpg")]


def _opened(shot: Shot, from_ms: int, *, exactly: bool = True) -> Any:
    length_ms = shot.length_ms - from_ms
    return ffmpeg.open_recording(
        shot.source, start_ms=from_ms, length_ms=length_ms, threads=shot.threads, exactly=exactly
    )


def _copies_sound(shot: Shot) -> bool:
    """Whether the sound is what everybody plays, from the first moment on."""
    audio = shot.audio
    return (
        audio is not None and audio["codec"] == "aac" and audio["channels"] in (1, 2) and audio["starts_ms"] < _NEAR_MS
    )
