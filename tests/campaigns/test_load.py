"""The short form of the campaign: every row is asked and answered as expected, on a real server. How soon is for the
long form, on a machine of its own."""

import asyncio
from pathlib import Path

from tests.databases import copied

from .crowd import Ask, Told
from .load import SHORT, Row, loaded


def test_every_row_of_the_load_is_answered_as_it_should_be(ready_stock: Path, tmp_path: Path) -> None:
    rows = asyncio.run(loaded(copied(ready_stock, tmp_path / "data"), SHORT, lambda row: None))
    assert len(rows) == 7
    assert [row.surprises for row in rows] == [()] * 7


def test_what_was_told_is_counted_by_its_share() -> None:
    told = Told(times=[float(one) for one in range(1, 101)], took_s=2)
    assert (told.at(50), told.at(95), told.at(99), told.rate) == (51, 96, 100, 50)


def test_what_is_asked_goes_over_the_wire_as_a_browser_sends_it() -> None:
    sent = Ask("/sign-in", method="POST", form=(("email", "a b"),)).sent(80).decode()
    assert sent.startswith("POST /sign-in HTTP/1.1\r\nHost: localhost:80\r\n")
    assert sent.endswith("\r\nContent-Length: 9\r\n\r\nemail=a+b")
    assert Row("a", "b", True).surprises == ()
