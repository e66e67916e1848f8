"""Times as people type them."""

import pytest

from casebook.web.transcript_forms import read_shift, read_time
from casebook.web.words import as_time


@pytest.mark.parametrize(
    ("text", "ms"),
    [("1:02.5", 62_500), ("1:00:02.500", 3_602_500), ("62.5", 62_500), ("0:00", 0), (" 0:01,25 ", 1250), ("7", 7000)],
)
def test_times_are_read(text: str, ms: int) -> None:
    assert read_time(text) == ms


@pytest.mark.parametrize("text", ["", "soon", "1:99", "-1", "1:2:3:4", "1.2345", "0:61.0", "٣", "1e3"])
def test_what_is_no_time_is_not(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize("ms", [0, 1, 999, 59_999, 60_000, 3_599_999, 3_600_000, 36_000_001])
def test_a_time_that_is_written_is_read_back(ms: int) -> None:
    assert read_time(as_time(ms)) == ms


def test_shifts_have_a_direction() -> None:
    assert (read_shift("-0.5"), read_shift("+1"), read_shift("−1:00"), read_shift("2")) == (-500, 1000, -60_000, 2000)
    assert read_shift("--1") is read_shift("x") is None
