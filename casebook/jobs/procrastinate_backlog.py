"""The backlog on PostgreSQL: procrastinate keeps what waits and who is alive, for workers of any number of machines.

Each job that waits or is in hand has one row of procrastinate's, its entry, which names the job and goes when it is
over. A worker, to procrastinate, is whoever has one job in hand: registered when it is taken, her heartbeat is the
lease, and her number is its token.
"""

import json
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from procrastinate.sql import queries
from procrastinate.types import JobToDefer
from sqlalchemy import Engine, column, func, or_, table, text
from sqlmodel import Session, col, select

from .. import clock
from .backlog import IsTold, due
from .job import Job, JobState
from .listening import Listener

_WORKERS = table("procrastinate_workers", column("id"), column("last_heartbeat"))

_ENTRY_OF = """
    SELECT id, status::text, worker_id FROM procrastinate_jobs
    WHERE args->>'job' = %(job)s AND status IN ('todo', 'doing')
"""
#: A pause is over by the library's own clock, which `not_before` was written by.
_END_PAUSES = """
    UPDATE procrastinate_jobs AS entry SET scheduled_at = NULL FROM jobs
    WHERE entry.args->>'job' = jobs.id::text AND entry.status = 'todo' AND entry.scheduled_at IS NOT NULL
      AND jobs.state = 'waiting' AND jobs.not_before <= %(now)s
"""
#: What procrastinate's own fetching does, for one job that was chosen.
_GIVE = (
    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %(worker_id)s WHERE id = %(id)s AND status = 'todo'"
)
_WITHOUT_ENTRY = text(
    "NOT EXISTS (SELECT FROM procrastinate_jobs AS entry WHERE entry.args->>'job' = jobs.id::text"
    " AND entry.status = 'todo')"
)


class ProcrastinateBacklog:
    """Says procrastinate's SQL on the caller's own connection, so that a job and its entry are written together."""

    def __init__(self, engine: Engine, *, lease_seconds: float, alone: Collection[str]) -> None:
        self._lease_seconds, self._alone = lease_seconds, alone
        self._listener = Listener(engine, "procrastinate_any_queue_v1")

    def join(self, db: Session, job: Job) -> None:
        db.flush()  # a new job has no number before
        later = job.not_before if job.not_before > clock.now() else None
        entry = self._entry(db, job)
        if entry is None:
            self._defer(db, job, later)
        elif entry["status"] == "doing":
            same = {"new_priority": None, "new_queue_name": None, "new_lock": None}
            _ask(db, "retry_job", job_id=entry["id"], retry_at=later, **same)
            self._unregister(db, entry["worker_id"])

    def _defer(self, db: Session, job: Job, later: datetime | None) -> None:
        entry = JobToDefer(
            queue_name=job.kind,
            task_name=job.kind,
            priority=-job.priority,  # its larger ones come first
            lock=job.kind if job.kind in self._alone else None,
            queueing_lock=f"{job.kind} {job.about}",
            args=json.dumps({"job": job.pk}),  # type: ignore[arg-type]  # as text, which the database reads
            scheduled_at=later,
        )
        _ask(db, "defer_jobs", jobs=[tuple(entry)])

    def hand_out(self, db: Session, kinds: Sequence[str], about: Sequence[str] | None) -> Job | None:
        _say(db, _END_PAUSES, now=clock.now())
        worker_id = _ask(db, "register_worker")[0]["worker_id"]
        job = self._fetch(db, kinds, worker_id) if about is None else self._give(db, kinds, about, worker_id)
        if job is None:
            self._unregister(db, worker_id)
            self._make_entries(db)
        else:
            job.lease_token = worker_id
        return job

    def _fetch(self, db: Session, kinds: Sequence[str], worker_id: int) -> Job | None:
        while (entry := _ask(db, "fetch_job", queues=list(kinds), worker_id=worker_id)[0])["id"] is not None:
            job = db.get(Job, int(entry["args"]["job"]))
            if job is not None and job.state == JobState.waiting:
                return job
            _ask(db, "finish_job", job_id=entry["id"], status="aborted", delete_job=True)
        return None

    def _give(self, db: Session, kinds: Sequence[str], about: Sequence[str], worker_id: int) -> Job | None:
        """Fetch by what it is about, which procrastinate does not ask after."""
        question = select(Job).where(due(kinds, self._alone), col(Job.about).in_(about))
        for job in db.exec(question.order_by(col(Job.priority), col(Job.id))).all():
            if (entry := self._entry(db, job)) is not None:
                _say(db, _GIVE, id=entry["id"], worker_id=worker_id)
                return job
        return None

    def _make_entries(self, db: Session) -> None:
        """Give an entry to each job that waits without one: it came from a backup, or from another database."""
        for job in db.exec(select(Job).where(Job.state == JobState.waiting, _WITHOUT_ENTRY)).all():
            self.leave(db, job)
            self.join(db, job)

    def keep(self, db: Session, job: Job) -> None:
        _ask(db, "update_heartbeat", worker_id=job.lease_token)

    def silent(self, db: Session, kinds: Sequence[str]) -> Sequence[Job]:
        # As procrastinate judges it, by the database's clock; asked of our rows, so that one without an entry is among
        # them.
        long_ago = func.now() - timedelta(seconds=self._lease_seconds)
        question = (
            select(Job)
            .outerjoin(_WORKERS, _WORKERS.c.id == Job.lease_token)
            .where(col(Job.kind).in_(kinds), col(Job.state) == JobState.running)
            .where(or_(_WORKERS.c.id.is_(None), _WORKERS.c.last_heartbeat < long_ago))
        )
        return db.exec(question.order_by(col(Job.id))).all()

    def leave(self, db: Session, job: Job) -> None:
        if (entry := self._entry(db, job)) is not None:
            _ask(db, "finish_job", job_id=entry["id"], status="aborted", delete_job=True)
            self._unregister(db, entry["worker_id"])

    def _entry(self, db: Session, job: Job) -> dict[str, Any] | None:
        return next(iter(_say(db, _ENTRY_OF, job=str(job.pk))), None)

    def _unregister(self, db: Session, worker_id: int | None) -> None:
        if worker_id is not None:
            _ask(db, "unregister_worker", worker_id=worker_id)

    @contextmanager
    def calling(self, bell: threading.Event) -> Iterator[IsTold]:
        with self._listener.ringing(bell):
            yield lambda: self._listener.hears


def _ask(db: Session, query: str, **given: Any) -> list[dict[str, Any]]:
    """One of procrastinate's own questions, by its name."""
    return _say(db, queries[query], **given)


def _say(db: Session, sentence: str, **given: Any) -> list[dict[str, Any]]:
    answer = db.connection().exec_driver_sql(sentence, given or None)
    return [dict(row) for row in answer.mappings().all()] if answer.returns_rows else []
