"""What is asked: a seeded mix of questions about the words of a library, and how an answer is told."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casebook.search.words import STOP_WORDS, words_in

#: common word, rare word, two, three, phrase, beginning, misspelt
KINDS = ("common", "rare", "two", "three", "phrase", "prefix", "typo")


@dataclass(frozen=True)
class Question:
    """A text as it is typed into casebook, and its plain words, as the others are asked."""

    kind: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """All cases that answer, how many there are of each theme, and the best twenty places with marked words."""

    cases: frozenset[str]
    facets: Counter[str]
    snippets: Sequence[object]


def questions(cues: Sequence[str], *, each: int, seed: int = 3) -> list[Question]:
    """So many questions of each kind, from the words of these cues."""
    chance = random.Random(seed)
    held = Counter(word for cue in cues for word in {word.plain for word in words_in(cue)})
    ranked = [word for word, _ in held.most_common() if word not in STOP_WORDS and word.isalpha() and len(word) > 2]
    common, some = ranked[:60], ranked[100:1500]
    rare = [word for word in ranked if 5 <= held[word] <= 20]
    long = [word for word in some if len(word) > 6]

    def typo() -> str:
        word = chance.choice(long)
        while True:
            at = chance.randrange(1, len(word) - 1)
            slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if slip not in held:
                return slip
            word = chance.choice(long)

    def phrase() -> list[str]:
        words = [word.plain for word in words_in(chance.choice(cues))]
        at = chance.randrange(max(len(words) - 3, 1))
        return words[at : at + 3]

    makers: dict[str, Callable[[], list[str]]] = {
        "common": lambda: [chance.choice(common)],
        "rare": lambda: [chance.choice(rare)],
        "two": lambda: chance.sample(some, 2),
        "three": lambda: chance.sample(some, 3),
        "phrase": phrase,
        "prefix": lambda: [chance.choice(some), chance.choice(long)[:5]],
        "typo": lambda: [typo()],
    }
    return [_question(kind, makers[kind]()) for _ in range(each) for kind in KINDS]


def _question(kind: str, words: list[str]) -> Question:
    text = " ".join(words)
    return Question(kind, {"phrase": f'"{text}"', "prefix": text}.get(kind, text + " "), tuple(words))
