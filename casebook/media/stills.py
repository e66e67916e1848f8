"""The pictures beside a film: the poster, the sheets of small pictures for the timeline, and the peaks of its sound."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path

from .ladder import Rung
from .picturing import LIGHT_SIDE, TILES_A_SHEET, TILES_ACROSS, sheet_shape, tile_every_ms, tile_size
from .sounding import PEAKS_RATE

_PEAKS_A_SECOND = 20
_POINTS = LIGHT_SIDE**2
_DARK, _BRIGHT, _FLAT = 35.0, 225.0, 10.0  # mean and spread of brightness, of 255


def choose_poster(pictures: Sequence[Path], light: bytes) -> Path:
    """The sharpest picture that is neither dark, nor glaring, nor empty; else the one in which most can be seen.
    `light` holds each of them small and grey, in their order. Raises ValueError where it does not.

    At the same quality a JPEG is larger the more detail it holds, so its size says how sharp it is."""
    if not pictures or len(light) != len(pictures) * _POINTS:
        raise ValueError("not as many pictures as are said to be bright or dark")
    seen = [(picture, *_seen(light[at * _POINTS :][:_POINTS])) for at, picture in enumerate(pictures)]
    clear = [picture for picture, mean, varies in seen if _DARK <= mean <= _BRIGHT and varies >= _FLAT]
    if clear:
        return max(clear, key=lambda picture: picture.stat().st_size)
    return max(seen, key=lambda one: one[2])[0]


def _seen(points: bytes) -> tuple[float, float]:
    """How bright a grey picture is, 0 to 255, and how much that varies over it."""
    mean = sum(points) / len(points)
    return mean, max(sum(map(mul, points, points)) / len(points) - mean**2, 0.0) ** 0.5


@dataclass(frozen=True)
class Tile:
    """A small picture: which sheet holds it, where on it, and how large the sheet is. Points."""

    sheet: str
    x: int
    y: int
    width: int
    height: int
    sheet_width: int
    sheet_height: int


def tiles(size: tuple[int, int], length_ms: int) -> list[Tile]:
    """The small pictures of a film of this length, one every `tile_every_ms`; `size` is that of one."""
    count = -(-length_ms // tile_every_ms(length_ms))
    across, down = sheet_shape(length_ms)
    found = []
    for number in range(count):
        sheet, place = divmod(number, TILES_A_SHEET)
        row, column = divmod(place, TILES_ACROSS)
        place_on_it = (column * size[0], row * size[1])
        found.append(Tile(f"sheet_{sheet + 1:02d}.jpg", *place_on_it, *size, across * size[0], down * size[1]))
    return found


@dataclass(frozen=True)
class Pictures:
    """What there is to be seen of a clip beside its film: at `version` the poster, and a small picture a moment."""

    version: int
    poster: bool = False
    tiles: tuple[Tile, ...] = ()
    every_ms: int = 1000

    def at(self, ms: int) -> Tile | None:
        """The small picture of a moment; None where there are none (yet)."""
        return self.tiles[min(max(ms, 0) // self.every_ms, len(self.tiles) - 1)] if self.tiles else None


def thumbnails(smallest: Rung, length_ms: int) -> str:
    """The WebVTT that says which part of which sheet belongs to which moment."""
    every_ms = tile_every_ms(length_ms)
    cues = ["WEBVTT"]
    for number, tile in enumerate(tiles(tile_size(smallest.width, smallest.height), length_ms)):
        start_ms = number * every_ms
        cues.append(
            f"{_clock(start_ms)} --> {_clock(min(start_ms + every_ms, length_ms))}\n"
            f"{tile.sheet}#xywh={tile.x},{tile.y},{tile.width},{tile.height}"
        )
    return "\n\n".join(cues) + "\n"


def peaks(raw: Path) -> str:
    """The loudest points of raw 16 bit sound, in the form of BBC's audiowaveform, which waveform editors read."""
    a_peak = PEAKS_RATE // _PEAKS_A_SECOND
    data: list[int] = []
    with open(raw, "rb") as file:
        while block := file.read(2 * a_peak):
            samples = array("h", block[: len(block) // 2 * 2])
            data += [min(samples) >> 8, max(samples) >> 8] if samples else []
    return json.dumps(
        {
            "version": 2,
            "channels": 1,
            "sample_rate": PEAKS_RATE,
            "samples_per_pixel": a_peak,
            "bits": 8,
            "length": len(data) // 2,
            "data": data,
        },
        separators=(",", ":"),
    )


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
