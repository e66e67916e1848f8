"""Stemming and slips: the stem by which a word is indexed, and how far apart two words are, for every engine alike."""

# mypy: disallow-untyped-calls=False

from functools import lru_cache

from whoosh.lang.porter2 import stem as porter2
from whoosh.support.levenshtein import damerau_levenshtein

stem = lru_cache(maxsize=50_000)(porter2)


def slips_between(one: str, other: str, most: int) -> int:
    """How many slips apart two words are; past `most` it may say less than there are, but always more than `most`."""
    return int(damerau_levenshtein(one, other, most))
