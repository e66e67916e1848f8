"""Whether the work in hand is still ours: asked, in the thread that does it, by whatever takes long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from ..errors import LeaseLost


class Stopped(BaseException):
    """The worker has been told to stop: what is in hand ends here, and the next worker goes on with it."""


@dataclass
class Hold:
    """A job in hand. `lost`: it was called off or is another worker's; `stopping`: its worker is to stop."""

    stopping: threading.Event
    lost: threading.Event = field(default_factory=threading.Event)


_in_hand: ContextVar[Hold | None] = ContextVar("in_hand", default=None)


@contextmanager
def in_hand(hold: Hold) -> Iterator[Hold]:
    """Let `still_ours` ask this hold inside the block (this thread only)."""
    token = _in_hand.set(hold)
    try:
        yield hold
    finally:
        _in_hand.reset(token)


def still_ours() -> None:
    """Content while the job in hand may go on, and where there is none. Raises LeaseLost, Stopped."""
    hold = _in_hand.get()
    if hold is None:
        return
    if hold.lost.is_set():
        raise LeaseLost("This work has been called off, or given to another worker.")
    if hold.stopping.is_set():
        raise Stopped
