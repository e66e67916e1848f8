"""What the library is like, asked of the database and the storage each time, so that every process that serves tells
the same: how much waits, how far clips are, how much room they take, what is late."""

import queue
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from sqlmodel import Session, col, func, or_, select

from ..audit.daily import VERIFIED, read_verified
from ..backup.keeping import TAKEN, when
from ..clock import now
from ..db.changes import Change
from ..db.engine import is_away, reading
from ..db.fact import fact
from ..db.standing_by import standbys, told_apart
from ..jobs.job import Job, JobState
from ..library import Library
from ..media import part_file
from ..media.clip import Clip, Recording
from ..media.ending import late
from ..media.rendition import Rendition
from ..media.storage import Storage
from ..people.letter import Letter, LetterState
from ..people.network_try import Tried
from ..people.networks import failures

STORAGE_PATIENCE_S = 3.0


class Reach:
    """Whether the storage answers. It is asked in a thread of its own, so that one that hangs holds up nobody."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._asking: threading.Thread | None = None

    def answers(self) -> bool:
        """Whether it answers now, within `STORAGE_PATIENCE_S`."""
        if self._asking is not None and self._asking.is_alive():
            return False  # it has hung since the last time
        told: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._asking = threading.Thread(target=self._ask, args=(told,), daemon=True, name="storage")
        self._asking.start()
        try:
            return told.get(timeout=STORAGE_PATIENCE_S)
        except queue.Empty:
            return False

    def _ask(self, told: "queue.SimpleQueue[bool]") -> None:
        try:
            self._storage.size("originals/is-there")
            self._storage.free_bytes()
            told.put(True)
        except Exception:  # whatever is wrong with it, this is a question and no more
            told.put(False)


class States:
    """The library's states as a collector. Where the database is away, that is told, and what else can be."""

    def __init__(self, library: Library, reach: Reach) -> None:
        self._library, self._reach = library, reach

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What Prometheus asks a collector."""
        yield _one("casebook_clock_seconds", "This machine's clock.", time.time())
        try:
            with reading(self._library.engine) as db:
                found = [*self._server(db), *self._rows(db)]
        except Exception as wrong:
            if not is_away(wrong):
                raise
            yield _one("casebook_database_up", "Whether the database answers.", 0)
        else:
            yield _one("casebook_database_up", "Whether the database answers.", 1)
            yield from found
        yield from self._room()

    def _server(self, db: Session) -> Iterator[GaugeMetricFamily]:
        """What only a database with a server can tell."""
        if (told := told_apart(db)) is None:
            return
        yield _one("casebook_database_writable", "Whether the server takes writes.", told.writable)
        ahead = told.clock_s - time.time()
        yield _one("casebook_database_clock_ahead_seconds", "Its clock less ours.", ahead)
        wanted, there = standbys(db)
        yield _one("casebook_standbys_wanted", "Whether a commit is to wait for a standby.", wanted)
        if there is not None:
            yield _one("casebook_standbys_in_sync", "Standbys a commit waits for.", there)

    def _rows(self, db: Session) -> Iterator[GaugeMetricFamily]:
        yield _table(db, "casebook_jobs", "Jobs.", Job.kind, Job.state)
        yield _table(db, "casebook_clips", "Clips.", Clip.state)
        yield _table(db, "casebook_letters", "Letters.", Letter.state)
        letter_s = _age_s(db, func.min(Letter.created_at), Letter.state == LetterState.waiting, _to_have_left())
        yield _one("casebook_letter_oldest_waiting_seconds", "Age of the oldest letter not let go.", letter_s)
        waiting = _waiting_s(db)
        oldest = max(waiting.values(), default=0.0)
        yield _one("casebook_job_oldest_waiting_seconds", "Age of the oldest job that waits.", oldest)
        yield _by("casebook_job_waiting_seconds", "Age of the oldest job that waits.", "kind", waiting)
        yield _by("casebook_job_last_done_timestamp_seconds", "When one was last done.", "kind", _last_done(db))
        yield _one("casebook_index_changes_waiting", "Changes that search does not know yet.", _count(db, Change.id))
        behind_s = _age_s(db, func.min(Change.created_at))
        yield _one("casebook_index_behind_seconds", "Age of the oldest of them.", behind_s)
        days = self._library.settings.consent_undo_days
        yield _one("casebook_taken_back_late", "Ended consents whose film is not gone in time.", late(db, days))
        failed, most = failures(db, Tried.sign_in)
        yield _by("casebook_sign_ins_failed", "Within a quarter of an hour.", "from", {"all": failed, "network": most})
        if (taken := fact(db, TAKEN)) is not None:
            yield _one("casebook_backup_timestamp_seconds", "When a backup was last taken.", when(taken).timestamp())
        if (verified := read_verified(fact(db, VERIFIED))) is not None:
            yield _one("casebook_audit_verified_timestamp_seconds", "When it was.", verified.at.timestamp())
            yield _one("casebook_audit_whole", "Whether the audit was as it was written.", verified.whole)
        stored = {"originals": _sum(db, Recording.bytes), "film": _sum(db, Rendition.bytes)}
        yield _by("casebook_stored_bytes", "Bytes kept.", "what", stored)

    def _room(self) -> Iterator[GaugeMetricFamily]:
        up = self._reach.answers()
        yield _one("casebook_storage_up", "Whether the storage answers.", up)
        if up and (free := self._library.storage.free_bytes()) is not None:
            yield _one("casebook_free_bytes", "Bytes free where film is kept.", free)
        free = part_file.free_bytes(self._library.settings.data)
        yield _one("casebook_data_free_bytes", "Bytes free where uploads and the database are.", free)
        yield _one("casebook_reserve_bytes", "Bytes that uploads leave free.", self._library.room.reserve_bytes)


def _one(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help, value=float(value))


def _by(name: str, help: str, label: str, values: dict[str, Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=[label])
    for value, number in values.items():
        family.add_metric([value], float(number))
    return family


def _table(db: Session, name: str, help: str, *columns: Any) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=[column.key for column in columns])
    counted = select(*columns, func.count()).group_by(*columns)  # type: ignore[call-overload]
    for *values, count in db.exec(counted).all():
        family.add_metric([str(value) for value in values], count)
    return family


def _waiting_s(db: Session) -> dict[str, float]:
    """Kind of job -> for how many seconds the oldest that is due has waited."""
    due = select(Job.kind, func.min(Job.not_before)).where(Job.state == JobState.waiting, col(Job.not_before) <= now())
    return {kind: (now() - oldest).total_seconds() for kind, oldest in db.exec(due.group_by(Job.kind)).all()}


def _last_done(db: Session) -> dict[str, float]:
    lately = col(Job.finished_at) > now() - timedelta(days=30)
    done = select(Job.kind, func.max(Job.finished_at)).where(Job.state == JobState.done, lately).group_by(Job.kind)
    return {kind: last.timestamp() for kind, last in db.exec(done).all() if last is not None}


def _to_have_left() -> Any:
    """Of letters, those that were to go by now; what was tried and waits for its next trial is one."""
    return or_(col(Letter.due_at) <= now(), col(Letter.attempts) > 0)


def _age_s(db: Session, moment: Any, *where: Any) -> float:
    oldest = db.exec(select(moment).where(*where)).one()
    return float((now() - oldest).total_seconds()) if oldest else 0.0


def _count(db: Session, column: Any) -> int:
    return int(db.exec(select(func.count(column))).one())


def _sum(db: Session, column: Any) -> int:
    return int(db.exec(select(func.coalesce(func.sum(column), 0))).one())
