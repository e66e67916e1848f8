"""The queue: putting a job down, taking it under a lease, saying how far it is, ending it. The embedded back end
keeps jobs beside the data, in the same database and the same transactions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, or_, select

from .. import clock
from ..db.engine import reading, writing
from ..errors import LeaseLost
from .job import Job, JobState

MOST_ATTEMPTS = 3
FULL_PAUSE_S = 15.0  # before work is looked at again for which there is no room
FIRST_PAUSE_S = 5.0  # before the second attempt; four times as long before the third


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


class Queue(Protocol):
    """What every back end of the queue promises.

    - `put` writes a job in the caller's own transaction; a job of the same kind about the same thing that still
      waits is not put twice.
    - `take` gives each waiting job to one worker only, smaller priority first, then oldest. A job whose worker has
      been silent for longer than the lease is given again, with a higher token.
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

    def put(self, db: Session, kind: str, about: str = "", *, priority: int = 50, **given: Any) -> Job: ...
    def take(
        self, worker: str, kinds: Sequence[str], *, about: Sequence[str] | None = None, abandoned: GivenUp = ...
    ) -> Lease | None: ...
    def beat(self, lease: Lease, progress: float | None = None, says: str | None = None) -> None: ...
    def holds(self, lease: Lease) -> bool: ...
    def writing(self, lease: Lease) -> Any: ...
    def finish(self, lease: Lease, *, after: Callable[[Session], None] | None = None) -> None: ...
    def refuse(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> None: ...
    def fail(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> bool: ...
    def give_back(self, lease: Lease, why: str = "", *, pause_s: float = FIRST_PAUSE_S) -> None: ...
    def others_wait(self, lease: Lease, kinds: Sequence[str]) -> bool: ...
    def retry(self, db: Session, job: Job) -> None: ...
    def call_off(self, db: Session, about: Sequence[str], reason: str) -> None: ...
    def forget(self, *, days: int) -> int: ...


def open_queue(engine: Engine, *, lease_seconds: float = 60) -> "EmbeddedQueue":
    """The queue that fits the database."""
    return EmbeddedQueue(engine, lease_seconds=lease_seconds)


class EmbeddedQueue:
    """Jobs in a table of the application's own database."""

    def __init__(self, engine: Engine, *, lease_seconds: float = 60) -> None:
        self._engine = engine
        self.lease_seconds = lease_seconds

    def put(self, db: Session, kind: str, about: str = "", *, priority: int = 50, **given: Any) -> Job:
        waiting = select(Job).where(Job.kind == kind, Job.about == about, Job.state == JobState.waiting)
        if (job := db.exec(waiting).first()) is None:
            job = Job(kind=kind, about=about, priority=priority, given=given)
            db.add(job)
        return job

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
            for job in db.exec(self._takeable(kinds, about)).all():
                if job.attempts >= MOST_ATTEMPTS:
                    # its workers died without a word, each time: leave it for a person, go on with the next
                    reason = "The work stopped without a word, three times."
                    self._close(job, JobState.quarantined, reason)
                    db.add(job)
                    abandoned(db, _lease_of(job), reason)
                    continue
                job.state = JobState.running
                job.attempts += 1
                job.lease_token += 1
                job.worker = worker
                job.started_at = clock.now()
                job.progress, job.says, job.reason = 0.0, "", ""
                self._prolong(job)
                db.add(job)
                return _lease_of(job)
        return None

    def _something_to_take(self, kinds: Sequence[str]) -> bool:
        with reading(self._engine) as db:
            return db.exec(self._takeable(kinds, None)).first() is not None

    def _takeable(self, kinds: Sequence[str], about: Sequence[str] | None) -> Any:
        silent = (col(Job.state) == JobState.running) & or_(
            col(Job.lease_until) < clock.steady(), col(Job.lease_boot) != clock.boot()
        )
        waiting = (col(Job.state) == JobState.waiting) & (col(Job.not_before) <= clock.now())
        question = select(Job).where(col(Job.kind).in_(kinds), or_(waiting, silent))
        if about is not None:
            question = question.where(col(Job.about).in_(about))
        return question.order_by(col(Job.priority), col(Job.id)).limit(20)

    def _prolong(self, job: Job) -> None:
        job.lease_until = clock.steady() + self.lease_seconds
        job.lease_boot = clock.boot()

    def beat(self, lease: Lease, progress: float | None = None, says: str | None = None) -> None:
        """Keep the lease, and say how far the work is. Raises LeaseLost."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            self._prolong(job)
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

    def _close(self, job: Job, state: JobState, reason: str = "") -> None:
        job.state, job.reason, job.finished_at = state, reason, clock.now()
        job.lease_until = None

    def finish(self, lease: Lease, *, after: Callable[[Session], None] | None = None) -> None:
        """End the job as done; `after` writes what follows in the same transaction."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            self._close(job, JobState.done)
            job.progress = 1.0
            db.add(job)
            if after:
                after(db)

    def refuse(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> None:
        """End the job for good: the work cannot be done, and trying again would not help."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            self._close(job, JobState.refused, reason)
            db.add(job)
            if after:
                after(db)

    def fail(self, lease: Lease, reason: str, *, after: Callable[[Session], None] | None = None) -> bool:
        """Put the job back for another attempt after a pause. Answers True when it is quarantined instead;
        `after` is called only then."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            if job.attempts >= MOST_ATTEMPTS:
                self._close(job, JobState.quarantined, reason)
                if after:
                    after(db)
            else:
                job.state, job.reason, job.lease_until = JobState.waiting, reason, None
                job.not_before = clock.now() + timedelta(seconds=FIRST_PAUSE_S * 4 ** (job.attempts - 1))
            db.add(job)
            return job.state == JobState.quarantined

    def give_back(self, lease: Lease, why: str = "", *, pause_s: float = FIRST_PAUSE_S) -> None:
        """Let the job wait again, as if it had not been taken, for a short while; `why` is kept with it."""
        with self.writing(lease) as db:
            job = self._held(db, lease)
            job.state, job.lease_until, job.attempts = JobState.waiting, None, job.attempts - 1
            job.says, job.reason = why, why
            job.not_before = clock.now() + timedelta(seconds=pause_s)
            db.add(job)

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
            self._close(job, JobState.refused, reason)
            db.add(job)

    def retry(self, db: Session, job: Job) -> None:
        """Let a quarantined or refused job wait again, with its attempts forgotten."""
        job.state, job.attempts, job.reason, job.not_before = JobState.waiting, 0, "", clock.now()
        db.add(job)

    def forget(self, *, days: int) -> int:
        """Take away jobs that were done or refused so many days ago, and answer how many."""
        over = col(Job.state).in_([JobState.done, JobState.refused])
        with writing(self._engine) as db:
            gone = db.exec(delete(Job).where(over, col(Job.finished_at) < clock.now() - timedelta(days=days)))
            return int(gone.rowcount)
