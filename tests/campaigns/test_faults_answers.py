"""The short form of the campaign: five kills under people who answer and write."""

from pathlib import Path

from tests.databases import copied

from .faults_answers import stormed


def test_what_was_acknowledged_is_there_once_and_whole_after_each_kill(stock: Path, tmp_path: Path) -> None:
    came = stormed(copied(stock, tmp_path / "data"), kills=5, seed=3)
    assert came.wrong == []
    assert came.kills == 5
    assert came.acknowledged
    assert came.saves
    assert came.unheard, "nobody was in the middle of anything"
