"""The bench of the live room in short: twenty phones on a real server, nothing lost and nothing doubled."""

from pathlib import Path

from bench.live import measure_room


def test_twenty_phones_join_answer_twice_and_see_the_rooms_figures(tmp_path: Path) -> None:
    cost = measure_room(20, 3, tmp_path)
    assert (cost["lost"], cost["doubled"]) == (0, 0)
    assert cost["memory"] < 1.3
    assert cost["visible"] < 20_000, "a phone that hears nothing would wait for ever"
