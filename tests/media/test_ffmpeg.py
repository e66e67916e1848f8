"""Finding ffmpeg and asking what it is."""

from itertools import pairwise
from pathlib import Path

import pytest

from casebook.errors import ProgramMissing
from casebook.media import ffmpeg
from tests.doubles.broken_ffmpeg import crashing_ffmpeg

from .conftest import FFMPEG


def test_the_ffmpeg_that_pip_installed_is_found_and_says_its_version() -> None:
    assert ffmpeg.find("") == FFMPEG
    assert ffmpeg.program_version()[0] in "n0123456789"
    assert ffmpeg.can_tone_map(FFMPEG)
    assert ffmpeg.has_zimg(FFMPEG)


def test_the_ffmpeg_that_was_given_is_used(tmp_path: Path) -> None:
    given = crashing_ffmpeg(tmp_path)
    assert ffmpeg.program_version(given) == "broken"
    assert not ffmpeg.has_zimg(given)


def test_a_program_that_is_no_ffmpeg_is_missing(tmp_path: Path) -> None:
    for given in (str(tmp_path / "none"), "/bin/echo"):
        with pytest.raises(ProgramMissing):
            ffmpeg.program_version(given)


def test_a_recording_is_opened_with_every_fence_up() -> None:
    opened = ffmpeg.open_recording("in/source", start_ms=1500, length_ms=2000, threads=1)
    pairs = dict(pairwise(opened.output("-").compile()))
    assert pairs["-protocol_whitelist"] == "file"
    assert not {"hls", "concat", "dash", "image2"} & set(pairs["-format_whitelist"].split(","))
    assert (pairs["-max_streams"], pairs["-max_pixels"]) == ("16", "8847360")
    assert (pairs["-ss"], pairs["-t"], pairs["-i"]) == ("1.500", "2.000", "file:in/source")
