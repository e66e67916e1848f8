"""Words: how any text is cut into words, the same for what is indexed, what is asked and what is marked."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Letters and digits with their accents, and apostrophes inside: don't, daughter's, o’clock.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+(?:['’](?:[^\W_][\u0300-\u036f]*)+)*")
LONGEST_WORD = 64

#: English words that say little alone. They count in a phrase, but no moment is found by them while others are asked.
STOP_WORDS_TEXT = """
a about after all also am an and any are arent as at be because been before being but by can cant could couldnt did
didnt do does doesnt doing dont down for from had has have having he hed her here hers herself hes him himself his how
i id if ill im in into is isnt it its itself ive just let lets like me more most my myself no nor not of off on once
one only or other our ours out over own really said same say says she shed shes should shouldnt so some such than that
thats the their theirs them then there theres these they theyd theyre this those through to too under until up us very
was wasnt we wed well went were weve what when where which while who whom why will with would wouldnt you youd your
youre yours yourself
"""
STOP_WORDS = frozenset(STOP_WORDS_TEXT.split())


class Word(NamedTuple):
    """A word where it stands: `plain` without capitals, accents and apostrophes, `start` and `end` in the text."""

    plain: str
    start: int
    end: int


def words_in(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [
        Word(plain, found.start(), found.end()) for found in _WORD.finditer(text) if (plain := plainly(found.group()))
    ]


def spans_in(text: str) -> list[tuple[int, int]]:
    """Where the words of a text begin and end, in order."""
    return [found.span() for found in _WORD.finditer(text) if plainly(found.group())]


@lru_cache(maxsize=50_000)
def plainly(word: str) -> str:
    """A word without capitals, accents, apostrophes and possessive s."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "".join(letter for letter in letters.removesuffix("'s") if letter.isalnum())[:LONGEST_WORD]
