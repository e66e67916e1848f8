"""The release guard against every way of sharing newcomers out, tried one by one."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.reflect.release_guard import tells_on_someone
from casebook.reflect.rounding import range_of, rounded

KEYS = ("a", "b", "c", "d")
Table = Sequence[Sequence[int]]  # group by answer


def ways(newcomers: int, answers: int) -> Iterator[tuple[int, ...]]:
    for bars in itertools.combinations(range(newcomers + answers - 1), answers - 1):
        edges = (-1, *bars, newcomers + answers - 1)
        yield tuple(edges[place + 1] - edges[place] - 1 for place in range(answers))


def figures(old: Table, new: Table, shown: Sequence[int]) -> tuple[object, ...]:
    whole = tuple(rounded(sum(column)) for column in zip(*old, *new, strict=True))
    return whole, *(
        tuple(rounded(earlier + late) for earlier, late in zip(old[group], new[group], strict=True)) for group in shown
    )


def tells_by_trying(old: Table, new: Table, shown: Sequence[int] = ()) -> bool:
    """For a reader who gave each answer that was given, and for one who gave none: is any other newcomer left one
    possible answer?"""
    seen = figures(old, new, shown)
    everything = itertools.product(*(list(ways(sum(row), len(row))) for row in new))
    fitting = [way for way in everything if figures(old, way, shown) == seen]
    readers = [(group, key) for group, row in enumerate(new) for key, late in enumerate(row) if late]
    for reader in [None, *readers]:
        for group, row in enumerate(new):
            mine = [reader[1]] if reader and reader[0] == group else []
            others = sum(row) - len(mine)
            possible = {
                key
                for way in fitting
                if reader is None or way[reader[0]][reader[1]]
                for key, count in enumerate(way[group])
                if count - mine.count(key) > 0
            }
            if others and len(possible) < 2:
                return True
    return False


def tells(old: Table, new: Table, shown: Sequence[int] = ()) -> bool:
    width = len(new[0])
    before, late = (
        {str(group): Counter(dict(zip(KEYS, row, strict=False))) for group, row in enumerate(table)}
        for table in (old, new)
    )
    return tells_on_someone(before, late, KEYS[:width], [str(group) for group in shown])


@settings(max_examples=300, deadline=None)
@given(
    old=st.lists(st.integers(0, 30), min_size=3, max_size=4),
    new=st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_the_guard_agrees_with_trying_every_way(old: list[int], new: list[int]) -> None:
    new = new[: len(old)]
    if sum(new) > 14:
        return
    assert tells([old], [new]) == tells_by_trying([old], [new])


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_guard_of_groups_shown_beside_the_whole_agrees_with_trying_every_way(data: st.DataObject) -> None:
    groups = data.draw(st.integers(2, 3))
    old = [data.draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)) for _ in range(groups)]
    new = [data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)) for _ in range(groups)]
    shown = data.draw(st.lists(st.sampled_from(range(groups)), unique=True))
    if sum(map(sum, new)) > 12:
        return
    assert tells(old, new, shown) == tells_by_trying(old, new, shown)


def test_ten_newcomers_who_all_chose_alike_are_held_back_where_the_figures_would_say_so() -> None:
    assert tells([[8, 3, 0, 0]], [[0, 10, 0, 0]])
    assert not tells([[8, 3, 0, 0]], [[3, 4, 2, 1]])


def test_one_newcomer_of_a_group_that_is_shown_is_found_out_where_her_answer_tips_a_figure() -> None:
    old, new = [[7, 3, 2], [6, 5, 9]], [[1, 0, 0], [4, 3, 2]]
    assert tells(old, new, shown=[0]), "seven became eight, and is now said to be about ten"
    assert not tells(old, new)


@given(count=st.integers(0, 500))
def test_the_range_of_a_rounded_count_is_every_count_that_is_rounded_to_it(count: int) -> None:
    low, high = range_of(rounded(count))
    assert low <= count <= high
    assert rounded(low) == rounded(high) == rounded(count)
    assert rounded(high + 1) != rounded(count)
    assert low == 0 or rounded(low - 1) != rounded(count)
