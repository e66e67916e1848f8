"""Tables are of three or four, mixed better than by chance, and any seating is possible with any answers."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from casebook.reflect.mixing import PLAIN, TRIES, mix, tables, variety


@given(people=st.integers(0, 300))
def test_nobody_sits_alone_or_in_twos_unless_there_are_no_more(people: int) -> None:
    cut = tables(range(people))
    assert sorted(seat for table in cut for seat in table) == list(range(people))
    if people >= 6:
        assert {len(table) for table in cut} <= {3, 4}
    else:
        assert len(cut) <= 1


@given(chose=st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=40), seed=st.integers(0, 2**32))
def test_everyone_has_a_table_and_tables_are_numbered_from_one(chose: list[str], seed: int) -> None:
    at = mix(dict(enumerate(chose)), random.Random(seed))
    assert set(at) == set(range(len(chose)))
    assert set(at.values()) == set(range(1, max(at.values()) + 1))


def test_tables_are_better_mixed_than_by_chance() -> None:
    chose = {seat: "a" if seat < 16 else "b" for seat in range(24)}
    chance = random.Random(1)
    mixed = plain = 0
    for _ in range(400):
        at = mix(chose, chance)
        mixed += sum(len({chose[seat] for seat in at if at[seat] == table}) for table in set(at.values()))
        plain += variety(chance.sample(range(24), 24), chose)
    assert mixed > plain * 1.03


def test_no_seating_is_impossible_or_much_likelier_whatever_anyone_chose() -> None:
    """Six people, two tables: all ten seatings, by what two different rooms may have chosen. The rule promises that
    none is more than thirteen times as likely in one room as in another."""
    least, most = PLAIN, PLAIN + (1 - PLAIN) * TRIES
    rooms = ("aaabbb", "abbbbb", "aaaaaa", "ababab")
    draws = 20_000
    for room in rooms:
        chance, seen = random.Random(7), Counter[frozenset[frozenset[int]]]()
        for _ in range(draws):
            at = mix(dict(enumerate(room)), chance)
            seen[frozenset(frozenset(s for s in at if at[s] == table) for table in (1, 2))] += 1
        assert len(seen) == 10, "every seating can come of these answers"
        for times in seen.values():
            assert least * 0.8 <= times / draws * 10 <= most * 1.2
