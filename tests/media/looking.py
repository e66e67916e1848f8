"""Looking at what was made, with eyes other than casebook's own: PyAV, and ffmpeg's own measure of loudness."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import av

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
