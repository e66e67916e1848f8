"""The worker: takes jobs one at a time and does them, keeping the lease alive beside the work."""

import errno
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ..db.engine import is_away
from ..errors import CasebookError, ClipClosed, ClipUnreadable, GivesWay, LeaseLost, StorageAway, StorageFull
from .holding import Hold, Stopped, in_hand, still_ours
from .queue import FULL_PAUSE_S, Lease, Queue

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlmodel import Session

log = structlog.get_logger(__name__)

_LOOK_S = 1.0  # how often it is looked whether a job in hand was called off
_TOLD_S = 2.0  # between looks for work of who is told when there is some: pauses end, and workers die, without a word


@dataclass
class Work:
    """A job in hand: what it is about, where its writes go, and how to say how far it is."""

    queue: Queue
    lease: Lease

    @property
    def about(self) -> str:
        return self.lease.about

    @property
    def attempt(self) -> int:
        return self.lease.attempt

    def writing(self) -> "AbstractContextManager[Session]":
        """A write transaction that is refused (LeaseLost) when the job is another worker's now."""
        return self.queue.writing(self.lease)

    def others_wait(self, kinds: Sequence[str]) -> bool:
        """Whether jobs of these kinds wait that come before this one."""
        return self.queue.others_wait(self.lease, kinds)

    def says(self, progress: float, words: str) -> None:
        """Say how far it is, 0 to 1, and in words. Raises LeaseLost, and Stopped when the worker is to stop."""
        still_ours()
        self.queue.beat(self.lease, progress, words)


#: What does a kind of job: called with the library's parts it needs already bound.
Station = Callable[[Work], None]
#: Called in the transaction that ends a job: (db, lease).
Following = Callable[["Session", Lease], None]


@dataclass
class Worker:
    """Does jobs until told to stop. `stations` names a function for each kind of job."""

    queue: Queue
    stations: dict[str, Station]
    after_done: Following
    after_given_up: Callable[["Session", Lease, str, bool], None]  # reason, whether trying again may help
    beat_seconds: float = 15.0
    look_for_work: Callable[[], None] | None = None
    lane: str = "every kind"

    def __post_init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{self.lane}"
        self.stopping = threading.Event()
        self._bell = threading.Event()

    def run(self, *, pause_s: float = 0.5) -> None:
        """Work until `stop()`; between jobs, ask `look_for_work` to put down what is due. Who has nothing to put down
        rests longer, where the queue can tell that there is work."""
        with self.queue.calling(self._bell) as told:
            while not self.stopping.is_set():
                self._bell.clear()
                try:
                    worked = self.work_once()
                except SQLAlchemyError as wrong:  # the database is busy or away; it will be back
                    if not (isinstance(wrong, OperationalError) or is_away(wrong)):
                        raise
                    log.warning("database_away", kind=type(getattr(wrong, "orig", wrong)).__name__)
                    worked = False
                except Stopped:
                    return
                if not worked and not self.stopping.is_set():
                    self._bell.wait(max(pause_s, _TOLD_S) if told() and self.look_for_work is None else pause_s)

    def stop(self) -> None:
        """Take no further job; the one in hand ends where it next asks, and waits for another worker."""
        self.stopping.set()
        self._bell.set()

    def work_once(self, *, kinds: Sequence[str] | None = None, about: Sequence[str] | None = None) -> bool:
        """Do one job if there is one, and say whether there was."""
        if self.look_for_work is not None:
            self.look_for_work()
        lease = self.queue.take(self.name, list(kinds or self.stations), about=about, abandoned=self._abandoned)
        if lease is None:
            return False
        try:
            self._do(lease)
        except LeaseLost:
            log.warning("lease_lost", kind=lease.kind, about=lease.about)  # called off, or another worker's now
        return True

    def _abandoned(self, db: "Session", lease: Lease, reason: str) -> None:
        self.after_given_up(db, lease, reason, True)

    def _do(self, lease: Lease) -> None:
        with in_hand(Hold(self.stopping)) as hold, _Heart(self.queue, lease, self.beat_seconds, hold):
            try:
                self.stations[lease.kind](Work(self.queue, lease))
            except LeaseLost:
                raise
            except Stopped:
                self.queue.give_back(lease)
                log.info("stopped", kind=lease.kind, about=lease.about)
                raise
            except GivesWay:
                self.queue.give_back(lease)
                log.info("gave_way", kind=lease.kind, about=lease.about)
            except ClipClosed as wrong:
                self.queue.refuse(lease, str(wrong))  # what it was about is closed already
                log.info("clip_closed", kind=lease.kind, about=lease.about)
            except ClipUnreadable as wrong:
                reason = str(wrong)
                self.queue.refuse(lease, reason, after=lambda db: self.after_given_up(db, lease, reason, False))
                log.info("refused", kind=lease.kind, about=lease.about, reason=reason)
            except Exception as wrong:
                if why := _why_wait(wrong):
                    self._wait(lease, why)
                    return
                # Whatever a station meets, the worker lives on; the reason is kept where its author sees it.
                words = (
                    str(wrong) if isinstance(wrong, CasebookError) else "Something went wrong that we did not expect."
                )
                log.exception("failed", kind=lease.kind, about=lease.about, reason=words)
                self.queue.fail(lease, words, after=lambda db: self.after_given_up(db, lease, words, True))
            else:
                self.queue.finish(lease, after=lambda db: self.after_done(db, lease))
                log.info("done", kind=lease.kind, about=lease.about)

    def _wait(self, lease: Lease, why: str) -> None:
        """Put the job back until there is room; where not even that can be written, hold it until it can."""
        log.warning("waits", kind=lease.kind, about=lease.about, why=why)
        while not self.stopping.is_set():
            try:
                self.queue.give_back(lease, why, pause_s=FULL_PAUSE_S)
                return
            except SQLAlchemyError as wrong:
                if not is_away(wrong):
                    raise
            self.stopping.wait(1.0)


def _why_wait(wrong: Exception) -> str:
    """What is said of work that goes on by itself once there is room again, or the storage is back; nothing for any
    other error."""
    if isinstance(wrong, StorageFull | StorageAway):
        return str(wrong)
    if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no room left on this machine; nothing was lost."
    if is_away(wrong):
        return "The database could not be written just now; nothing was lost."
    return ""


class _Heart:
    """Beats beside the work so that the lease lives, and looks each second whether it does; says so when it is lost."""

    def __init__(self, queue: Queue, lease: Lease, every_s: float, hold: Hold) -> None:
        self._queue, self._lease, self._every_s, self._hold = queue, lease, every_s, hold
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heart")

    def __enter__(self) -> "_Heart":
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        beaten = time.monotonic()
        while not self._stop.wait(min(_LOOK_S, self._every_s)):
            try:
                if time.monotonic() - beaten >= self._every_s:
                    beaten = time.monotonic()
                    self._queue.beat(self._lease)
                elif not self._queue.holds(self._lease):
                    raise LeaseLost
            except LeaseLost:
                self._hold.lost.set()
                return
            except Exception:
                log.exception("beat_failed", kind=self._lease.kind)
