"""A recording that everybody can play is shown as it came, checked, before its sizes are made; any other waits."""

import subprocess
import time
from pathlib import Path

import pytest

from casebook.db.engine import reading, writing
from casebook.errors import ProgramFailed
from casebook.media import queries, remuxing, transcoding
from casebook.media.clip import Clip, ClipState

from .conftest import FFMPEG, Recordings, Studio
from .looking import brightness, look
from .test_worker_killed import start_worker, wait_for

_READY = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "6"]


def web_ready(recordings: Recordings, name: str, *argv: str) -> Path:
    inputs = ["-f", "lavfi", "-i", "testsrc=s=640x360:r=25", "-f", "lavfi", "-i", "sine=f=440,aformat=cl=stereo"]
    return recordings.other(name, *inputs, *_READY, *argv)


class Watcher:
    """Sees how a clip stands when the making of its sizes begins."""

    def __init__(self, studio: Studio, monkeypatch: pytest.MonkeyPatch, to: Path) -> None:
        self.studio, self.to, self.clip, self.files = studio, to, Clip(), [""]
        film = transcoding._film

        def seeing(exe: str, *given: object) -> object:
            (key,) = {path.split("/")[1] for path in studio.shop.storage.below("film")} or {""}
            self.clip = studio.clip(key) if key else Clip()
            self.files = studio.files(self.clip)
            for name in ("hls", "v360", "a128", "still") if key else ():
                studio.fetch(self.clip, name, to / "first")
            with reading(studio.shop.engine) as db:
                self.names = [one.name for one in queries.renditions_of(db, self.clip)] if key else []
            return film(exe, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(transcoding, "_film", seeing)


@pytest.fixture
def watcher(studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watcher:
    return Watcher(studio, monkeypatch, tmp_path)


def test_what_everybody_can_play_plays_before_its_sizes_are_made(
    studio: Studio, recordings: Recordings, watcher: Watcher, tmp_path: Path
) -> None:
    clip = studio.make(web_ready(recordings, "ready.mp4"))
    early = watcher.clip
    assert (early.state, early.version, early.duration_ms, early.width) == (ClipState.transcoding, 1, 6000, 640)
    assert watcher.names == ["hls", "v360", "a128", "still", "sprites"]
    assert early.ready_at is None
    seen = look(tmp_path / "first" / "v360" / "index.m3u8")
    assert (seen.size, seen.frames, seen.lasts) == ((640, 360), 150, pytest.approx(6, abs=0.05))
    assert brightness(tmp_path / "first" / "still" / "poster.jpg") > 50

    assert (clip.state, clip.version, clip.also_version) == (ClipState.ready, 2, 1)
    assert set(watcher.files) == {path for path in studio.files(clip) if path.startswith("1/")}
    assert {path.split("/")[1] for path in studio.files(clip) if path.startswith("2/")} >= {"v240", "v360", "a48"}
    assert list(studio.shop.folder.iterdir()) == []


@pytest.mark.parametrize(("channels", "copied"), [(2, True), (1, True), (6, False)])
def test_sound_that_everybody_plays_is_copied_and_any_other_is_made(
    studio: Studio, recordings: Recordings, watcher: Watcher, tmp_path: Path, channels: int, copied: bool
) -> None:
    recording = web_ready(recordings, f"channels_{channels}.mp4", "-ac", str(channels))
    studio.make(recording)
    sound = b"".join(one.read_bytes() for one in sorted((tmp_path / "first" / "a128").glob("*.m4s")))
    raw = subprocess.run(
        [FFMPEG, "-v", "error", "-i", str(recording), "-map", "0:a", "-c", "copy", "-f", "data", "-"],
        capture_output=True,
        check=True,
    ).stdout
    assert (raw[-400:] in sound) is copied
    assert look(tmp_path / "first" / "a128" / "index.m3u8").lasts == pytest.approx(6, abs=0.06)
    assert f'CHANNELS="{channels if copied else 2}"' in (tmp_path / "first" / "hls" / "index.m3u8").read_text()


def test_what_not_everybody_can_play_is_shown_when_all_is_made(
    studio: Studio, recordings: Recordings, watcher: Watcher
) -> None:
    clip = studio.make(recordings.film("640x360", seconds=2))
    assert watcher.files == []
    assert (clip.state, clip.version, clip.also_version) == (ClipState.ready, 1, 0)


def test_one_that_is_found_wrong_is_not_shown_but_made(
    studio: Studio, recordings: Recordings, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubting(*_: object) -> object:
        raise ProgramFailed("It cannot be played everywhere.")

    monkeypatch.setattr(remuxing, "verify", doubting)
    clip = studio.make(web_ready(recordings, "ready.mp4"))
    assert watcher.files == []
    assert (clip.state, clip.version) == (ClipState.ready, 1)


def test_a_worker_killed_after_showing_it_is_followed_by_one_that_lets_it_be_watched(
    studio: Studio, recordings: Recordings, tmp_path: Path, storage_at: tuple[str, Path | None]
) -> None:
    key = studio.take_in(web_ready(recordings, "ready.mp4"))
    studio.worker().work_once()
    first = start_worker(tmp_path, storage_at)
    wait_for(lambda: studio.clip(key).version == 1)
    first.kill()
    first.wait()
    assert studio.clip(key).state is not ClipState.ready
    shown = studio.files(studio.clip(key))
    time.sleep(1.1)  # the lease of the dead one runs out
    studio.work()
    clip = studio.clip(key)
    assert (clip.state, clip.version, clip.also_version) == (ClipState.ready, 2, 1)
    assert shown == [path for path in studio.files(clip) if path.startswith("1/")]


def test_a_clip_cut_anew_while_it_plays_already_ends_what_was_shown(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = transcoding._film

    def cut_meanwhile(*given: object) -> object:
        monkeypatch.setattr(transcoding, "_film", film)
        with writing(studio.shop.engine) as db:
            clip = queries.clip_by_key(db, key)
            clip.in_ms = 500
            db.add(clip)
        return film(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding, "_film", cut_meanwhile)
    key = studio.take_in(web_ready(recordings, "ready.mp4"))
    studio.work()
    assert (studio.clip(key).state, studio.clip(key).version) == (ClipState.waiting, 1)
    studio.again(key)
    studio.work()
    clip = studio.clip(key)
    assert (clip.state, clip.version, clip.also_version, clip.duration_ms) == (ClipState.ready, 2, 0, 5500)
    assert {path.split("/")[0] for path in studio.files(clip)} == {"2"}
