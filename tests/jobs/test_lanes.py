"""Lanes: short work goes on beside long work, all end together, and what is called off ends soon."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casebook.db.engine import writing
from casebook.jobs.holding import still_ours
from casebook.jobs.job import JobState
from casebook.jobs.lanes import Lanes
from casebook.jobs.queue import Queue, open_queue
from casebook.jobs.worker import Work, Worker
from casebook.media import program
from casebook.media.program import Fence

from .test_queue import engine, job, migrated_file

__all__ = ["engine", "migrated_file"]


@pytest.fixture
def queue(engine: Engine) -> Queue:
    return open_queue(engine)


def a_lane(queue: Queue, kind: str, station: Callable[[Work], None]) -> Worker:
    return Worker(
        queue, {kind: station}, after_done=lambda db, lease: None, after_given_up=lambda *given: None, lane=kind
    )


def put(queue: Queue, engine: Engine, kind: str) -> None:
    with writing(engine) as db:
        queue.put(db, kind, kind)


def until_stopped(began: threading.Event) -> Callable[[Work], None]:
    def station(_: Work) -> None:
        began.set()
        while True:
            still_ours()
            time.sleep(0.01)

    return station


def test_short_work_is_done_while_long_work_goes_on_and_all_end_when_told(queue: Queue, engine: Engine) -> None:
    began, done = threading.Event(), threading.Event()
    lanes = Lanes([a_lane(queue, "short", lambda _: done.set()), a_lane(queue, "long", until_stopped(began))])
    put(queue, engine, "long")
    told: list[bool] = []
    running = threading.Thread(target=lambda: told.append(lanes.run()))
    running.start()
    assert began.wait(5)
    put(queue, engine, "short")
    assert done.wait(5)
    lanes.stop()
    running.join(5)
    assert told == [True]
    left = job(engine, "long")
    assert (left.state, left.attempts) == (JobState.waiting, 0), "it waits for the next worker as if never begun"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_lane_that_dies_ends_the_others_and_is_told(queue: Queue, engine: Engine) -> None:
    def dies() -> None:
        raise ZeroDivisionError

    began = threading.Event()
    dying = a_lane(queue, "short", lambda _: None)
    dying.look_for_work = lambda: began.wait(5) and dies()
    put(queue, engine, "long")
    assert not Lanes([dying, a_lane(queue, "long", until_stopped(began))]).run()
    assert job(engine, "long").state == JobState.waiting


def test_work_that_is_called_off_ends_with_its_program_and_is_not_tried_again(
    queue: Queue, engine: Engine, tmp_path: Path
) -> None:
    began, ended = threading.Event(), []

    def station(_: Work) -> None:
        began.set()
        try:
            program.run(["/bin/sleep", "60"], Fence(read=(tmp_path,), required=False), folder=tmp_path)
        finally:
            ended.append(time.monotonic())

    worker = a_lane(queue, "long", station)
    put(queue, engine, "long")
    working = threading.Thread(target=worker.work_once)
    working.start()
    assert began.wait(5)
    with writing(engine) as db:
        queue.call_off(db, ["long", "another"], "Consent has ended.")
    called = time.monotonic()
    working.join(10)
    assert ended[0] - called < 3
    over = job(engine, "long")
    assert (over.state, over.reason) == (JobState.refused, "Consent has ended.")
    assert not worker.work_once()
