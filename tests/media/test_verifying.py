"""What was made is looked at before anybody else sees it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from casebook.errors import ProgramFailed
from casebook.media import transcoding
from casebook.media.shot import Shot
from casebook.media.verifying import verify

from .conftest import Recordings, Studio

SOUNDS = ("a128", "a48")


@pytest.fixture
def made(studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Shot, Path]:
    """A shot and what ffmpeg made of it, taken out of the attempt's folder before it was shown."""
    kept: list[Shot] = []

    def take(shot: Shot, out: Path, sounds: tuple[str, ...]) -> object:
        kept.append(shot)
        shutil.copytree(out, tmp_path / "out")
        return verify(shot, out, sounds)

    monkeypatch.setattr(transcoding, "verify", take)
    studio.make(recordings.film("320x180", seconds=7))
    return kept[0], tmp_path / "out"


def cut_off(out: Path) -> None:
    segment = out / "v180/seg_00001.m4s"
    segment.write_bytes(segment.read_bytes()[:100])


def without_end(out: Path) -> None:
    playlist = out / "a128/index.m3u8"
    playlist.write_text(playlist.read_text().replace("#EXT-X-ENDLIST", ""))


FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda out: (out / "v180/seg_00000.m4s").unlink(), "missing"),
    (lambda out: (out / "v180/seg_00000.m4s").write_bytes(b""), "missing"),
    (lambda out: shutil.rmtree(out / "a48"), "not whole"),
    (cut_off, "cannot be played"),
    (without_end, "not whole"),
    (lambda out: (out / "v180/init.mp4").write_bytes((out / "v180/init.mp4").read_bytes()[:400]), "not whole|played"),
    (lambda out: (out / "a128/init.mp4").write_bytes((out / "v180/init.mp4").read_bytes()), "cannot be played"),
]


def test_what_is_whole_passes_and_every_fault_is_seen(made: tuple[Shot, Path], tmp_path: Path) -> None:
    shot, out = made
    assert list(verify(shot, out, SOUNDS)) == ["v180", "a128", "a48"]
    for number, (spoil, words) in enumerate(FAULTS):
        spoiled = tmp_path / f"spoiled{number}"
        shutil.copytree(out, spoiled)
        spoil(spoiled)
        with pytest.raises(ProgramFailed, match=words):
            verify(shot, spoiled, SOUNDS)
    with pytest.raises(ProgramFailed, match="instead of"):
        verify(replace(shot, length_ms=9000), out, SOUNDS)
    with pytest.raises(ProgramFailed, match="wrong size"):
        verify(replace(shot, rungs=[replace(shot.rungs[0], width=64)]), out, SOUNDS)
