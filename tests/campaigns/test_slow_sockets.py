"""The short form of the campaign: sixty slow sockets on a real server are free again within half a minute."""

from pathlib import Path

from tests.databases import copied

from .slow_sockets import FREE_WITHIN_S, held


def test_slow_sockets_are_given_up_while_others_are_answered(stock: Path, tmp_path: Path) -> None:
    came = held(copied(stock, tmp_path / "data"), sockets=60, asked=30)
    assert came.unanswered == 0
    assert came.freed_s <= FREE_WITHIN_S + 10, "a busy machine closes late"
