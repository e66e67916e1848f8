"""The queue's contract, held on every back end there is."""

import errno
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

import casebook.rows  # noqa: F401
from casebook import clock
from casebook.db.engine import open_engine, reading, writing
from casebook.db.migrate import migrate
from casebook.errors import ClipUnreadable, LeaseLost, ProgramFailed, StorageFull
from casebook.jobs.job import Job, JobState
from casebook.jobs.queue import Queue, open_queue
from casebook.jobs.worker import Work, Worker

from .silence import fall_silent


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database of the newest shape; copied by tests."""
    made = tmp_path_factory.mktemp("shape") / "jobs.db"
    opened = open_engine(f"sqlite:///{made}")
    migrate(opened)
    opened.dispose()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'jobs.db')}"
    else:
        url = request.getfixturevalue("migrated_url")
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def queue(engine: Engine) -> Queue:
    return open_queue(engine, lease_seconds=0.8, alone=("alone",))


def put(queue: Queue, engine: Engine, *abouts: str, priority: int = 50) -> None:
    with writing(engine) as db:
        for about in abouts:
            queue.put(db, "transcode", about, priority=priority)


def die(engine: Engine) -> None:
    with writing(engine) as db:
        fall_silent(db)


def job(engine: Engine, about: str) -> Job:
    with reading(engine) as db:
        return db.exec(select(Job).where(Job.about == about)).one()


def test_a_job_written_in_an_undone_transaction_was_never_there(queue: Queue, engine: Engine) -> None:
    with suppress(RuntimeError), writing(engine) as db:
        queue.put(db, "transcode", "a")
        raise RuntimeError
    assert queue.take("w", ["transcode"]) is None


def test_the_same_work_waits_once(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a", "a", "b")
    with reading(engine) as db:
        assert len(db.exec(select(Job)).all()) == 2


def test_work_that_comes_back_to_wait_beside_the_same_work_is_one_with_it(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    lease = queue.take("w", ["transcode"])
    assert lease
    put(queue, engine, "a")  # something changed since it was begun
    queue.fail(lease, "It broke.")
    with reading(engine) as db:
        states = [(job.state, job.reason) for job in db.exec(select(Job).order_by(col(Job.id))).all()]
    assert states == [(JobState.refused, "The same work waits already."), (JobState.waiting, "")]
    again = queue.take("w", ["transcode"])
    assert again
    assert again.job_id != lease.job_id
    assert queue.take("w", ["transcode"]) is None


def test_a_kind_that_is_done_alone_is_in_one_hand_at_a_time(engine: Engine) -> None:
    queue = open_queue(engine, lease_seconds=30, alone=("alone",))  # which no busy machine lets run out
    with writing(engine) as db:
        for about in ("a", "b"):
            queue.put(db, "alone", about)
    first = queue.take("one", ["alone"])
    assert first
    assert queue.take("two", ["alone"]) is None
    put(queue, engine, "c")
    other = queue.take("two", ["alone", "transcode"])
    assert other
    assert other.kind == "transcode", "what is not done alone goes on"
    queue.finish(first)
    second = queue.take("two", ["alone"])
    assert second
    assert second.about == "b"
    die(engine)
    third = queue.take("three", ["alone"])
    assert third
    assert third.about == "b", "one that died at it is in nobody's way"


def test_work_given_back_waits_a_while_with_its_attempt_not_counted(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    lease = queue.take("w", ["transcode"])
    assert lease
    queue.give_back(lease, "There is no room.", pause_s=60)
    held = job(engine, "a")
    assert (held.state, held.attempts, held.reason) == (JobState.waiting, 0, "There is no room.")
    assert queue.take("w", ["transcode"]) is None
    with clock.standing_at(clock.now() + timedelta(seconds=61)):
        again = queue.take("w", ["transcode"])
    assert again
    assert again.attempt == 1
    with pytest.raises(LeaseLost):
        queue.give_back(lease)


def test_a_job_knows_whether_others_come_before_it(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "slow", priority=90)
    lease = queue.take("w", ["transcode"])
    assert lease
    assert not queue.others_wait(lease, ["transcode"])
    put(queue, engine, "same", priority=90)
    assert not queue.others_wait(lease, ["transcode"])
    put(queue, engine, "first", priority=10)
    assert queue.others_wait(lease, ["transcode"])
    assert not queue.others_wait(lease, ["caption"])


def test_what_is_called_off_is_over_for_all_and_can_be_retried(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "held", "waits", "other")
    held = queue.take("w", ["transcode"])
    assert held
    with suppress(RuntimeError), writing(engine) as db:
        queue.call_off(db, ["held", "waits"], "Undone.")
        raise RuntimeError
    assert queue.holds(held), "what is undone was never called off"
    with writing(engine) as db:
        queue.call_off(db, ["held", "waits"], "Consent has ended.")
    assert not queue.holds(held)
    with pytest.raises(LeaseLost):
        queue.finish(held)
    assert [job(engine, about).reason for about in ("held", "waits")] == ["Consent has ended."] * 2
    last = queue.take("w", ["transcode"])
    assert last
    assert (last.about, queue.take("w", ["transcode"])) == ("other", None)
    with writing(engine) as db:
        queue.retry(db, db.exec(select(Job).where(Job.about == "held")).one())
    again = queue.take("w", ["transcode"])
    assert again
    assert (again.about, again.attempt) == ("held", 1)


def test_what_its_worker_left_can_be_taken_at_once_and_not_by_both(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    left = queue.take("killed", ["transcode"])
    assert left
    with writing(engine) as db:
        queue.retry(db, db.exec(select(Job)).one())
    assert not queue.holds(left)
    taken = queue.take("w", ["transcode"])
    assert taken
    assert taken.token != left.token
    with pytest.raises(LeaseLost):
        queue.beat(left)
    assert queue.take("another", ["transcode"]) is None


def test_what_was_over_so_long_ago_is_forgotten_and_what_needs_somebody_stays(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "done", "refused", "waits")
    for end in (queue.finish, lambda lease: queue.refuse(lease, "No film.")):
        lease = queue.take("w", ["transcode"])
        assert lease
        end(lease)
    assert queue.forget(days=30) == 0
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert queue.forget(days=30) == 2
    assert job(engine, "waits").state == JobState.waiting


def test_smaller_priority_comes_first_then_older(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "late", "later", priority=50)
    put(queue, engine, "first", priority=10)
    taken = [lease.about for lease in (queue.take("w", ["transcode"]) for _ in range(3)) if lease]
    assert taken == ["first", "late", "later"]


def test_two_workers_never_hold_the_same_job(engine: Engine) -> None:
    queue = open_queue(engine, lease_seconds=60)
    put(queue, engine, *(f"clip{number}" for number in range(40)))
    taken: list[str] = []

    def work(name: str) -> None:
        while lease := queue.take(name, ["transcode"]):
            taken.append(lease.about)
            queue.finish(lease)

    workers = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40


def test_a_silent_workers_job_is_given_away_and_its_late_writes_are_refused(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    old = queue.take("old", ["transcode"])
    assert old
    assert queue.take("new", ["transcode"]) is None, "the lease still holds"
    threading.Event().wait(1.0)
    new = queue.take("new", ["transcode"])
    assert new
    assert new.token != old.token
    with pytest.raises(LeaseLost):
        queue.beat(old, 0.5, "half way")
    with pytest.raises(LeaseLost), queue.writing(old):
        pass
    with pytest.raises(LeaseLost):
        queue.finish(old)
    queue.finish(new)
    assert job(engine, "a").state == JobState.done


def test_a_beat_keeps_the_lease(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    lease = queue.take("w", ["transcode"])
    assert lease
    for _ in range(4):
        threading.Event().wait(0.3)
        queue.beat(lease, 0.3, "going on")
    assert queue.take("other", ["transcode"]) is None
    assert (job(engine, "a").progress, job(engine, "a").says) == (0.3, "going on")


def test_a_lease_does_not_depend_on_the_clock_on_the_wall(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    assert queue.take("w", ["transcode"])
    for days in (-1, 1):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            assert queue.take("other", ["transcode"]) is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # whose leases are told by the machine's own clock
def test_a_lease_of_another_start_of_the_machine_is_void(
    queue: Queue, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(queue, engine, "a")
    assert queue.take("w", ["transcode"])
    monkeypatch.setattr(clock, "boot", lambda: "after the power cut")
    assert queue.take("w2", ["transcode"])


def test_a_failed_job_pauses_longer_each_time_then_is_quarantined(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    moment = clock.now()
    for pause in (5, 20, None):
        with clock.standing_at(moment):
            lease = queue.take("w", ["transcode"])
            assert lease
            assert queue.fail(lease, "It broke.") == (pause is None)
            if pause:
                assert job(engine, "a").not_before == moment + timedelta(seconds=pause)
                assert queue.take("w", ["transcode"]) is None
                moment += timedelta(seconds=pause)
    assert (job(engine, "a").state, job(engine, "a").reason) == (JobState.quarantined, "It broke.")


def test_a_job_that_kills_its_worker_each_time_is_quarantined_and_the_next_goes_on(
    queue: Queue, engine: Engine
) -> None:
    put(queue, engine, "poison", priority=1)
    put(queue, engine, "good")
    for _ in range(3):
        lease = queue.take("dies", ["transcode"])
        assert lease
        assert lease.about == "poison"
        die(engine)
    lease = queue.take("lives", ["transcode"])
    assert lease
    assert lease.about == "good"
    assert job(engine, "poison").state == JobState.quarantined


def test_a_job_whose_workers_all_died_is_given_up_in_words_to_its_owner(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "poison")
    for _ in range(3):
        assert queue.take("dies", ["transcode"])
        die(engine)
    given_up: list[tuple[str, str, bool]] = []
    worker = a_worker(queue, given_up, lambda work: None)
    assert not worker.work_once()
    assert given_up == [("poison", "The work stopped without a word, three times.", True)]


def test_a_worker_waits_for_a_busy_database(queue: Queue, engine: Engine, tmp_path: Path) -> None:
    put(queue, engine, "a")
    tries = iter([OperationalError("x", {}, Exception("database is locked"))])

    def look() -> None:
        for wrong in tries:
            raise wrong

    worker = a_worker(queue, [], lambda work: worker.stop())
    worker.look_for_work = look
    worker.run(pause_s=0.01)
    assert job(engine, "a").state == JobState.done


@pytest.mark.parametrize("wrong", [StorageFull("There is no room."), OSError(errno.ENOSPC, "No space left on device")])
def test_work_for_which_there_is_no_room_waits_without_end(queue: Queue, engine: Engine, wrong: Exception) -> None:
    put(queue, engine, "a")
    room: list[bool] = []

    def station(work: Work) -> None:
        if not room:
            raise wrong

    given_up: list[tuple[str, str, bool]] = []
    worker = a_worker(queue, given_up, station)
    for _ in range(5):
        assert worker.work_once()
        held = job(engine, "a")
        assert (held.state, held.attempts) == (JobState.waiting, 0)
        assert "no room" in held.reason
        assert held.not_before > clock.now() + timedelta(seconds=5), "the disk is not asked all the time"
        _due(engine)
    room.append(True)
    assert worker.work_once()
    assert job(engine, "a").state == JobState.done
    assert given_up == []


def test_a_worker_whose_database_is_full_holds_its_job_until_it_can_put_it_back(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    give_back, refusals = queue.give_back, iter([_full(), _full()])

    def refusing(*given: object, **named: object) -> None:
        for wrong in refusals:
            raise wrong
        give_back(*given, **named)  # type: ignore[arg-type]

    def station(work: Work) -> None:
        raise _full()

    queue.give_back = refusing  # type: ignore[method-assign]
    assert a_worker(queue, [], station).work_once()
    assert (job(engine, "a").state, job(engine, "a").attempts) == (JobState.waiting, 0)


def _full() -> OperationalError:
    """What SQLite says when it is full, from SQLite itself."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count = 2")
        try:
            small.execute("CREATE TABLE t AS SELECT zeroblob(100000) AS x")
        except sqlite3.OperationalError as wrong:
            return OperationalError("INSERT", {}, wrong)
    raise AssertionError("it found room")


def _due(engine: Engine) -> None:
    with writing(engine) as db:
        for waiting in db.exec(select(Job)).all():
            waiting.not_before = waiting.created_at
            db.add(waiting)


def a_worker(queue: Queue, given_up: list[tuple[str, str, bool]], station: Callable[[Work], None]) -> Worker:
    return Worker(
        queue, {"transcode": station}, after_done=lambda db, lease: None, beat_seconds=0.05,
        after_given_up=lambda db, lease, reason, may_help: given_up.append((lease.about, reason, may_help)),
    )  # fmt: skip


def test_a_worker_lives_through_whatever_a_station_does(queue: Queue, engine: Engine) -> None:
    given_up: list[tuple[str, str, bool]] = []

    def station(work: Work) -> None:
        if work.about == "refused":
            raise ClipUnreadable("This is not a recording.")
        if work.about == "fails":
            raise ProgramFailed("ffmpeg ended badly.")
        if work.about == "surprise":
            raise ZeroDivisionError

    worker = a_worker(queue, given_up, station)
    put(queue, engine, "refused", "fails", "surprise", "good")
    while worker.work_once():
        pass
    assert job(engine, "good").state == JobState.done
    assert job(engine, "refused").state == JobState.refused
    assert given_up == [("refused", "This is not a recording.", False)]
    assert job(engine, "fails").reason == "ffmpeg ended badly."
    assert "ZeroDivision" not in job(engine, "surprise").reason, "nobody is shown an exception"


def test_what_follows_is_written_in_the_transaction_that_ends_the_job(queue: Queue, engine: Engine) -> None:
    put(queue, engine, "a")
    lease = queue.take("w", ["transcode"])
    assert lease
    with pytest.raises(RuntimeError):
        queue.finish(lease, after=lambda db: _fail())
    assert job(engine, "a").state == JobState.running, "both or neither"


def _fail() -> None:
    raise RuntimeError
