"""Words that are spelt nearly so."""

import pytest

from casebook.search.spelling import Vocabulary

WORDS = sorted(
    "confide confidence confidential confidentially confined corridor daughter laughter tell telling told well".split()
)
VOCABULARY = Vocabulary(WORDS, range(1, len(WORDS) + 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("coridor", "corridor"),  # a letter less
        ("corrridor", "corridor"),  # one more
        ("corredor", "corridor"),  # another
        ("dauhgter", "daughter"),  # changed with its neighbour
        ("confidenital", "confidential"),
        ("confedentail", "confidential"),  # two slips in a long word
        ("konfidential", None),  # the first letter is taken as meant
        ("lauhgter", "laughter"),
        ("tol", None),  # too short to say
        ("twlk", None),  # two slips in a short word
    ],
)
def test_a_slip_is_understood(typed: str, meant: str | None) -> None:
    assert next((words[0] for words in VOCABULARY.spelt_like(typed) if words), None) == meant


def test_the_nearest_come_before_those_farther_off() -> None:
    assert list(VOCABULARY.spelt_like("confidentiall")) == [["confidential", "confidentially"], []]
    more = Vocabulary(["confidence", "confident", "confidential"], [1, 1, 1])
    assert list(more.spelt_like("confidenta")) == [["confident"], ["confidence", "confidential"]]


def test_words_that_begin_so_come_with_their_counts() -> None:
    assert VOCABULARY.beginning_with("confiden") == [("confidence", 2), ("confidential", 3), ("confidentially", 4)]
    assert VOCABULARY.beginning_with("z") == []
