"""Spelling: the words of a vocabulary that begin as one does, and those that are spelt nearly as it is."""

import string
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from .stemming import slips_between

SHORTEST = 4  # letters; anything is nearly spelt like what is shorter
LONG = 8  # letters from which two slips are likely
_AFTER_ALL = "\U0010ffff"
_LETTERS = string.ascii_lowercase + string.digits


class Vocabulary:
    """Words in order, each with how many documents hold it."""

    def __init__(self, words: Sequence[str], counts: Sequence[int]) -> None:
        self.words = words
        self.counts = counts
        self._known = frozenset(words)

    def beginning_with(self, prefix: str) -> list[tuple[str, int]]:
        """Words that begin so, with their counts."""
        first, last = bisect_left(self.words, prefix), bisect_left(self.words, prefix + _AFTER_ALL)
        return list(zip(self.words[first:last], self.counts[first:last], strict=True))

    def spelt_like(self, plain: str) -> Iterator[list[str]]:
        """Words with the same first letter that are one slip away, then, for long ones, two. A slip is a letter more,
        less, other, or changed with its neighbour."""
        if len(plain) < SHORTEST:
            return
        near = self._known & one_slip(plain)
        yield sorted(near)
        if len(plain) >= LONG:
            first, last = bisect_left(self.words, plain[0]), bisect_left(self.words, plain[0] + _AFTER_ALL)
            yield two_slips(plain, self.words[first:last], but=near)


def two_slips(plain: str, words: Iterable[str], *, but: Collection[str]) -> list[str]:
    """Those of these words that are two slips away."""
    letters, sizes = set(plain), range(len(plain) - 2, len(plain) + 3)
    likely = (
        word for word in words if len(word) in sizes and word not in but and len(letters.symmetric_difference(word)) < 5
    )
    return [word for word in likely if slips_between(plain, word, 2) == 2]


def one_slip(word: str) -> set[str]:
    """Everything one slip away, with the first letter kept."""
    halves = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    return {
        *(left + right[1:] for left, right in halves if right),
        *(left + letter + right for left, right in halves for letter in _LETTERS),
        *(left + letter + right[1:] for left, right in halves if right for letter in _LETTERS),
        *(left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
    }
