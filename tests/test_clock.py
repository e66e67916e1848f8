"""The clock: what it told once is over, whatever is done to the machine's own."""

from datetime import UTC, datetime, timedelta

import pytest

from casebook import clock


class Machine(datetime):
    off = timedelta()

    @classmethod
    def now(cls, tz=None):  # type: ignore[no-untyped-def,override]
        return datetime.now(tz) + cls.off


def test_time_goes_on_though_the_machines_clock_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", Machine)
    monkeypatch.setattr(clock, "_told", None)
    passed = clock.steady()
    monkeypatch.setattr(clock, "steady", lambda: passed)
    first = clock.now()
    for back in (timedelta(hours=1), timedelta(days=1)):
        Machine.off = -back
        assert clock.now() >= first
        passed += 60
        assert clock.now() >= first + timedelta(seconds=60), "it does not stand still"
        first = clock.now()
    Machine.off = timedelta(days=1)
    assert clock.now() - datetime.now(UTC) > timedelta(hours=23), "forwards it is believed"
