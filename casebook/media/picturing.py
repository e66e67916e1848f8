"""The pictures beside a film: candidates for the poster, and the small ones for the timeline."""

from pathlib import Path
from typing import Any

import ffmpeg

from .ffmpeg import STRIPPED
from .ladder import Rung
from .shot import Shot

CANDIDATES = 12  # pictures among which the poster is chosen
LIGHT = "still/light.raw"
LIGHT_SIDE = 64  # points across and down of the small grey picture that tells how bright a candidate is
TILES = "sprites/tiles.raw"
TILE_WIDTH = 160
TILES_ACROSS = 10
TILES_A_SHEET = 100


def tile_every_ms(length_ms: int) -> int:
    """How far apart the small pictures are: one a second at best, one in five seconds for anything long."""
    return min(max(1000, length_ms // TILES_A_SHEET), 5000)


def tile_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of a small picture of a film whose smallest rung is so large."""
    return TILE_WIDTH, max(round(TILE_WIDTH * height / width / 2) * 2, 2)


def sheet_shape(length_ms: int) -> tuple[int, int]:
    """How many small pictures stand side by side on a sheet, and how many below each other."""
    count = -(-length_ms // tile_every_ms(length_ms))
    across = min(count, TILES_ACROSS)
    return across, min(-(-count // across), TILES_A_SHEET // TILES_ACROSS)


def poster_rung(shot: Shot) -> Rung:
    """The size that the poster has."""
    fitting = (one for one in shot.rungs if min(one.width, one.height) <= 720)
    return max(fitting, key=lambda one: one.width, default=shot.rungs[0])


def poster_outputs(shot: Shot, stream: Any, out: Path) -> list[Any]:
    """Twelve pictures, evenly spread, among which the poster will be chosen, and how bright each of them is."""
    every = f"{shot.length_ms / 1000 / CANDIDATES:.4f}"
    few = stream.filter("select", f"isnan(prev_selected_t)+gte(floor(t/{every}),1+floor(prev_selected_t/{every}))")
    seen = few.filter_multi_output("split", 2)
    return [_pictures(seen[0], out / "still" / "candidate_%02d.jpg", quality=3), light_output(seen[1], out / LIGHT)]


def light_output(stream: Any, target: Path) -> Any:
    """Each picture of a stream as a small grey one, one after another: bytes that need no reader but a sum."""
    small = stream.filter("scale", LIGHT_SIDE, LIGHT_SIDE, flags="area", out_range="pc").filter("format", "gray")
    return ffmpeg.output(small, str(target), f="rawvideo", pix_fmt="gray", fps_mode="passthrough", **STRIPPED)


def one_picture(stream: Any, target: Path) -> Any:
    """The first picture of a stream, to stand for the poster."""
    return _pictures(stream.filter("trim", end_frame=1), target, quality=3)


def tiles_output(shot: Shot, stream: Any, out: Path) -> Any:
    """The small pictures, one after another."""
    # Raw, and put together by `sheets`: ffmpeg says nothing of its progress before each output has its first picture.
    every = f"{tile_every_ms(shot.length_ms) / 1000:.3f}"
    few = stream.filter(
        "select", f"isnan(prev_selected_t)+gte(floor(t/{every}),1+floor(prev_selected_t/{every}))"
    ).filter("scale", *_tile_size(shot), flags="area")
    return ffmpeg.output(few, str(out / TILES), f="rawvideo", pix_fmt="yuv420p", fps_mode="passthrough", **STRIPPED)


def sheets(shot: Shot, out: Path) -> Any:
    """The output of a second, small command: the sheets of small pictures, from those the first one left."""
    tiles = ffmpeg.input(
        str(out / TILES), f="rawvideo", pixel_format="yuv420p", video_size=_tile_size(shot), framerate=1
    )
    across, down = sheet_shape(shot.length_ms)
    return _pictures(tiles.filter("tile", layout=f"{across}x{down}"), out / "sprites" / "sheet_%02d.jpg", quality=6)


def _tile_size(shot: Shot) -> tuple[int, int]:
    return tile_size(shot.rungs[0].width, shot.rungs[0].height)


def _pictures(stream: Any, name: Path, *, quality: int) -> Any:
    return ffmpeg.output(
        stream,
        str(name),
        **STRIPPED,
        **{
            "f": "image2",
            "c:v": "mjpeg",
            "q:v": quality,
            "pix_fmt": "yuv420p",
            "strict": "unofficial",
            "fps_mode": "passthrough",
            "start_number": 1,
            "threads": 1,
            "flags": "+bitexact",
        },
    )
