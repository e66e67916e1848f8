"""What is asked of the index, by whom it may be seen, and what is found. No text is an error."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .words import STOP_WORDS, Word, words_in

LONGEST_TEXT = 500
MOST_WORDS = 24

_QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')


@dataclass(frozen=True)
class Synonym:
    """Other names of something that was asked for: `resus` is also `DNACPR`."""

    asked: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class SearchAsk:
    """A search: at most `limit` cases, with at most `moments` moments each. To filter, narrow the sight."""

    text: str
    limit: int = 10
    moments: int = 5
    synonyms: tuple[Synonym, ...] = ()


@dataclass(frozen=True)
class Sight:
    """What the asker may see now: cases by slug, clips by key. Computed from the database at each request, so that a
    commit opens and a withdrawn consent closes at once. A clip is seen only with its case."""

    cases: frozenset[str]
    open_clips: frozenset[str]

    def sees(self, case_slug: str, clip_key: str = "") -> bool:
        """Whether a document of this case (and clip, if it has one) is in sight."""
        return case_slug in self.cases and (not clip_key or clip_key in self.open_clips)


class Part(NamedTuple):
    """A piece of text, marked where it answers what was asked. Never HTML."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    """A moment: play the clip from `start_ms`. `parts` are the cue's text, or the clip's title and contributor."""

    case_slug: str
    clip_key: str
    start_ms: int
    parts: tuple[Part, ...]
    score: float
    after: bool

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class CaseHits:
    """A case in which something was found: its moments, best first, and `about`, the words of the case's own text
    that answer (empty when only what is said does)."""

    case_slug: str
    score: float
    hits: tuple[Hit, ...]
    about: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Found:
    """Cases in order of their best moment. `total` counts all cases in sight that answer, also past the limit.
    `suggestion` is the text as it was probably meant, already searched where a word is unknown; `also` are the
    synonyms that were searched too; `limited` says that the index could not be read and less was searched."""

    cases: tuple[CaseHits, ...] = ()
    total: int = 0
    suggestion: str = ""
    also: tuple[str, ...] = ()
    limited: bool = False


@dataclass(frozen=True)
class Asked:
    """A text as it was understood: its words in order, those that count, what stood in quotes, and whether the last
    word may still be being typed."""

    text: str
    words: tuple[Word, ...]
    counting: tuple[Word, ...]
    phrases: tuple[tuple[Word, ...], ...]
    unfinished: bool


def understand(text: str) -> Asked:
    """Read whatever was typed. Quotes make a phrase; everything else that is not a word is passed over."""
    text = text[:LONGEST_TEXT]
    words = words_in(text)[:MOST_WORDS]
    phrases = (tuple(words_in(quoted[1])[:MOST_WORDS]) for quoted in _QUOTED.finditer(text))
    saying = [word for word in words if word.plain not in STOP_WORDS] or words
    first_of = {word.plain: word for word in reversed(saying)}
    return Asked(
        text=text,
        words=tuple(words),
        counting=tuple(sorted(first_of.values(), key=lambda word: word.start)),
        phrases=tuple(phrase for phrase in phrases if phrase),
        unfinished=bool(words) and words[-1].end == len(text),
    )
