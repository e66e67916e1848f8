"""The queue: putting a job down, taking it under a lease, saying how far it is, ending it. Jobs are kept beside the
data, in the same database and the same transactions."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from .. import clock
from ..db.engine import reading, writing
from ..errors import LeaseLost, SettingWrong
from .backlog import Backlog, IsTold, due
from .embedded_backlog import EmbeddedBacklog
from .job import Job, JobState

MOST_ATTEMPTS = 3
FULL_PAUSE_S = 15.0  # before work is looked at again for which there is no room
FIRST_PAUSE_S = 5.0  # before the second attempt; four times as long before the third
_SILENT = "The work stopped without a word, three times."
_ONE_OF_TWO = "The same work waits already."


@dataclass(frozen=True)
class Lease:
    """A job that this worker holds. Each write of its work must go through `Queue.writing`, which checks it."""

    job_id: int
    token: int
    kind: str
    about: str
    given: dict[str, Any]
    attempt: int


#: Told of a job that nobody will go on with: (db, lease, reason).
GivenUp = Callable[[Session, Lease, str], None]


def _lease_of(job: Job) -> Lease:
    return Lease(job.pk, job.lease_token, job.kind, job.about, dict(job.given), job.attempts)


def _is_held(job: Job, lease: Lease) -> bool:
    return job.state == JobState.running and job.lease_token == lease.token


class Queue:
    """What the queue promises, on every back end (`backlog.py`).

    - `put` writes a job in the caller's own transaction; a job of the same kind about the same thing that still
      waits is not put twice, and one that comes back to wait beside such a job is over: the two are one.
    - `take` gives each waiting job to one worker only, smaller priority first, then oldest; of a kind that is done
      `alone`, one at a time on all machines. A job whose worker has been silent for longer than the lease is given
      again, with another token.
    - Every write of a job's work goes through `writing`, which refuses it (LeaseLost) once the job is another's.
    - A job that fails is tried again after a pause, at most `MOST_ATTEMPTS` times, then quarantined with its reason;
      so is one whose worker dies each time.
    - `give_back` ends an attempt that does not count: other work comes first, as `others_wait` tells, the machine has
      no room for it, or the worker was told to stop.
    - `call_off` ends, in the caller's own transaction, all work about some things that is not over; whoever has it in
      hand no longer `holds` it, and may write nothing more.
    - `forget` takes away what was over so many days ago and needs nobody; what is quarantined stays.
    - Nothing here depends on a clock that somebody can set, but for the pause between attempts.
    """

    def __init__(self, engine: Engine, backlog: Backlog, *, alone: Collection[str]) -> None:
        self._engine, self._backlog, self._alone = engine, backlog, alone

    def put(self, db: Session, kind: str, about: str = "", *, priority: int = 50, **given: Any) -> Job:
        """Write a job down, or find the one that waits already."""
        if (job := self._same_waiting(db, kind, about)) is None:
            job = Job(kind=kind, about=about, priority=priority, given=given)
            db.add(job)
            self._backlog.join(db, job)
        return job

    def _same_waiting(self, db: Session, kind: str, about: str, *, but: int | None = None) -> Job | None:
        waiting = select(Job).where(Job.kind == kind, Job.about == about, Job.state == JobState.waiting)
        return db.exec(waiting if but is None else waiting.where(Job.id != but)).first()

    def calling(self, bell: threading.Event) -> AbstractContextManager[IsTold]:
        """Let the bell ring when something may be there to take; answers whether that can be told."""
        return self._backlog.calling(bell)

    def take(
        self,
        worker: str,
        kinds: Sequence[str],
        *,
        about: Sequence[str] | None = None,
        abandoned: GivenUp = lambda db, lease, reason: None,
    ) -> Lease | None:
        """Take the next job of these kinds (about one of these things, if given), or None. A job whose workers all died
        is quarantined, and `abandoned` told in the same transaction."""
        if not self._something_to_take(kinds):  # a look costs nobody anything; a write transaction would
            return None
        with writing(self._engine) as db:
            for left in self._backlog.silent(db, kinds):
                self._take_from_the_dead(db, left, abandoned)
            if (job := self._backlog.hand_out(db, kinds, about)) is None:
                return None
            job.state = JobState.running
            job.attempts += 1
            job.worker = worker
            job.started_at = clock.now()
            job.progress, job.says, job.reason = 0.0, "", ""
            db.add(job)
            return _lease_of(job)

    def _something_to_take(self, kinds: Sequence[str]) -> bool:
        with reading(self._engine) as db:
            if db.exec(select(Job.id).where(due(kinds, self._alone)).limit(1)).first() is not None:
                return True
            return bool(self._backlog.silent(db, kinds))

    def _take_from_the_dead(self, db: Session, job: Job, abandoned: GivenUp) -> None:
        if job.attempts < MOST_ATTEMPTS:
            self._let_wait(db, job)
            return
        # its workers died without a word, each time: leave it for a person, go on with the next
        lease = _lease_of(job)
        self._close(db, job, JobState.quarantined, _SILENT)
        abandoned(db, lease, _SILENT)

    def beat(self, lease: Lease, progress: float | None = None, says: str | None = None) -> None:
        """Keep the lease, and say how far the work is. Raises LeaseLost."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            self._backlog.keep(db, job)
            if progress is not None:
                job.progress = min(max(progress, 0.0), 1.0)
            if says is not None:
                job.says = says
            db.add(job)

    @contextmanager
    def writing(self, lease: Lease) -> Iterator[Session]:
        """A write transaction for this job's work. Raises LeaseLost, writing nothing, when it is another's now."""
        with writing(self._engine) as db:
            self._held(db, lease)
            yield db

    def _held(self, db: Session, lease: Lease) -> Job:
        job = db.get(Job, lease.job_id)
        if job is None or not _is_held(job, lease):
            raise LeaseLost("This work has been called off, or given to another worker.")
        return job

    def holds(self, lease: Lease) -> bool:
        """Whether this worker still has the job; only a look, which costs nobody anything."""
        with reading(self._engine) as db:
            job = db.get(Job, lease.job_id)
            return job is not None and _is_held(job, lease)

    def _close(self, db: Session, job: Job, state: JobState, reason: str = "") -> None:
        self._backlog.leave(db, job)
        job.state, job.reason, job.finished_at = state, reason, clock.now()
        db.add(job)

    def finish(self, lease: Lease, *, after: Callable[[Session], None] | None = None) -> None:
        """End the job as done; `after` writes what follows in the same transaction."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            self._close(db, job, JobState.done)
            job.progress = 1.0
            if after:
                after(db)

    def refuse(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> None:
        """End the job for good: the work cannot be done, and trying again would not help."""
        with self.writing(lease) as db:
            self._close(db, self._held(db, lease), JobState.refused, reason)
            if after:
                after(db)

    def fail(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> bool:
        """Put the job back for another attempt after a pause. Answers True when it is quarantined instead;
        `after` is called only then."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            if job.attempts >= MOST_ATTEMPTS:
                self._close(db, job, JobState.quarantined, reason)
                if after:
                    after(db)
                return True
            job.reason = reason
            self._let_wait(db, job, pause_s=FIRST_PAUSE_S * 4 ** (job.attempts - 1))
            return False

    def give_back(self, lease: Lease, why: str = "", *, pause_s: float = FIRST_PAUSE_S) -> None:
        """Let the job wait again, as if it had not been taken, for a short while; `why` is kept with it."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            job.attempts -= 1
            job.says, job.reason = why, why
            self._let_wait(db, job, pause_s=pause_s)

    def _let_wait(self, db: Session, job: Job, *, pause_s: float = 0.0) -> None:
        if self._same_waiting(db, job.kind, job.about, but=job.pk) is not None:
            self._close(db, job, JobState.refused, _ONE_OF_TWO)
            return
        job.state, job.not_before = JobState.waiting, clock.now() + timedelta(seconds=pause_s)
        db.add(job)
        self._backlog.join(db, job)

    def others_wait(self, lease: Lease, kinds: Sequence[str]) -> bool:
        """Whether jobs of these kinds wait that come before this one."""
        with reading(self._engine) as db:
            mine = db.exec(select(Job.priority).where(Job.id == lease.job_id)).one()
            before = (col(Job.priority) < mine) & col(Job.kind).in_(kinds) & (col(Job.not_before) <= clock.now())
            return db.exec(select(Job.id).where(before, Job.state == JobState.waiting).limit(1)).first() is not None

    def call_off(self, db: Session, about: Sequence[str], reason: str) -> None:
        """End all that waits, is being done or was set aside about these things."""
        open_ones = col(Job.state).in_([JobState.waiting, JobState.running, JobState.quarantined])
        for job in db.exec(select(Job).where(col(Job.about).in_(about), open_ones)).all():
            self._close(db, job, JobState.refused, reason)

    def retry(self, db: Session, job: Job) -> None:
        """Let a job wait again that was set aside, refused or left by its worker, with its attempts forgotten."""
        job.attempts, job.reason = 0, ""
        self._let_wait(db, job)

    def forget(self, *, days: int) -> int:
        """Take away jobs that were done or refused so many days ago, and answer how many."""
        over = col(Job.state).in_([JobState.done, JobState.refused])
        with writing(self._engine) as db:
            gone = db.exec(delete(Job).where(over, col(Job.finished_at) < clock.now() - timedelta(days=days)))
            return int(gone.rowcount)


def open_queue(engine: Engine, *, lease_seconds: float = 60, alone: Collection[str] = ()) -> Queue:
    """The queue that fits the database; kinds that are done `alone` are in one hand at a time. Raises SettingWrong."""
    if engine.dialect.name != "postgresql":
        return Queue(engine, EmbeddedBacklog(lease_seconds=lease_seconds, alone=alone), alone=alone)
    try:
        from .procrastinate_backlog import ProcrastinateBacklog  # an extra: whoever stays on SQLite is without it
    except ModuleNotFoundError:
        raise SettingWrong(
            "CASEBOOK_DATABASE: for PostgreSQL more must be installed: pip install 'casebook[postgres]'"
        ) from None
    return Queue(engine, ProcrastinateBacklog(engine, lease_seconds=lease_seconds, alone=alone), alone=alone)
