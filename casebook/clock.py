"""What time it is: aware UTC, from one place, so that tests and the demo can stand at another time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _standing_at.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block (this thread only)."""
    token = _standing_at.set(moment)
    try:
        yield
    finally:
        _standing_at.reset(token)


def iso_week(moment: datetime) -> str:
    """The ISO week of a moment, such as `2026-W47`: the finest time a response row may carry (D9)."""
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02d}"


def steady() -> float:
    """Seconds on a clock that nobody can set and that all processes of one machine share, for leases."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; elsewhere the monotonic clock is shared too
    return time.clock_gettime(boottime) if boottime is not None else time.monotonic()


def boot() -> str:
    """Which start of the machine this is; `steady()` begins anew with it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"
