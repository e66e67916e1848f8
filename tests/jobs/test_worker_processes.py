"""Workers as processes of their own on PostgreSQL: killed, put to sleep, racing, limited to kinds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from casebook.db import changes
from casebook.db.engine import open_engine, reading, writing
from casebook.jobs.job import Job, JobState
from casebook.jobs.queue import Lease, Queue, open_queue
from casebook.library import Library, open_library
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.running import ROOT, WorkerProcess, wait_for
from tests.small_content import make_film

LEASE_S = 2.0
Begin = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


@pytest.fixture
def queue(engine: Engine) -> Queue:
    return open_queue(engine, lease_seconds=LEASE_S)


@pytest.fixture
def begin(migrated_url: str) -> Iterator[Begin]:
    """Starts a worker for some kinds."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(*kinds: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.jobs.working", migrated_url, str(LEASE_S), *kinds]
        begun.append(subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}))
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.wait()


def put(queue: Queue, engine: Engine, kind: str, *abouts: str) -> None:
    with writing(engine) as db:
        for about in abouts:
            queue.put(db, kind, about)


def jobs(engine: Engine) -> list[Job]:
    with reading(engine) as db:
        return list(db.exec(select(Job)).all())


def done(engine: Engine) -> list[tuple[str, str]]:
    """What was done, and by which process."""
    with reading(engine) as db:
        about_and_process = [one.key.partition(" ") for one in changes.pending(db) if one.kind == "done"]
    return [(about, process) for about, _, process in about_and_process]


def test_another_goes_on_when_a_worker_is_killed(queue: Queue, engine: Engine, begin: Begin) -> None:
    put(queue, engine, "long", "a")
    first = begin("long")
    wait_for(lambda: jobs(engine)[0].progress > 0)
    assert jobs(engine)[0].worker.split(":")[1] == str(first.pid)
    time.sleep(LEASE_S * 1.5)
    assert queue.take("other", ["long"]) is None, "who is alive keeps it"
    first.kill()
    first.wait()
    taken: list[Lease] = []
    took = wait_for(lambda: taken.extend(filter(None, [queue.take("other", ["long"])])) or taken)
    assert took < LEASE_S + 3, f"taken over after {took:.1f} s"
    assert taken[0].attempt == 2
    queue.finish(taken[0])


def test_two_workers_race_for_a_hundred_jobs_and_each_has_one_winner(
    queue: Queue, engine: Engine, begin: Begin
) -> None:
    workers = [begin("race"), begin("race")]
    put(queue, engine, "race", *(f"clip{number}" for number in range(100)))
    wait_for(lambda: all(job.state is JobState.done for job in jobs(engine)))
    by_whom = done(engine)
    assert sorted(about for about, _ in by_whom) == sorted(f"clip{number}" for number in range(100))
    assert {process for _, process in by_whom} <= {str(worker.pid) for worker in workers}
    assert {job.attempts for job in jobs(engine)} == {1}


def test_a_worker_that_was_put_to_sleep_writes_nothing_when_it_wakes(
    queue: Queue, engine: Engine, begin: Begin
) -> None:
    put(queue, engine, "still", "a")
    asleep = begin("still")
    wait_for(lambda: Path(f"/proc/{asleep.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
    lease = None
    began = time.monotonic()
    while lease is None:
        assert time.monotonic() - began < LEASE_S + 5
        time.sleep(0.1)
        lease = queue.take("awake", ["still"])
    asleep.send_signal(signal.SIGCONT)
    put(queue, engine, "still", "b")  # which it takes once it has been refused "a", and stops at again
    wait_for(lambda: {job.about: job.worker for job in jobs(engine)}["b"] != "")
    assert done(engine) == []
    assert queue.holds(lease)
    queue.finish(lease)
    assert {job.about: job.state for job in jobs(engine)}["a"] is JobState.done


@pytest.fixture
def library(postgres_url: str, tmp_path: Path) -> Iterator[Library]:
    """A library on PostgreSQL with a film to make."""
    settings = read_settings(data=tmp_path / "data", database=postgres_url)
    prepare(settings)
    opened = open_library(settings)
    yield opened
    opened.engine.dispose()


def test_film_goes_on_elsewhere_when_its_worker_is_killed_and_a_limited_one_does_nothing_else(
    library: Library, postgres_url: str, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=60, size="1280x720")
    recording = keep_recording(library.storage, film, title="One", reserve_bytes=0)
    with writing(library.engine) as db:
        key = save_with_clip(db, recording, title="One").key
    given = {"CASEBOOK_DATABASE": postgres_url, "CASEBOOK_LEASE_SECONDS": str(LEASE_S)}
    workers = [WorkerProcess(library.settings.data, **given).start()]
    try:
        wait_for(lambda: workers[0].programs() and being_made(library, key)[1] > 0, 240)
        workers[0].kill()
        with writing(library.engine) as db:
            library.queue.put(db, "purge", "another")
        workers.append(WorkerProcess(library.settings.data, **given).start("--only", "transcode"))
        wait_for(lambda: being_made(library, key)[0] == 2 and workers[1].programs(), 240)
        with reading(library.engine) as db:
            other = db.exec(select(Job).where(Job.about == "another")).one()
        assert (other.state, other.attempts) == (JobState.waiting, 0)
        assert workers[1].stop() == 0
    finally:
        for one in workers:
            one.process.kill()


def being_made(library: Library, key: str) -> tuple[int, float]:
    """Which attempt it is at being made into film, and how far that is."""
    with reading(library.engine) as db:
        job = db.exec(select(Job).where(Job.about == key, Job.kind == "transcode")).first()
    return (job.attempts, job.progress) if job else (0, 0.0)
