"""The backlog: what waits to be done and who has what in hand. It is what the queue's back ends do differently."""

import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from .. import clock
from .job import Job, JobState

#: Whether whoever waits is told when something is put down, and need not look so often.
IsTold = Callable[[], bool]


class Backlog(Protocol):
    """What every back end promises. All of it is done in the caller's own transaction, the job's row with it.

    - `join`: the job waits, from its `not_before` on; it may be new, in somebody's hand, or over.
    - `hand_out` answers the job that comes first of those that are `due`, for one worker only, and gives it a token it
      never had: smaller priority first, then who has waited longest. A kind that is done `alone` is in one hand at a
      time.
    - `keep`: whoever has the job in hand is alive. `silent`: jobs in hand of these kinds whose worker did not say so
      for longer than the lease, by a clock that nobody can set.
    - `leave`: the job is over, for whoever waits and for whoever had it in hand.
    - `calling` lets `bell` ring when something is put down by anybody, as far as the back end can tell.
    """

    def join(self, db: Session, job: Job) -> None: ...
    def hand_out(self, db: Session, kinds: Sequence[str], about: Sequence[str] | None) -> Job | None: ...
    def keep(self, db: Session, job: Job) -> None: ...
    def silent(self, db: Session, kinds: Sequence[str]) -> Sequence[Job]: ...
    def leave(self, db: Session, job: Job) -> None: ...
    def calling(self, bell: threading.Event) -> AbstractContextManager[IsTold]: ...


def due(kinds: Sequence[str], alone: Collection[str]) -> ColumnElement[bool]:
    """A job of these kinds that may be begun: its pause is over, and nobody does its kind if that is done alone."""
    other = aliased(Job)
    in_hand = select(other.id).where(other.kind == Job.kind, col(other.state) == JobState.running)
    return (
        (col(Job.state) == JobState.waiting)
        & col(Job.kind).in_(kinds)
        & (col(Job.not_before) <= clock.now())
        & (col(Job.kind).not_in(alone) | ~in_hand.exists())
    )
