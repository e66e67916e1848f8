"""Measuring what was made: how loud a moment is, whether it is one tone, how much detail a picture has, and how far two
sounds are apart."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev

from .conftest import make

RATE = 48_000


def heard(source: Path) -> array[int]:
    """Sound from a playlist or a file: one channel, 48 kHz."""
    raw = make(source.parent / "heard.raw", "-i", str(source), "-f", "s16le", "-ar", str(RATE), "-ac", "1")
    return array("h", raw.read_bytes())


def part(sound: array[int], start_s: float, end_s: float) -> array[int]:
    return sound[int(start_s * RATE) : int(end_s * RATE)]


def rms_db(sound: array[int]) -> float:
    return 20 * math.log10(max(math.sqrt(fmean(one * one for one in sound)) / 32768, 1e-9))


def share_of_tone(sound: array[int], hertz: float) -> float:
    """How much of the sound's strength one tone has: 1 for nothing else."""
    sines = [math.sin(2 * math.pi * hertz * n / RATE) for n in range(len(sound))]
    cosines = [math.cos(2 * math.pi * hertz * n / RATE) for n in range(len(sound))]
    one = sum(a * b for a, b in zip(sound, sines, strict=True))
    other = sum(a * b for a, b in zip(sound, cosines, strict=True))
    return 2 * (one**2 + other**2) / len(sound) / max(sum(a * a for a in sound), 1)


def lag_ms(sound: array[int], other: array[int], *, most_ms: int = 60) -> float:
    """How far `other` lies behind `sound`, to half a millisecond."""
    step, most = 24, most_ms * 48
    piece = sound[most : most + 6000]

    def alike(lag: int) -> int:
        return sum(a * b for a, b in zip(piece, other[most + lag : most + lag + 6000], strict=True))

    return max(range(-most, most, step), key=alike) / 48


@dataclass(frozen=True)
class Picture:
    """The brightness of a picture, point by point."""

    grey: bytes
    width: int
    height: int

    def points(self, across: range, down: range) -> list[int]:
        return [self.grey[y * self.width + x] for y in down for x in across]

    def detail(self, across: range | None = None, down: range | None = None) -> float:
        """How much the points of a place differ."""
        return pstdev(self.points(across or range(self.width), down or range(self.height)))

    def sharp(self) -> int:
        """How many points differ much from the one beside it: none in what was made of a few points."""
        return sum(abs(one - other) > 40 for one, other in zip(self.grey, self.grey[2:], strict=False))

    def light(self, across: range, down: range) -> float:
        return fmean(self.points(across, down))


def seen(source: Path, width: int = 320, height: int = 180) -> list[Picture]:
    """The pictures of a playlist or a file, of so many points."""
    raw = make(source.parent / "seen.raw", "-i", str(source), "-f", "rawvideo", "-pix_fmt", "gray").read_bytes()
    size = width * height
    assert len(raw) % size == 0, "pictures of another size"
    return [Picture(raw[at : at + size], width, height) for at in range(0, len(raw), size)]
