"""kill -9 of a worker in the middle of a transcode: the next worker finishes, and nothing of the first one is left."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.media import transcoding
from casebook.media.attempt import sweep
from casebook.media.clip import ClipState
from casebook.media.rendition import Rendition
from casebook.media.workshop import Workshop
from tests.databases import url_at

from .conftest import Recordings, Studio

_WORKER = """
    import sys
    from pathlib import Path
    import casebook.db.changes, casebook.people.cohort, casebook.people.contributor, casebook.people.person
    import casebook.media.consent, casebook.media.rendition, casebook.media.transcript
    from casebook.db.engine import open_engine
    from casebook.jobs.queue import open_queue
    from casebook.jobs.worker import Work
    from casebook.media.storage_opening import open_storage
    from casebook.media.transcoding import transcode
    from casebook.media.workshop import Workshop

    root = Path(sys.argv[1])
    engine = open_engine(sys.argv[2])
    keys = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    shop = Workshop(engine, open_storage(sys.argv[3], keys), root / "work", "", 1, 60_000)
    queue = open_queue(engine, lease_seconds=1)
    lease = queue.take("first", ["transcode"])
    transcode(Work(queue, lease), shop)
"""


def test_a_killed_worker_leaves_one_whole_version_and_no_program(
    studio: Studio, recordings: Recordings, tmp_path: Path, storage_at: tuple[str, Path | None]
) -> None:
    key = studio.take_in(recordings.film("640x360", seconds=6))
    studio.worker().work_once()
    first = start_worker(tmp_path, storage_at)
    wait_for(lambda: bool(_programs(tmp_path)) and any((tmp_path / "work").glob("*/out/v360/init.mp4")))
    first.kill()
    first.wait()
    wait_for(lambda: not _programs(tmp_path))

    with reading(studio.shop.engine) as db:
        assert db.exec(select(Rendition)).all() == []
    assert studio.files(studio.clip(key)) == []
    time.sleep(1.1)  # the lease of the dead one runs out
    studio.work()

    clip = studio.clip(key)
    assert (clip.state, clip.version) == (ClipState.ready, 1)
    assert {path.split("/")[0] for path in studio.files(clip)} == {"1"}
    assert list((tmp_path / "work").iterdir()) == []
    job = studio.jobs()[-1]
    assert (job.state, job.attempts) == (JobState.done, 2)
    _no_programs(tmp_path)


def test_a_worker_that_slept_through_its_lease_writes_nothing_more(
    studio: Studio, recordings: Recordings, tmp_path: Path, storage_at: tuple[str, Path | None]
) -> None:
    key = studio.take_in(recordings.film("640x360", seconds=6))
    studio.worker().work_once()
    sleeper = start_worker(tmp_path, storage_at)
    wait_for(lambda: any((tmp_path / "work").glob("*/out/v360/init.mp4")))
    os.kill(sleeper.pid, signal.SIGSTOP)
    time.sleep(1.1)
    studio.work()
    shown = {path: studio.shop.storage.etag(path) for path in studio.shop.storage.below(f"film/{key}")}
    os.kill(sleeper.pid, signal.SIGCONT)
    assert sleeper.wait(timeout=30) != 0
    assert {path: studio.shop.storage.etag(path) for path in studio.shop.storage.below(f"film/{key}")} == shown
    assert studio.clip(key).version == 1
    _no_programs(tmp_path)


def test_what_a_dead_attempt_had_put_into_storage_is_taken_away(
    studio: Studio, recordings: Recordings, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = studio.take_in(recordings.sound())
    studio.worker().work_once()

    class FailingStorage(type(shop.storage)):  # type: ignore[misc]
        def put(self, path: str, source: Path) -> int:
            if "a48" in path:
                raise OSError("the disk went away")
            return int(super().put(path, source))

    failing = copy(shop.storage)
    failing.__class__ = FailingStorage
    studio.worker(replace(shop, storage=failing)).work_once()
    left = studio.files(studio.clip(key))
    assert any("a128" in path for path in left)
    shop.storage.put_bytes(f"film/{key}/1/a128/seg_99999.m4s", b"stray")
    with writing(shop.engine) as db:
        job = db.exec(select(Job).where(Job.kind == "transcode")).one()
        job.not_before = job.created_at
        db.add(job)
    studio.work()
    assert studio.clip(key).version == 1
    assert not any("99999" in path for path in studio.files(studio.clip(key)))


def start_worker(root: Path, storage_at: tuple[str, Path | None]) -> "subprocess.Popen[bytes]":
    where = [str(part) for part in storage_at if part]
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_WORKER), str(root), url_at(root), *where],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _programs(root: Path) -> list[int]:
    """Programs that work in this test's own folders."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if place.readlink().is_relative_to(root / "work"):
                found.append(int(place.parent.name))
        except (OSError, ValueError):
            continue
    return found


def _no_programs(root: Path) -> None:
    wait_for(lambda: not _programs(root))


def wait_for(what: "object", seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_finished_pieces_are_taken_over_after_a_kill(
    studio: Studio,
    recordings: Recordings,
    tmp_path: Path,
    storage_at: tuple[str, Path | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = studio.take_in(recordings.film("640x360", seconds=6))
    studio.worker().work_once()
    first = start_worker(tmp_path, storage_at)
    wait_for(lambda: any('"film"' in _told(place) for place in (tmp_path / "work").glob("*/pieces.json")))
    first.kill()
    first.wait()
    _no_programs(tmp_path)
    time.sleep(1.1)
    ran: list[int] = []
    run = transcoding.ffmpeg.run

    def counting(exe: str, outputs: list[object], *given: object, **named: object) -> object:
        ran.append(len(outputs))
        return run(exe, outputs, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding.ffmpeg, "run", counting)
    studio.work()
    assert all(count == 1 for count in ran), "the film was made again"
    assert (studio.clip(key).state, studio.clip(key).version) == (ClipState.ready, 1)
    assert {"still/poster.jpg", "sprites/sheet_01.jpg", "peaks/peaks.json"} <= {
        path.partition("/")[2] for path in studio.files(studio.clip(key))
    }
    assert not any("candidate" in path or path.endswith(".raw") for path in studio.files(studio.clip(key)))


def test_folders_of_work_that_is_over_are_swept(studio: Studio, recordings: Recordings, shop: Workshop) -> None:
    studio.make(recordings.sound())
    over = studio.jobs()[-1]
    for name in (f"transcode-x-{over.id}.1", "left-by-somebody"):
        (shop.folder / name / "out").mkdir(parents=True)
    studio.again("abc", "transcode")
    (shop.folder / f"transcode-abc-{studio.jobs()[-1].id}.1").mkdir()
    assert sweep(shop.engine, shop.folder) == 2
    assert len(list(shop.folder.iterdir())) == 1


def _told(place: Path) -> str:
    try:
        return place.read_text()
    except OSError:
        return ""
