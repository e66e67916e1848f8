"""Lanes: a number of sixteen bits for every document, side by side in one large integer.

Adding two such integers adds all their lanes at once, and `&` keeps some of them, at the speed of memory. This is what
ranking stands on: a question over a whole library costs a few operations, not a few for each document.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress

#: What a document is given for how much it holds, in tenths: 1 to 65535.
Worth = Callable[[int], int]

#: Weights are kept in tenths, a byte each: what is heavier counts as this.
MOST = 255

_ONES = bytes(int(weight > 0) for weight in range(256))
_FULL = bytes(255 * (weight > 0) for weight in range(256))
_NEVER_0 = bytes(max(value, 1) for value in range(256))
_ANY = re.compile(rb"[^\0]")
_FEW = 64  # documents that are fewer than one in so many are gone through one by one


class Held:
    """The documents that hold something, with how much of it each holds (in tenths, up to MOST); `size` is
    how many documents there are in all."""

    def __init__(self, documents: Sequence[int], tenths: bytes, size: int) -> None:
        self.documents = documents
        self.tenths = tenths
        self.size = size

    @property
    def few(self) -> bool:
        """Whether going through them one by one is quicker than through all lanes at once."""
        return len(self.documents) * _FEW < self.size

    def among(self, documents: Sequence[int]) -> "Held":
        """The same for these documents alone, counted from 0 in the order given."""
        levels = bytes(map(self.levels.__getitem__, documents))
        return Held([place for place, tenth in enumerate(levels) if tenth], levels.replace(b"\0", b""), len(levels))

    @cached_property
    def distinct(self) -> frozenset[int]:
        """How much there is anywhere, in tenths."""
        return frozenset(self.tenths)

    @cached_property
    def levels(self) -> bytes:
        """A byte for each document of all: how much it holds."""
        levels = bytearray(self.size)
        for document, tenth in zip(self.documents, self.tenths, strict=True):
            levels[document] = tenth
        return bytes(levels)

    @cached_property
    def ones(self) -> int:
        """Eight bits for each document of all: 1 where it holds something."""
        return int.from_bytes(self.levels.translate(_ONES), "little")


class InSight:
    """Which documents somebody sees: `seen` has a byte for each, 1 or 0."""

    def __init__(self, seen: bytes) -> None:
        self.seen = seen
        self.lanes = _doubled(seen.translate(_FULL))
        self._ones = int.from_bytes(seen, "little")
        self.number = self._ones.bit_count()

    def count(self, held: Held) -> int:
        """How many of the documents that hold something are seen."""
        if held.few:
            return sum(map(self.seen.__getitem__, held.documents))
        return (held.ones & self._ones).bit_count()


def points(held: Held, worth: Worth) -> int:
    """Lanes with what each document gets for how much it holds; nothing where it holds nothing."""
    value = {tenth: worth(tenth) for tenth in held.distinct}
    if held.few:
        sparse = array("H", bytes(2 * held.size))
        for document, tenth in zip(held.documents, held.tenths, strict=True):
            sparse[document] = value[tenth]
        return int.from_bytes(sparse.tobytes(), "little")
    low, high = bytearray(256), bytearray(256)
    for tenth, given in value.items():
        high[tenth], low[tenth] = divmod(given, 256)
    both = bytearray(2 * held.size)
    both[0::2] = held.levels.translate(low)
    both[1::2] = held.levels.translate(high)
    return int.from_bytes(both, "little")


def highest(given: Sequence[tuple[Held, Worth]]) -> int:
    """Lanes with the most that any of these gives a document; the first should be the longest."""
    if not given:
        return 0
    (held, worth), *others = given
    lanes = points(held, worth)
    if not others:
        return lanes
    best = array("H", lanes.to_bytes(2 * held.size, "little"))
    for held, worth in others:
        value = {tenth: worth(tenth) for tenth in held.distinct}
        for document, tenth in zip(held.documents, held.tenths, strict=True):
            if value[tenth] > best[document]:
                best[document] = value[tenth]
    return int.from_bytes(best.tobytes(), "little")


def united(several: Sequence[Held], size: int) -> Held:
    """The documents that hold any of several things, each with the most of one that it holds."""
    if len(several) == 1:
        return several[0]
    most: dict[int, int] = {}
    for held in several:
        for document, tenth in zip(held.documents, held.tenths, strict=True):
            if tenth > most.get(document, 0):
                most[document] = tenth
    return Held(array("I", most), bytes(most.values()), size)


def standing(lanes: int, size: int) -> int:
    """Lanes that are full where there is anything at all."""
    both = lanes.to_bytes(2 * size, "little")
    return _doubled(both[0::2].translate(_FULL)) | _doubled(both[1::2].translate(_FULL))


class Scores:
    """The numbers of lanes, each 0 or at least 256, for going through them."""

    def __init__(self, lanes: int, size: int) -> None:
        both = lanes.to_bytes(2 * size, "little")
        self._high, self._low = both[1::2], both[0::2].translate(_NEVER_0)
        self.numbers = array("H", both)

    def among(self, documents: Iterable[int]) -> list[tuple[int, int]]:
        """Those of these documents that have a number, the highest first, among equals in the order given."""
        found = [(document, number) for document in documents if (number := self.numbers[document])]
        return sorted(found, key=lambda one: -one[1])

    def best_first(self) -> Iterator[int]:
        """The documents with any number, the highest first, among equals in their order."""
        low = int.from_bytes(self._low, "little")
        for value in sorted(set(self._high.translate(None, b"\0")), reverse=True):
            if self._high.count(value) < _FEW:
                yield from sorted(_places(self._high, value), key=self.numbers.__getitem__, reverse=True)
                continue
            here = int.from_bytes(self._high.translate(_only(value)), "little") & low
            lows = here.to_bytes(len(self._low), "little")
            for second in range(255, 0, -1):
                yield from _places(lows, second)

    def owners(self, runs: Sequence[tuple[str, int]]) -> frozenset[str]:
        """Who owns a document with any number, where `runs` says for each document whose it is, and where the next
        owner's begin."""
        found: set[str] = set()
        at = 0
        while first := _ANY.search(self._high, at):
            owner, at = runs[first.start()]
            found.add(owner)
        return frozenset(found)


class FewScores:
    """The same for a few documents: `lanes` has a number for each of them alone."""

    def __init__(self, lanes: int, documents: Sequence[int]) -> None:
        self._documents, self._scores = documents, Scores(lanes, len(documents))
        self._places = dict(zip(documents, range(len(documents)), strict=True))

    def among(self, documents: Iterable[int]) -> list[tuple[int, int]]:
        """See `Scores`."""
        places = [self._places[document] for document in documents if document in self._places]
        return [(self._documents[place], number) for place, number in self._scores.among(places)]

    def best_first(self) -> Iterator[int]:
        """See `Scores`."""
        return map(self._documents.__getitem__, self._scores.best_first())

    def owners(self, runs: Sequence[tuple[str, int]]) -> frozenset[str]:
        """See `Scores`."""
        return frozenset([runs[document][0] for document in compress(self._documents, self._scores.numbers)])


def _places(levels: bytes, value: int) -> Iterator[int]:
    at = levels.find(value)
    while at >= 0:
        yield at
        at = levels.find(value, at + 1)


def _only(value: int) -> bytes:
    return bytes(value) + b"\xff" + bytes(255 - value)


def _doubled(full: bytes) -> int:
    both = bytearray(2 * len(full))
    both[0::2] = both[1::2] = full
    return int.from_bytes(both, "little")
