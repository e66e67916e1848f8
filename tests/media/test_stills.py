"""The poster is a picture worth seeing; the small pictures belong to their moments."""

import json
from array import array
from pathlib import Path

import ffmpeg as builder
import pytest

from casebook.media import picturing
from casebook.media.ladder import rungs
from casebook.media.stills import Pictures, choose_poster, peaks, thumbnails, tiles

from .conftest import FFMPEG, make


def pictures(folder: Path, *filters: str) -> list[Path]:
    return [
        make(folder / f"candidate_{number:02d}.jpg", "-f", "lavfi", "-i", one, "-frames:v", "1", "-q:v", "3")
        for number, one in enumerate(filters, start=1)
    ]


def light(folder: Path, made: list[Path]) -> bytes:
    """How bright each picture is, as the one command writes it down."""
    for picture in made:
        raw = picturing.light_output(builder.input(str(picture)), picture.with_suffix(".raw"))
        builder.run(raw, cmd=FFMPEG, quiet=True)
    return b"".join(picture.with_suffix(".raw").read_bytes() for picture in made)


def chosen(folder: Path, *filters: str) -> int:
    made = pictures(folder, *filters)
    return made.index(choose_poster(made, light(folder, made)))


def test_the_poster_is_bright_and_sharp(tmp_path: Path) -> None:
    sharp = "testsrc=s=320x180"
    assert chosen(tmp_path, "color=black:s=320x180", f"{sharp},boxblur=9", sharp, "color=white:s=320x180") == 2


def test_a_film_in_the_dark_gets_the_picture_in_which_most_is_seen(tmp_path: Path) -> None:
    dim = "testsrc=s=320x180,lutyuv=y=16+(val-16)/12:u=128:v=128"
    assert chosen(tmp_path, "color=black:s=320x180", dim, "color=black:s=320x180") == 1


@pytest.mark.parametrize(("colour", "mean"), [("black", 0), ("0x808080", 128), ("white", 255)])
def test_how_bright_a_picture_is_is_told_from_black_to_white(tmp_path: Path, colour: str, mean: int) -> None:
    points = light(tmp_path, pictures(tmp_path, f"color={colour}:s=320x180"))
    assert len(points) == picturing.LIGHT_SIDE**2
    assert all(abs(point - mean) <= 2 for point in points)


def test_pictures_of_which_nobody_said_how_bright_they_are_are_not_chosen_from(tmp_path: Path) -> None:
    made = pictures(tmp_path, "testsrc=s=320x180", "color=white:s=320x180")
    known = light(tmp_path, made)
    for pictures_told, told in ((made, known[:-1]), (made[:1], known), ([], b"")):
        with pytest.raises(ValueError, match="pictures"):
            choose_poster(pictures_told, told)


def test_small_pictures_fill_sheet_after_sheet() -> None:
    text = thumbnails(rungs(640, 360)[0], 600_000)
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nsheet_01.jpg#xywh=0,0,160,90\n")
    assert "00:00:55.000 --> 00:01:00.000\nsheet_01.jpg#xywh=160,90,160,90" in text
    assert text.endswith("00:09:55.000 --> 00:10:00.000\nsheet_02.jpg#xywh=1440,90,160,90\n")


def test_a_moment_has_the_small_picture_of_its_time() -> None:
    pictures = Pictures(1, True, tuple(tiles((160, 90), 600_000)), 5000)
    tile = pictures.at(57_000)
    assert tile
    assert (tile.sheet, tile.x, tile.y) == ("sheet_01.jpg", 160, 90)
    assert (tile.sheet_width, tile.sheet_height) == (1600, 900)
    assert pictures.at(599_999) == pictures.at(10_000_000) == pictures.tiles[-1]
    assert Pictures(1, True).at(0) is None


def test_peaks_are_the_loudest_points_of_each_twentieth_of_a_second(tmp_path: Path) -> None:
    samples = array("h", [0] * 200 + [100, -32768] * 100 + [32767])
    (tmp_path / "raw").write_bytes(samples.tobytes())
    assert json.loads(peaks(tmp_path / "raw"))["data"] == [0, 0, -128, 0, 127, 127]
