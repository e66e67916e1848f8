"""What time it is: aware UTC, from one place, so that tests and the demo can stand at another time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


_told: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment, aware, in UTC. It never goes back while a program runs: what has run out stays so though the
    machine's clock is put back, and time goes on from there until that clock has caught up."""
    global _told
    if (standing := _standing_at.get()) is not None:
        return standing
    wall, passed = datetime.now(UTC), steady()
    if _told is not None and wall < _told[0]:
        wall = _told[0] + timedelta(seconds=max(passed - _told[1], 0.0))
    _told = (wall, passed)
    return wall


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
