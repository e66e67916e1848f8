"""States as metrics, in the text Prometheus reads: how much waits, how far clips are, how much room they take. Counts
and kinds only; no person, no words, no key."""

import secrets
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlmodel import Session, col, func, select

from .clock import now
from .db.changes import Change
from .db.engine import reading
from .errors import NotFound
from .jobs.job import Job, JobState
from .library import Library
from .media.clip import Clip, Recording
from .media.ending import late
from .media.rendition import Rendition


def metrics(library: Library, authorization: str) -> bytes:
    """All metrics as they are at this moment. Raises NotFound for whoever does not bring the key in `keys/metrics.key`,
    and for everybody where there is no such file: behind a proxy the whole world comes from this machine's address."""
    try:
        key = (library.settings.keys / "metrics.key").read_text().strip()
    except OSError:
        raise NotFound from None
    if not key or not secrets.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
        raise NotFound
    registry = CollectorRegistry()
    registry.register(_States(library))
    return generate_latest(registry)


class _States:
    """Asks the database each time, so that every process that serves tells the same."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What Prometheus asks a collector."""
        with reading(self._library.engine) as db:
            yield _table(db, "casebook_jobs", "Jobs.", Job.kind, Job.state)
            yield _table(db, "casebook_clips", "Clips.", Clip.state)
            yield _one("casebook_job_oldest_waiting_seconds", "Age of the oldest job that waits.", _oldest_s(db))
            yield _one(
                "casebook_index_changes_waiting", "Changes that search does not know yet.", _count(db, Change.id)
            )
            days = self._library.settings.consent_undo_days
            yield _one("casebook_taken_back_late", "Ended consents whose film is not gone in time.", late(db, days))
            stored = GaugeMetricFamily("casebook_stored_bytes", "Bytes kept.", labels=["what"])
            stored.add_metric(["originals"], _sum(db, Recording.bytes))
            stored.add_metric(["film"], _sum(db, Rendition.bytes))
            yield stored
        if (free := self._library.storage.free_bytes()) is not None:
            yield _one("casebook_free_bytes", "Bytes free where film is kept.", free)


def _table(db: Session, name: str, help: str, *columns: Any) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=[column.key for column in columns])
    counted = select(*columns, func.count()).group_by(*columns)  # type: ignore[call-overload]
    for *values, count in db.exec(counted).all():
        family.add_metric([str(value) for value in values], count)
    return family


def _one(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help, value=value)


def _oldest_s(db: Session) -> float:
    due = select(func.min(Job.not_before)).where(Job.state == JobState.waiting, col(Job.not_before) <= now())
    oldest = db.exec(due).one()
    return (now() - oldest).total_seconds() if oldest else 0.0


def _count(db: Session, column: Any) -> int:
    return int(db.exec(select(func.count(column))).one())


def _sum(db: Session, column: Any) -> int:
    return int(db.exec(select(func.coalesce(func.sum(column), 0))).one())
