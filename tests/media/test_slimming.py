"""AV1 beside H.264: aligned, named rightly, never in the way of a clip that waits, and nobody who watches notices."""

import dataclasses
from pathlib import Path

import pytest

from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.jobs.queue import open_queue
from casebook.media import queries, slimming
from casebook.media.clip import Clip, ClipState
from casebook.media.ffmpeg import find, has_encoder
from casebook.media.playlists import read_media
from casebook.media.slimming import slim, worth_slimming
from casebook.media.workshop import Workshop
from tests.doubles.broken_ffmpeg import crashing_ffmpeg
from tests.jobs.silence import fall_silent

from .conftest import Recordings, Studio
from .looking import first_shown, look

pytestmark = pytest.mark.skipif(not has_encoder(find(), slimming.ENCODER), reason="this ffmpeg makes no AV1")


def slim_once(studio: Studio, key: str, shop: Workshop | None = None, *, put_down: bool = True) -> Job:
    """Put the work down and do it once, or only do what was put down before; answers the job."""
    if put_down:
        with writing(studio.shop.engine) as db:
            open_queue(studio.shop.engine).put(db, "slim", key, priority=90)
    worker = studio.worker(shop)
    worker.stations["slim"] = lambda work: slim(work, shop or studio.shop)
    worker.after_given_up = lambda *_: None  # as in work.py: whatever becomes of this, the clip stays as it is
    assert worker.work_once(kinds=["slim"])
    return next(job for job in studio.jobs() if job.kind == "slim")


@pytest.fixture
def clip(studio: Studio, recordings: Recordings) -> Clip:
    made = studio.make(recordings.film("1280x720", seconds=8, rate=30))
    assert made.state is ClipState.ready, made.reason
    return made


def test_av1_is_added_as_a_new_version_and_the_old_one_can_be_watched_to_its_end(
    studio: Studio, clip: Clip, tmp_path: Path
) -> None:
    before = {path: studio.shop.storage.read(path) for path in studio.shop.storage.below(f"film/{clip.key}/1")}
    assert slim_once(studio, clip.key).state is JobState.done
    now = studio.clip(clip.key)
    assert (now.state, now.version, now.also_version) == (ClipState.ready, 2, 1)
    assert {path: studio.shop.storage.read(path) for path in before} == before
    same = {path.replace("/1/", "/2/", 1): data for path, data in before.items() if "/hls/" not in path}
    assert {path: studio.shop.storage.read(path) for path in same} == same
    slimmed, whole = studio.fetch(now, "av720", tmp_path), studio.fetch(now, "v720", tmp_path)
    seen, other = look(slimmed), look(whole)
    assert seen.codec in ("av1", "libdav1d")
    assert (seen.size, seen.frames) == (other.size, other.frames)
    lengths = [length for length, _ in read_media(slimmed.parent).segments]
    assert lengths == [length for length, _ in read_media(whole.parent).segments]
    master = studio.fetch(now, "hls", tmp_path).read_text()
    old = before[f"film/{clip.key}/1/hls/index.m3u8"].decode()
    assert master.startswith(old)
    assert 'CODECS="av01.0.05M.08,mp4a.40.2",RESOLUTION=1280x720' in master.removeprefix(old)
    with reading(studio.shop.engine) as db:
        rows = {one.name: one for one in queries.renditions_of(db, now)}
        assert not worth_slimming(db, now)
    assert rows["av720"].bytes < rows["v720"].bytes
    assert rows["hls"].bytes == len(master)
    assert list(studio.shop.folder.iterdir()) == []


def test_it_gives_way_to_a_clip_that_waits_without_losing_an_attempt(studio: Studio, clip: Clip) -> None:
    studio.again("another", "probe")
    job = slim_once(studio, clip.key)
    assert (job.state, job.attempts) == (JobState.waiting, 0)
    assert studio.clip(clip.key).version == 1


def test_a_failure_leaves_the_clip_as_it_was(studio: Studio, clip: Clip, tmp_path: Path) -> None:
    broken = crashing_ffmpeg(tmp_path)
    knows = '#!/bin/sh\ncase "$*" in *-encoders*) echo " V libsvtav1 x"; exit 0;; esac\n'
    text = Path(broken).read_text().replace("#!/bin/sh\n", knows)
    Path(broken).write_text(text)
    job = slim_once(studio, clip.key, dataclasses.replace(studio.shop, ffmpeg=broken))
    assert (job.state, job.attempts) == (JobState.waiting, 1)
    now = studio.clip(clip.key)
    assert (now.state, now.version, now.reason) == (ClipState.ready, 1, "")


def test_a_film_of_which_no_av1_can_be_made_is_not_tried_for_ever(
    studio: Studio, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slimming, "_PRESET", 99)
    first = slim_once(studio, clip.key)
    assert (first.state, first.attempts) == (JobState.waiting, 1)
    with writing(studio.shop.engine) as db:
        first.not_before = first.created_at
        db.merge(first)
    job = slim_once(studio, clip.key)
    assert (job.state, job.attempts) == (JobState.refused, 2)
    now = studio.clip(clip.key)
    assert (now.state, now.version, now.reason) == (ClipState.ready, 1, "")


def test_a_clip_cut_anew_meanwhile_is_left_alone(studio: Studio, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    encode = slimming._encode

    def cut_meanwhile(*given: object) -> None:
        encode(*given)  # type: ignore[arg-type]
        with writing(studio.shop.engine) as db:
            now = queries.clip_by_key(db, clip.key)
            now.in_ms, now.state = 500, ClipState.waiting
            db.add(now)

    monkeypatch.setattr(slimming, "_encode", cut_meanwhile)
    assert slim_once(studio, clip.key).state is JobState.done
    assert {path.split("/")[0] for path in studio.files(clip)} == {"1"}


def test_finished_av1_is_not_made_again_after_a_kill(
    studio: Studio, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a kill would be, seen from inside."""

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(slimming, "_show", killed)
        with pytest.raises(Killed):
            slim_once(studio, clip.key)
    with writing(studio.shop.engine) as db:
        fall_silent(db)
    monkeypatch.setattr(slimming, "_encode", lambda *_: pytest.fail("made again"))
    slim_once(studio, clip.key, put_down=False)
    assert studio.clip(clip.key).version == 2


def test_the_pictures_of_a_slideshow_are_made_smaller_too(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    drawn = recordings.other("drawn.png", "-f", "lavfi", "-i", "mandelbrot=s=1280x720", "-frames:v", "1")
    stills = ((drawn, 0, "A drawing"), (recordings.still("grey.png", "800x800", "gray"), 4000, "A wall"))
    clip = studio.make(recordings.sound(seconds=8), stills=stills)
    assert slim_once(studio, clip.key).state is JobState.done
    now = studio.clip(clip.key)
    assert (now.state, now.version, now.also_version) == (ClipState.ready, 2, 1)
    slimmed, whole = studio.fetch(now, "av720", tmp_path), studio.fetch(now, "v720", tmp_path)
    seen, other = look(slimmed), look(whole)
    assert (seen.size, seen.frames, seen.rate) == (other.size, other.frames, 5)
    assert max(abs(ours - theirs) for ours, theirs in zip(seen.first, other.first, strict=True)) <= 6
    assert first_shown(slimmed.parent) == first_shown(whole.parent)
    with reading(studio.shop.engine) as db:
        rows = {one.name: one for one in queries.renditions_of(db, now)}
    assert "av360" not in rows
    assert rows["av720"].bytes < rows["v720"].bytes


def test_small_films_and_sounds_are_not_worth_it(studio: Studio, recordings: Recordings) -> None:
    sound = studio.make(recordings.sound())
    with reading(studio.shop.engine) as db:
        assert not worth_slimming(db, sound)
    assert slim_once(studio, sound.key).state is JobState.done
    assert studio.clip(sound.key).version == 1
