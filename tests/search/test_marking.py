"""Marked words."""

from casebook.search.marking import longest_run, mark, read


def test_marked_parts_put_together_are_the_text() -> None:
    text = "  Please, she said: you must NOT tell him. <b>No</b>! "
    parts = mark(read(text, str), {"not", "tell", "no"}, set())
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.marked] == ["NOT tell", "No"]


def test_the_longest_run_is_the_longest_piece_in_the_order_asked() -> None:
    stems = "not him you must not tell him now".split()
    assert longest_run(stems, [{word} for word in "she must not tell him".split()]) == range(3, 7)
    assert longest_run(stems, []) == range(0)
    assert longest_run([], [{"a"}]) == range(0)
