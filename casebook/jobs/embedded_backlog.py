"""The embedded backlog: a lease in the job's own row, for workers of one machine."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session, col, or_, select

from .. import clock
from .backlog import IsTold, due
from .job import Job, JobState


class EmbeddedBacklog:
    """Keeps nothing but the jobs. Workers are judged by a clock that all processes of one machine share."""

    def __init__(self, *, lease_seconds: float, alone: Collection[str]) -> None:
        self._lease_seconds, self._alone = lease_seconds, alone

    def join(self, db: Session, job: Job) -> None:
        job.lease_until = None

    def hand_out(self, db: Session, kinds: Sequence[str], about: Sequence[str] | None) -> Job | None:
        question = select(Job).where(due(kinds, self._alone)).order_by(col(Job.priority), col(Job.id))
        if about is not None:
            question = question.where(col(Job.about).in_(about))
        if (job := db.exec(question.limit(1)).first()) is not None:
            job.lease_token += 1
            self.keep(db, job)
        return job

    def keep(self, db: Session, job: Job) -> None:
        job.lease_until = clock.steady() + self._lease_seconds
        job.lease_boot = clock.boot()

    def silent(self, db: Session, kinds: Sequence[str]) -> Sequence[Job]:
        late = or_(col(Job.lease_until) < clock.steady(), col(Job.lease_boot) != clock.boot())
        question = select(Job).where(col(Job.kind).in_(kinds), col(Job.state) == JobState.running, late)
        return db.exec(question.order_by(col(Job.id))).all()

    def leave(self, db: Session, job: Job) -> None:
        job.lease_until = None

    @contextmanager
    def calling(self, bell: threading.Event) -> Iterator[IsTold]:
        yield lambda: False  # a look twice a second costs nobody anything here
