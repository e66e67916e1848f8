"""The backlog on PostgreSQL beyond the queue's contract: entries, and being told of work."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

import casebook.rows  # noqa: F401
from casebook import clock
from casebook.db.engine import open_engine, reading, writing
from casebook.errors import LeaseLost
from casebook.jobs.job import Job, JobState
from casebook.jobs.queue import Lease, Queue, open_queue
from casebook.jobs.worker import Work, Worker
from tests.running import wait_for

from .silence import fall_silent


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


@pytest.fixture
def queue(engine: Engine) -> Queue:
    return open_queue(engine, lease_seconds=30)


def put(queue: Queue, engine: Engine, *abouts: str) -> None:
    with writing(engine) as db:
        for about in abouts:
            queue.put(db, "transcode", about)


def say(db: Session, sentence: str) -> list[tuple[object, ...]]:
    answer = db.connection().exec_driver_sql(sentence)
    return [tuple(row) for row in answer.all()] if answer.returns_rows else []


def entries(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as db:
        return say(db, "SELECT status::text, args->>'job', attempts FROM procrastinate_jobs ORDER BY id")


def holders(engine: Engine) -> int:
    with reading(engine) as db:
        return len(say(db, "SELECT id FROM procrastinate_workers"))


def taken(queue: Queue) -> Lease:
    lease = queue.take("w", ["transcode"])
    assert lease is not None
    return lease


def test_a_job_has_an_entry_while_it_waits_or_is_in_hand_and_leaves_nothing(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "done", "refused", "called off", "fails", "gives way")
    numbers = [job for _, job, _ in entries(engine)]
    queue.finish(taken(queue))
    queue.refuse(taken(queue), "No film.")
    held = taken(queue)
    with writing(engine) as db:
        queue.call_off(db, [held.about], "Not needed.")
    queue.fail(taken(queue), "It broke.")
    queue.give_back(taken(queue))
    assert entries(engine) == [("todo", numbers[3], 1), ("todo", numbers[4], 1)]
    assert holders(engine) == 0
    with writing(engine) as db:
        queue.call_off(db, ["fails", "gives way"], "Not needed.")
    assert entries(engine) == []


def test_the_entry_is_undone_with_what_it_is_about(queue: Queue, engine: Engine) -> None:
    with suppress(ZeroDivisionError), writing(engine) as db:
        queue.put(db, "transcode", "a")
        assert len(say(db, "SELECT id FROM procrastinate_jobs")) == 1
        raise ZeroDivisionError
    assert entries(engine) == []


def test_what_came_without_an_entry_from_a_backup_is_done_all_the_same(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "waited", "was in hand", "was given up")
    lease = taken(queue)
    with writing(engine) as db:
        in_hand = db.exec(select(Job).where(Job.about == "was in hand")).one()
        in_hand.state, in_hand.attempts, in_hand.lease_token = JobState.running, 1, 999
        given_up = db.exec(select(Job).where(Job.about == "was given up")).one()
        given_up.state, given_up.attempts = JobState.quarantined, 3
        waited = db.exec(select(Job).where(Job.about == "waited")).one()
        waited.state = JobState.waiting
        say(db, "DELETE FROM procrastinate_jobs")
        say(db, "DELETE FROM procrastinate_workers")
    assert not queue.holds(lease)
    found: list[str] = []
    for _ in range(4):
        if (next_one := queue.take("w", ["transcode"])) is not None:
            found.append(next_one.about)
            queue.finish(next_one)
    assert sorted(found) == ["waited", "was in hand"]
    assert entries(engine) == []


def test_an_entry_whose_job_is_gone_is_in_nobodys_way(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "gone", "there")
    with writing(engine) as db:
        db.delete(db.exec(select(Job).where(Job.about == "gone")).one())
    assert taken(queue).about == "there"
    assert [status for status, *_ in entries(engine)] == ["doing"]


def test_one_thing_can_be_asked_for_without_taking_what_comes_before_it(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "before", "this")
    lease = queue.take("w", ["transcode"], about=["this"])
    assert lease
    assert lease.about == "this"
    assert queue.take("w", ["transcode"], about=["this"]) is None
    assert taken(queue).about == "before"


ACTS = st.sampled_from(
    ["put", "put", "take", "take", "finish", "fail", "give back", "refuse", "die", "call off", "retry", "a minute"]
)


@given(acts=st.lists(st.tuples(ACTS, st.integers(0, 2)), max_size=16))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_our_rows_and_procrastinates_never_disagree(
    queue: Queue, engine: Engine, acts: list[tuple[str, int]]
) -> None:
    with writing(engine) as db:
        for table in ("jobs", "procrastinate_jobs", "procrastinate_workers"):
            say(db, f"DELETE FROM {table}")
    moment, held = clock.now(), list[Lease]()
    for act, number in acts:
        if act == "a minute":
            moment += timedelta(minutes=1)
        with clock.standing_at(moment), suppress(LeaseLost):
            do(queue, engine, act, f"clip{number}", held)
        agree(engine)
        assert len({lease.job_id for lease in held if queue.holds(lease)}) == sum(map(queue.holds, held))


def do(queue: Queue, engine: Engine, act: str, about: str, held: list[Lease]) -> None:
    if act == "take":
        held.extend(filter(None, [queue.take("w", ["transcode"])]))
    for lease in [one for one in held if one.about == about]:
        if act == "finish":
            queue.finish(lease)
        elif act == "fail":
            queue.fail(lease, "It broke.")
        elif act == "give back":
            queue.give_back(lease)
        elif act == "refuse":
            queue.refuse(lease, "No film.")
    with writing(engine) as db:
        if act == "put":
            queue.put(db, "transcode", about)
        elif act == "die":
            fall_silent(db)
        elif act == "call off":
            queue.call_off(db, [about], "Not needed.")
        elif act == "retry":
            for job in db.exec(select(Job).where(Job.about == about)).all():
                queue.retry(db, job)


def agree(engine: Engine) -> None:
    """What is open has one entry that says the same; what is over has none; and what waits, waits once."""
    with reading(engine) as db:
        jobs = db.exec(select(Job)).all()
        found = say(db, "SELECT (args->>'job')::int, status::text, worker_id FROM procrastinate_jobs")
        alive = {number for (number,) in say(db, "SELECT id FROM procrastinate_workers")}
    in_hand = [job for job in jobs if job.state is JobState.running]
    waiting = [job for job in jobs if job.state is JobState.waiting]
    assert sorted(found) == sorted(
        [(job.pk, "todo", None) for job in waiting] + [(job.pk, "doing", job.lease_token) for job in in_hand]
    )
    assert alive == {job.lease_token for job in in_hand}
    assert len({(job.kind, job.about) for job in waiting}) == len(waiting)


class Waiting:
    """A worker of this process that looks by itself only once in a while."""

    def __init__(self, queue: Queue, rest_s: float) -> None:
        self.done: list[float] = []
        self.worker = Worker(
            queue, {"transcode": self._station}, after_done=lambda db, lease: None, after_given_up=lambda *given: None
        )
        self._thread = threading.Thread(target=self.worker.run, kwargs={"pause_s": rest_s})

    def _station(self, _: Work) -> None:
        self.done.append(time.monotonic())

    def __enter__(self) -> "Waiting":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stop()
        self._thread.join(10)
        assert not self._thread.is_alive(), "it ends at once, also in the middle of a rest"


def listeners(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as db:
        return say(
            db,
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%'",
        )


def test_a_worker_at_rest_begins_as_soon_as_something_is_put_down(queue: Queue, engine: Engine) -> None:
    with Waiting(queue, rest_s=60) as waiting:
        wait_for(lambda: listeners(engine))
        time.sleep(0.5)
        put(queue, engine, "a")
        assert wait_for(lambda: waiting.done, 20) < 5
    wait_for(lambda: not listeners(engine), 10)


def test_a_worker_goes_on_when_nobody_calls_and_hears_again(queue: Queue, engine: Engine) -> None:
    with Waiting(queue, rest_s=0.3) as waiting:
        wait_for(lambda: listeners(engine))
        with writing(engine) as db:
            say(db, f"SELECT pg_terminate_backend({listeners(engine)[0][0]})")
        put(queue, engine, "a")
        wait_for(lambda: waiting.done, 10)
        wait_for(lambda: listeners(engine), 10)
        put(queue, engine, "b")
        wait_for(lambda: len(waiting.done) == 2, 10)
