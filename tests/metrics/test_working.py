"""What a worker counts stands in a file of its own, which a collector may read at any moment."""

import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import Session
from structlog.testing import capture_logs

from casebook.db.engine import writing
from casebook.errors import ClipUnreadable, GivesWay, StorageFull
from casebook.jobs.queue import Lease
from casebook.jobs.worker import Work, Worker
from casebook.library import Library
from casebook.metrics import working
from casebook.metrics.working import WorkingTally
from tests.running import WorkerProcess

ME = "casebook-work-1"


def told(place: Path) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(place.read_text())
        for sample in family.samples
    }


def raises(wrong: Exception) -> Callable[[Work], None]:
    def station(work: Work) -> None:
        raise wrong

    return station


STATIONS: dict[str, Callable[[Work], None]] = {
    "done": lambda work: time.sleep(0.02),
    "refused": raises(ClipUnreadable("It cannot be read: secretword.")),
    "gave way": raises(GivesWay("later")),
    "failed": raises(ValueError("secretword")),
    "waits": raises(StorageFull("There is no room.")),
}


@pytest.fixture
def tally(tmp_path: Path) -> WorkingTally:
    return WorkingTally(tmp_path / f"{ME}.prom", tmp_path)


def worker_of(library: Library, tally: WorkingTally) -> Worker:
    def nothing(db: Session, lease: Lease, *_: object) -> None: ...

    return Worker(library.queue, dict(STATIONS), nothing, nothing, around=[tally.around])


def test_jobs_are_counted_by_kind_and_by_how_they_ended(library: Library, tally: WorkingTally, tmp_path: Path) -> None:
    with writing(library.engine) as db:
        for kind in STATIONS:
            library.queue.put(db, kind, "secretword")
    worker = worker_of(library, tally)
    while worker.work_once():
        pass
    tally.write()
    found = told(tmp_path / f"{ME}.prom")
    ended = {key[1]: key[2] for key in found if key[0] == "casebook_worker_jobs_total"}
    assert ended == {one: one for one in STATIONS}, "how -> kind, which are called the same here"
    assert found["casebook_worker_job_seconds_total", "done", ME] >= 0.02
    assert found["casebook_worker_in_hand", "done", ME] == 0
    assert found["casebook_worker_free_bytes", ME] > 0
    assert "secretword" not in (tmp_path / f"{ME}.prom").read_text()


def test_a_job_of_another_worker_counts_as_lost(library: Library, tally: WorkingTally) -> None:
    with writing(library.engine) as db:
        library.queue.put(db, "done", "x")
    worker = worker_of(library, tally)
    worker.stations["done"] = lambda work: end(library)
    assert worker.work_once()
    assert (
        tally.registry.get_sample_value("casebook_worker_jobs_total", {"kind": "done", "how": "lost", "worker": ME})
        == 1
    )


def end(library: Library) -> None:
    with writing(library.engine) as db:
        library.queue.call_off(db, ["x"], "called off")


def test_the_file_is_there_from_the_first_moment_and_anybody_may_read_it(tally: WorkingTally, tmp_path: Path) -> None:
    place = tmp_path / f"{ME}.prom"
    with tally.told():
        assert told(place)["casebook_worker_beat_timestamp_seconds", ME] == pytest.approx(time.time(), abs=60)
        assert stat.S_IMODE(place.stat().st_mode) == 0o644
        assert [one.name for one in tmp_path.iterdir()] == [place.name]
    assert "tally" not in {thread.name for thread in threading.enumerate()}


def test_it_is_written_again_and_again(tally: WorkingTally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "WRITE_EVERY_S", 0.05)
    place = tmp_path / f"{ME}.prom"
    with tally.told():
        first = told(place)["casebook_worker_beat_timestamp_seconds", ME]
        end_s = time.monotonic() + 10
        while told(place)["casebook_worker_beat_timestamp_seconds", ME] == first:
            assert time.monotonic() < end_s
            time.sleep(0.02)


def test_where_it_cannot_be_written_work_goes_on(tmp_path: Path) -> None:
    nowhere = WorkingTally(tmp_path / "no-such-folder" / "a.prom", tmp_path)
    with capture_logs() as said, nowhere.told():
        nowhere.write()
    assert not (tmp_path / "no-such-folder").exists()
    assert [one["event"] for one in said] == ["numbers_not_written"], "once, and not every quarter of a minute"
    with capture_logs() as said:
        (tmp_path / "no-such-folder").mkdir()
        nowhere.write()
        (tmp_path / "no-such-folder/a.prom").unlink()
        (tmp_path / "no-such-folder").rmdir()
        nowhere.write()
    assert [one["event"] for one in said] == ["numbers_not_written"], "and again where it was well in between"


def test_a_worker_of_its_own_writes_what_it_did(library: Library, tmp_path: Path) -> None:
    library.engine.dispose()
    place = tmp_path / f"{ME}.prom"
    worker = WorkerProcess(library.settings.data, CASEBOOK_WORKER_METRICS=str(place)).start()
    end_s = time.monotonic() + 60
    while not place.exists():
        assert time.monotonic() < end_s, worker.log.read_text()
        time.sleep(0.1)
    assert worker.stop() == 0
    assert told(place)["casebook_worker_beat_timestamp_seconds", ME] == pytest.approx(time.time(), abs=60)
