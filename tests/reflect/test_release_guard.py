"""The release guard against every way of sharing newcomers out, tried one by one."""

import itertools
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.reflect.release_guard import tells_on_someone
from casebook.reflect.rounding import range_of, rounded


def ways(newcomers: int, answers: int) -> Iterator[tuple[int, ...]]:
    for bars in itertools.combinations(range(newcomers + answers - 1), answers - 1):
        edges = (-1, *bars, newcomers + answers - 1)
        yield tuple(edges[place + 1] - edges[place] - 1 for place in range(answers))


def tells_by_trying(old: list[int], new: list[int]) -> bool:
    """For a reader who gave each answer that was given: is any other newcomer left one possible answer?"""
    seen = [rounded(earlier + late) for earlier, late in zip(old, new, strict=True)]
    fitting = [
        way for way in ways(sum(new), len(new))
        if [rounded(earlier + late) for earlier, late in zip(old, way, strict=True)] == seen
    ]  # fmt: skip
    for own, late in enumerate(new):
        if not late:
            continue
        others = [
            tuple(count - (answer == own) for answer, count in enumerate(way)) for way in fitting if way[own] >= 1
        ]
        possible = {answer for way in others for answer, count in enumerate(way) if count}
        if sum(new) > 1 and len(possible) < 2:
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(
    old=st.lists(st.integers(0, 30), min_size=3, max_size=4),
    new=st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_the_guard_agrees_with_trying_every_way(old: list[int], new: list[int]) -> None:
    new = new[: len(old)]
    if sum(new) > 14:
        return
    assert tells_on_someone(old, new) == tells_by_trying(old, new)


def test_ten_newcomers_who_all_chose_alike_are_held_back_where_the_figures_would_say_so() -> None:
    assert tells_on_someone([8, 3, 0, 0], [0, 10, 0, 0])
    assert not tells_on_someone([8, 3, 0, 0], [3, 4, 2, 1])


@given(count=st.integers(0, 500))
def test_the_range_of_a_rounded_count_is_every_count_that_is_rounded_to_it(count: int) -> None:
    low, high = range_of(rounded(count))
    assert low <= count <= high
    assert rounded(low) == rounded(high) == rounded(count)
    assert rounded(high + 1) != rounded(count)
    assert low == 0 or rounded(low - 1) != rounded(count)
