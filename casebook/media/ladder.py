"""The ladder: which sizes, frame rates and bit rates are made of a picture. Pure."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .judging import rate

SEGMENT_S = 6
SLIDESHOW_FPS = Fraction(5)

#: short side in points -> quality (x264 CRF) and ceiling in kbit/s, for people who talk
_RUNGS = {240: (25, 350), 360: (24, 700), 540: (24, 1400), 720: (24, 2500), 1080: (24, 4500)}
_SLIDESHOW = (360, 720)
_WORTH_ITS_OWN = 1.15  # a picture this much larger than the highest rung that fits gets a rung of its own size
_FASTEST = 31
_USUAL = (Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30))
_UNUSUAL = (5, 10, 15, 20, 24, 25, 30)


@dataclass(frozen=True)
class Rung:
    """One size of film. `kbits` is the ceiling of its rate."""

    name: str
    width: int
    height: int
    crf: int
    kbits: int


def seen_size(video: dict[str, Any]) -> tuple[int, int]:
    """Width and height as people see the picture: turned upright, with square points."""
    width, height = int(video["width"]), int(video["height"])
    aspect = rate(str(video["sar"])) or Fraction(1)
    if not Fraction(1, 4) <= aspect <= 4:
        aspect = Fraction(1)  # nonsense in the file
    width = round(width * aspect)
    return (height, width) if video.get("rotation", 0) in (90, 270) else (width, height)


def rungs(width: int, height: int, *, slideshow: bool = False) -> list[Rung]:
    """The rungs for a picture of this size, smallest first; never larger than the picture itself."""
    short = min(width, height)
    fitting = [one for one in (_SLIDESHOW if slideshow else _RUNGS) if one <= short]
    if not fitting or (short < 1080 and not slideshow and short > fitting[-1] * _WORTH_ITS_OWN):
        fitting.append(short // 2 * 2)
    return [_rung(one, width, height) for one in fitting]


def _rung(side: int, width: int, height: int) -> Rung:
    crf, kbits = next((_RUNGS[one] for one in _RUNGS if one >= side), _RUNGS[1080])
    scale = Fraction(side, min(width, height))
    return Rung(f"v{side}", _even(width * scale), _even(height * scale), crf, kbits)


def _even(points: Fraction) -> int:
    return max(round(points / 2) * 2, 2)


def frame_rate(video: dict[str, Any]) -> Fraction:
    """Frames a second to make: the recording's own where it is a usual one, halved above 31; 25 when unknown."""
    fps = rate(str(video["fps"])) or rate(str(video["base_fps"])) or Fraction(25)
    if fps > _FASTEST:
        fps /= -(-fps // _FASTEST)
    nearest = min(_USUAL, key=lambda usual: abs(usual - fps))
    if abs(nearest - fps) / fps < Fraction(1, 100):
        return nearest
    return next((Fraction(one) for one in _UNUSUAL if one >= fps), Fraction(30))
