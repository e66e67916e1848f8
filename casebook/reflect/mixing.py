"""Mixing people at tables by what they chose, without telling it (decision 0027). Pure.

One draw in four is a plain shuffle, whatever anybody chose; the others are the best mixed of four shuffles. So every
seating is possible with any answers, and none is more than thirteen times as likely with some answers than with
others: whoever sees who sits where, and knows this very rule, learns nothing for certain about anyone.
"""

import random
from collections.abc import Mapping, Sequence

LEAST, MOST = 3, 4  # people at a table; of two, each would know of the other
TRIES = 4
PLAIN = 0.25  # how often nobody's choice is looked at


def mix(chose: Mapping[int, str], chance: random.Random) -> dict[int, int]:
    """The table, from 1, of each seat. A seat without an answer is `""`, which is as good as a choice of its own."""
    seats = sorted(chose)
    tries = 1 if chance.random() < PLAIN else TRIES
    shuffles = [chance.sample(seats, len(seats)) for _ in range(tries)]
    best = max(shuffles, key=lambda order: variety(order, chose))
    return {seat: table for table, at in enumerate(tables(best), start=1) for seat in at}


def tables(order: Sequence[int]) -> list[Sequence[int]]:
    """An order of seats cut into tables of three or four; fewer than six people stay together."""
    many = -(-len(order) // MOST)
    if len(order) < many * LEAST:
        many = 1  # five people: one table rather than three and two
    sizes = [len(order) // many + (number < len(order) % many) for number in range(many)]
    cut, begins = [], 0
    for size in sizes:
        cut.append(order[begins : begins + size])
        begins += size
    return cut


def variety(order: Sequence[int], chose: Mapping[int, str]) -> int:
    """How many different choices meet, over all tables."""
    return sum(len({chose[seat] for seat in table}) for table in tables(order))
