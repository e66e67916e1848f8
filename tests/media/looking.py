"""Looking at what was made, with eyes other than casebook's own: PyAV, and ffmpeg's own measure of loudness."""

import re
import subprocess
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av

from casebook.media.playlists import read_media

from .conftest import FFMPEG


@dataclass(frozen=True)
class Seen:
    """A rendition as a player sees it. Times in seconds."""

    lasts: float
    starts: float
    frames: int
    size: tuple[int, int]
    rate: float
    codec: str
    first: bytes  # the first frame's brightness as coded (16 to 235), 32 by 18 points


def look(playlist: Path) -> Seen:
    """Play a rendition from its playlist to its end."""
    with av.open(str(playlist), options={"allowed_extensions": "ALL", "extension_picky": "0"}) as container:
        stream = container.streams[0]
        first, count, last = b"", 0, 0.0
        starts = None
        for frame in container.decode(stream):
            at = float(frame.pts * frame.time_base)
            starts = at if starts is None else starts
            last, count = max(last, at), count + 1
            if stream.type == "video" and count == 1:
                first = _points(frame)
        size = (stream.codec_context.width, stream.codec_context.height) if stream.type == "video" else (0, 0)
        rate = float(stream.average_rate or 0) if stream.type == "video" else stream.codec_context.sample_rate
        step = 1 / rate if stream.type == "video" else 1024 / rate
        assert starts is not None
        return Seen(last + step - starts, starts, count, size, rate, stream.codec_context.name, first)


def _points(frame: av.VideoFrame) -> bytes:
    small = frame.reformat(width=32, height=18)  # brightness as it is coded, before any screen's own colours
    plane, data = small.planes[0], bytes(small.planes[0])
    return b"".join(data[row * plane.line_size : row * plane.line_size + 32] for row in range(18))


def tone(playlist: Path) -> int:
    """How high the tone of a rendition is, in hertz: how often it rises through zero in a second."""
    with av.open(str(playlist), options={"allowed_extensions": "ALL", "extension_picky": "0"}) as container:
        heard = array("f")
        for frame in container.decode(audio=0):
            heard.frombytes(bytes(frame.planes[0])[: 4 * frame.samples])
        rate = container.streams.audio[0].codec_context.sample_rate
    heard = heard[rate // 2 : rate // 2 + rate]
    return sum(before < 0 <= after for before, after in pairwise(heard))


def brightness(picture: Path) -> float:
    """Mean brightness of a picture, 0 to 255."""
    with av.open(str(picture)) as opened:
        points = _points(next(opened.decode(video=0)))
    return sum(points) / len(points)


def picture_size(picture: Path) -> tuple[int, int]:
    with av.open(str(picture)) as opened:
        frame = next(opened.decode(video=0))
        return frame.width, frame.height


def loudness(playlist: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    argv = [FFMPEG, "-nostdin", "-hide_banner", "-nostats", "-allowed_extensions", "ALL", "-i", str(playlist),
            "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]  # fmt: skip
    said = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60).stderr
    lufs = re.findall(r"I:\s+(-?[\d.]+|-inf) LUFS", said)[-1]
    peak = re.findall(r"Peak:\s+(-?[\d.]+|-inf) dBFS", said)[-1]
    return float(lufs), float(peak)


def first_shown(folder: Path) -> list[float]:
    """When the earliest picture of each segment is shown, in seconds, as ISO 14496-12 counts: without edit lists, the
    moment of decoding and the offset. libav counts otherwise where offsets are below zero, so it is not asked."""
    init = (folder / "init.mp4").read_bytes()
    assert b"elst" not in init
    at, _ = _inside(init, b"moov", b"trak", b"mdia", b"mdhd")
    ticks = _number(init, at + (20 if init[at] else 12))
    return [_earliest((folder / name).read_bytes()) / ticks for _, name in read_media(folder).segments]


def _earliest(data: bytes) -> int:
    at, _ = _inside(data, b"moof", b"traf", b"tfdt")
    decoded = int.from_bytes(data[at + 4 : at + (12 if data[at] else 8)], "big")
    at, _ = _inside(data, b"moof", b"traf", b"tfhd")
    says = _number(data, at) & 0xFFFFFF
    usual_step = _number(data, at + 8 + 8 * bool(says & 1) + 4 * bool(says & 2)) if says & 8 else 0
    at, _ = _inside(data, b"moof", b"traf", b"trun")
    says, count = _number(data, at) & 0xFFFFFF, _number(data, at + 4)
    at += 8 + 4 * bool(says & 1) + 4 * bool(says & 4)
    each = 4 * sum(bool(says & flag) for flag in (0x100, 0x200, 0x400, 0x800))
    shown = []
    for start in range(at, at + each * count, each) if each else ():
        late = _number(data, start + each - 4, signed=True) if says & 0x800 else 0
        shown.append(decoded + late)
        decoded += _number(data, start) if says & 0x100 else usual_step
    return min(shown, default=decoded)


def _inside(data: bytes, *path: bytes) -> tuple[int, int]:
    """Where the content of the first box of a path begins and ends."""
    at, end = 0, len(data)
    for name in path:
        at, end = next((begins, ends) for kind, begins, ends in _boxes(data, at, end) if kind == name)
    return at, end


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while at < end:
        size = _number(data, at)
        yield data[at + 4 : at + 8], at + 8, at + size
        at += size


def _number(data: bytes, at: int, *, signed: bool = False) -> int:
    return int.from_bytes(data[at : at + 4], "big", signed=signed)
