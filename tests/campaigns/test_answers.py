"""The short form of the campaign: a small hall on a real server. What is lost or doubled is held here; how soon, in the
long form, on a machine of its own."""

from pathlib import Path

from tests.databases import copied

from .answers import held
from .hall import Hall


def test_no_answer_of_a_hall_is_lost_or_doubled(stock: Path, tmp_path: Path) -> None:
    hall = Hall(copied(stock, tmp_path / "data"), 60)
    spread, burst, wrong = held(hall, 30, within=4)
    assert wrong == []
    for told in (spread, burst):
        assert "NOT AS EXPECTED" not in told.statuses
        assert told.statuses["answer 409"] == 3, "the second tabs were told that the first answer stands"
        assert told.looks
    assert all(len(set(seat.acknowledged)) == 1 for seat in hall.seats)


def test_what_is_wrong_in_a_hall_is_seen(stock: Path, tmp_path: Path) -> None:
    hall = Hall(copied(stock, tmp_path / "data"), 2)
    hall.seats[0].acknowledged.append("Never sent.")
    assert hall.wrong(hall.seats) == ["seat 0 is lost"]
    hall.library.index.close()
    hall.library.engine.dispose()
