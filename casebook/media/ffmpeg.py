"""ffmpeg: found, asked for its version, and run with the flags that untrusted recordings demand (promises §2.2)."""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg
import structlog

from ..errors import ProgramFailed, ProgramMissing
from . import program
from .program import Ended, Fence

log = structlog.get_logger(__name__)

#: The containers a recording may come in, by the names of ffmpeg's demuxers; no playlist is among them.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,wav,mp3,flac,aac,dv,caf"
#: The pictures a still may come as.
PICTURES = "jpeg_pipe,png_pipe,webp_pipe"
MOST_STREAMS = 16
LOOKED_AT = 20_000_000  # bytes, and microseconds, read to find what streams there are
MOST_PIXELS = 8_847_360  # 4096 × 2160

_ALWAYS = ("-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1")
#: No title, no place, no chapter, no caption and no data leaves with the film: a phone writes its owner's address.
STRIPPED: dict[str, Any] = {"map_metadata": -1, "map_chapters": -1, "dn": None, "sn": None}


def find(given: str = "") -> str:
    """Path of the ffmpeg to use: the one given, else the one pip installed. Raises ProgramMissing."""
    if given:
        if not os.access(given, os.X_OK):
            raise ProgramMissing("CASEBOOK_FFMPEG names a program that is not there or cannot be started.")
        return str(Path(given).absolute())
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise ProgramMissing("There is no ffmpeg: install imageio-ffmpeg, or set CASEBOOK_FFMPEG.") from None


def program_version(given: str = "") -> str:
    """What the ffmpeg to use calls itself, such as `n9.0.2`. Raises ProgramMissing when it is no ffmpeg."""
    exe = find(given)
    first = _asked(exe, "-version").partition("\n")[0].split()
    if first[:2] != ["ffmpeg", "version"]:
        raise ProgramMissing(f"The program {Path(exe).name} does not answer as ffmpeg does.")
    return first[2]


def can_tone_map(exe: str) -> bool:
    """Whether this ffmpeg has the filters that turn HDR into what every screen can show."""
    names = {words[1] for line in _asked(exe, "-filters").splitlines() if len(words := line.split()) > 2}
    return {"zscale", "tonemap"} <= names


def has_zimg(exe: str) -> bool:
    """Whether this ffmpeg has zimg to make pictures smaller with."""
    return "--enable-libzimg" in _asked(exe, "-version")  # which is asked anyway, as `-filters` is not


def has_encoder(exe: str, name: str) -> bool:
    """Whether this ffmpeg can make film or sound by the encoder of that name."""
    return any(line.split()[1:2] == [name] for line in _asked(exe, "-encoders").splitlines())


@lru_cache(maxsize=8)
def _asked(exe: str, question: str) -> str:
    fence = Fence(read=(Path(exe).parent,), wall_s=20, cpu_s=10, required=False)  # it opens nothing of anybody's
    ended = program.run([exe, "-hide_banner", question], fence, folder=Path("/"))
    if ended.code:
        raise ProgramMissing(f"The program {Path(exe).name} stopped with an error when asked {question}.")
    return ended.stdout.decode("utf-8", "replace")


def open_recording(name: str, *, start_ms: int, length_ms: int, threads: int, exactly: bool = True) -> Any:
    """The input of a command: a span of an untrusted recording, by its opaque name in the attempt folder; where it
    need not begin exactly, from the key frame before."""
    return ffmpeg.input(
        f"file:{name}",
        ss=_seconds(start_ms),
        t=_seconds(length_ms),
        threads=threads,
        protocol_whitelist="file",
        format_whitelist=CONTAINERS,
        max_streams=MOST_STREAMS,
        max_pixels=MOST_PIXELS,
        probesize=LOOKED_AT,  # as far as probing looked, so that the same streams are found
        analyzeduration=LOOKED_AT,
        **({} if exactly else {"noaccurate_seek": None}),
    )


def open_still(name: str, *, frames_a_second: int) -> Any:
    """The input of a command: one untrusted picture, by its opaque name in the attempt folder."""
    return ffmpeg.input(
        f"file:{name}",
        framerate=frames_a_second,
        protocol_whitelist="file",
        format_whitelist=PICTURES,
        max_pixels=MOST_PIXELS,
    )


def run(
    exe: str,
    outputs: Sequence[Any],
    fence: Fence,
    *,
    folder: Path,
    length_ms: int,
    on_fraction: Callable[[float], None] = lambda fraction: None,
    tell: str = "error",
) -> Ended:
    """Run one ffmpeg that makes all `outputs` (of ffmpeg-python) in `folder`; says how far it is, 0 to 1.

    Raises ProgramMissing, and ProgramFailed when it ends badly."""
    start = [exe, *_ALWAYS, "-v", tell]
    together = ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0]
    argv = ffmpeg.compile(together, cmd=start, overwrite_output=True)

    def read_progress(line: str) -> None:
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.strip().isdigit():
            on_fraction(min(int(value) / 1000 / max(length_ms, 1), 1.0))

    ended = program.run(argv, fence, folder=folder, on_line=read_progress)
    if ended.code:
        log.error("ffmpeg_failed", code=ended.code, stderr=ended.stderr[-2000:])
        raise ProgramFailed("The program that makes the film stopped with an error.")
    log.info("ffmpeg_done", wall_s=round(ended.wall_s, 2), cpu_s=round(ended.cpu_s, 2), sandbox=ended.sandbox)
    return ended


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"
