"""The short form of the campaign: a contributor withdraws under everybody's eyes, clocked from outside."""

from pathlib import Path

from tests.databases import copied

from .withdrawal import PROMISED_S, withdrawn


def test_every_kind_of_address_gives_its_last_byte_within_a_minute_of_the_press(
    ready_stock: Path, tmp_path: Path
) -> None:
    came = withdrawn(copied(ready_stock, tmp_path / "data"), watch_s=5)
    assert came.wrong == []
    assert max(one.last_s for one in came.addresses) < PROMISED_S
    assert all(one.after for one in came.addresses), "each was asked for again after the press was answered"
