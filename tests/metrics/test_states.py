"""What the library tells of itself, also while a part of it is away."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from casebook.audit.audit_entry import AuditEntry
from casebook.audit.chaining import note
from casebook.audit.daily import verify_daily
from casebook.backup.keeping import TAKEN
from casebook.clock import now
from casebook.db.changes import Change
from casebook.db.engine import open_engine, reading, writing
from casebook.db.fact import note_fact
from casebook.db.standing_by import standbys, told_apart
from casebook.jobs.job import Job, JobState
from casebook.library import Library
from casebook.metrics import states
from casebook.metrics.states import Reach, States
from casebook.people.network_try import Tried
from casebook.people.networks import note_try


def told(library: Library, reach: Reach | None = None) -> dict[tuple[str, ...], float]:
    registry = CollectorRegistry()
    registry.register(States(library, reach or Reach(library.storage)))
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
    }


def test_a_new_library_has_nothing_late(library: Library) -> None:
    found = told(library)
    assert (found["casebook_database_up",], found["casebook_storage_up",], found["casebook_index_behind_seconds",]) == (
        1, 1, 0,
    )  # fmt: skip
    assert abs(found["casebook_clock_seconds",] - time.time()) < 60
    assert found["casebook_sign_ins_failed", "all"] == found["casebook_sign_ins_failed", "network"] == 0
    assert not {"casebook_backup_timestamp_seconds", "casebook_audit_whole"} & {name for name, *_ in found}
    on_a_server = library.engine.dialect.name == "postgresql"
    assert ("casebook_standbys_wanted" in {name for name, *_ in found}) == on_a_server, "a file has none"


def test_what_waits_is_told_by_kind_and_since_when(library: Library) -> None:
    ago = now() - timedelta(hours=2)
    with writing(library.engine) as db:
        db.add(Job(kind="transcode", about="x", not_before=ago))
        db.add(Job(kind="probe", about="y", not_before=now() + timedelta(hours=1)))
        db.add(Job(kind="sweep", state=JobState.done, finished_at=ago))
        db.add(Change(kind="case", key="x", created_at=ago))
    found = told(library)
    assert found["casebook_job_waiting_seconds", "transcode"] == pytest.approx(7200, abs=60)
    assert ("casebook_job_waiting_seconds", "probe") not in found, "its pause is not over"
    assert found["casebook_job_last_done_timestamp_seconds", "sweep"] == pytest.approx(ago.timestamp())
    assert found["casebook_index_behind_seconds",] == pytest.approx(7200, abs=60)


def test_failing_sign_ins_are_counted_and_so_is_the_noisiest_network(library: Library) -> None:
    with writing(library.engine) as db:
        for code in ("one", "one", "one", "other"):
            note_try(db, code, Tried.sign_in)
        note_try(db, "one", Tried.reset)
    found = told(library)
    assert (found["casebook_sign_ins_failed", "all"], found["casebook_sign_ins_failed", "network"]) == (4, 3)


def test_the_moment_of_the_newest_backup_is_told(library: Library) -> None:
    with writing(library.engine) as db:
        note_fact(db, TAKEN, "2026-11-02T03-04-05Z")
    assert told(library)["casebook_backup_timestamp_seconds",] == 1793588645


def test_a_broken_audit_is_told_after_it_was_read(library: Library) -> None:
    with writing(library.engine) as db:
        note(db, library.trail, who="operator", act="test")
    verify_daily(library.engine, library.trail)
    assert told(library)["casebook_audit_whole",] == 1
    assert told(library)["casebook_audit_verified_timestamp_seconds",] == pytest.approx(time.time(), abs=60)
    with writing(library.engine) as db:
        db.add(AuditEntry(number=99, at="x", who="x", organisation="", act="x", about="", outcome="", mac="x"))
    verify_daily(library.engine, library.trail)
    assert told(library)["casebook_audit_whole",] == 0


def test_while_the_database_is_away_the_rest_is_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("x", None, FileNotFoundError(), connection_invalidated=True)

    monkeypatch.setattr(states, "reading", gone)
    found = told(library)
    assert (found["casebook_database_up",], found["casebook_storage_up",]) == (0, 1)
    assert ("casebook_taken_back_late",) not in found
    assert found["casebook_free_bytes",] > 0


class _Hanging:
    """A storage that does not answer, and one that says no."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def size(self, path: str) -> None:
        time.sleep(self.seconds)
        raise OSError("away")


def test_a_storage_that_says_no_or_nothing_is_away_and_holds_up_nobody(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "STORAGE_PATIENCE_S", 0.2)
    assert told(library, Reach(_Hanging(0)))["casebook_storage_up",] == 0  # type: ignore[arg-type]
    hangs, began = Reach(_Hanging(1.5)), time.monotonic()  # type: ignore[arg-type]
    assert [hangs.answers() for _ in range(3)] == [False] * 3
    assert time.monotonic() - began < 1.2, "it waited for that storage more than once"


def test_a_server_tells_its_time_and_who_stands_by(migrated_url: str) -> None:
    engine = open_engine(migrated_url)
    with reading(engine) as db:
        server = told_apart(db)
        assert server is not None
        assert server.writable
        assert abs(server.clock_s - time.time()) < 60
        assert standbys(db) == (False, 0)
    engine.dispose()


def test_a_server_that_takes_no_writes_is_told(migrated_url: str) -> None:
    read_only = {"options": "-c default_transaction_read_only=on", "target_session_attrs": "any"}
    engine = open_engine(make_url(migrated_url).update_query_dict(read_only).render_as_string(hide_password=False))
    with reading(engine) as db:
        server = told_apart(db)
        assert server is not None
        assert not server.writable
    engine.dispose()


def test_a_file_tells_nothing_of_a_server(tmp_path: Path) -> None:
    with reading(open_engine(f"sqlite:///{tmp_path}/a.db")) as db:
        assert told_apart(db) is None


def test_every_state_is_of_a_thing_that_is_kept(library: Library) -> None:
    with writing(library.engine) as db:
        db.add(Job(kind="probe", about="x", state=JobState.quarantined))
    with reading(library.engine) as db:
        count = len(db.exec(select(Job).where(Job.state == JobState.quarantined)).all())
    assert told(library)["casebook_jobs", "probe", "quarantined"] == count == 1
