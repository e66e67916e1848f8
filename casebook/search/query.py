"""What is asked of the index, by whom it may be seen, and what is found. No text is an error."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .words import STOP_WORDS, Word, words_in

LONGEST_TEXT = 500
MOST_WORDS = 24

_JOINING = frozenset({"AND", "OR", "NOT"})
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
    """Cases in order of their best moment. `answering` are all cases in sight that answer, also past the limit: what
    a page counts from; `total` is their number.
    `suggestion` is the text as it was probably meant, already searched where a word is unknown; `also` are the
    synonyms that were searched too; `limited` says that the index could not be read and less was searched."""

    cases: tuple[CaseHits, ...] = ()
    answering: frozenset[str] = frozenset()
    suggestion: str = ""
    also: tuple[str, ...] = ()
    limited: bool = False

    @property
    def total(self) -> int:
        return len(self.answering)


@dataclass(frozen=True)
class Group:
    """What was joined by OR: any of these words or phrases will do. A required one must be answered."""

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Asked:
    """A text as it was understood: its words in order, those that count, each in its group, what stood in quotes or
    was joined, what must not be there, and whether the last word may still be being typed."""

    text: str
    words: tuple[Word, ...] = ()
    groups: tuple[Group, ...] = ()
    without: tuple[tuple[Word, ...], ...] = ()
    unfinished: bool = False

    @property
    def counting(self) -> tuple[Word, ...]:
        return tuple(word for group in self.groups for word in group.words)


@dataclass
class _Item:
    """A word, or the words that stood in quotes, and how it was joined to what came before it."""

    words: tuple[Word, ...]
    quoted: bool
    joined: str = ""
    refused: bool = False


def understand(text: str) -> Asked:
    """Read whatever was typed. Quotes make a phrase; AND, OR and NOT in capitals, and a minus before a word, join and
    leave out; everything else that is not a word is passed over. A text that asks for nothing but what it leaves out,
    and one that is shouted, has no such words: they are words like others."""
    text = text[:LONGEST_TEXT]
    words = words_in(text)[:MOST_WORDS]
    items = [] if _shouted(text, words) else _items(text, words)
    if all(item.refused for item in items):
        items = [_Item((word,), False) for word in words]
    wanted = [item for item in items if not item.refused]
    return Asked(
        text=text,
        words=tuple(word for item in wanted for word in item.words),
        groups=_groups(wanted),
        without=tuple(item.words for item in items if item.refused),
        unfinished=bool(wanted) and wanted[-1].words[-1].end == len(text),
    )


def _shouted(text: str, words: list[Word]) -> bool:
    """YOU MUST NOT TELL HIM is no DNAR OR DNACPR."""
    little = (word for word in words if word.plain in STOP_WORDS and text[word.start : word.end] not in _JOINING)
    return text.upper() == text and any(little)


def _items(text: str, words: list[Word]) -> list[_Item]:
    quotes = [quoted.span() for quoted in _QUOTED.finditer(text)]
    items: list[_Item] = []
    joined, refused, at = "", False, -1
    for word in words:
        quote = next((start for start, end in quotes if start < word.start < end), -1)
        if quote >= 0 and quote == at:
            items[-1].words += (word,)
            continue
        asked = text[word.start : word.end]
        if quote < 0 and asked in _JOINING:
            joined, refused = ("", True) if asked == "NOT" else (asked, False)
            continue
        start = quote if quote >= 0 else word.start
        minus = text[start - 1 : start] == "-" and not text[: start - 1][-1:].strip()
        items.append(_Item((word,), quote >= 0, joined, refused or minus))
        joined, refused, at = "", False, quote
    return items


def _groups(wanted: list[_Item]) -> tuple[Group, ...]:
    """Items joined by OR are one group; AND requires the groups on both of its sides. Little words count only where
    they are joined, or when there are no others; a word counts once."""
    rows: list[list[_Item]] = []
    required: set[int] = set()
    for item in wanted:
        if item.joined == "OR" and rows:
            rows[-1].append(item)
            continue
        if item.joined == "AND" and rows:
            required |= {len(rows) - 1, len(rows)}
        rows.append([item])
    groups = [
        Group(
            tuple(item.words[0] for item in items if not item.quoted),
            tuple(item.words for item in items if item.quoted),
            number in required,
        )
        for number, items in enumerate(rows)
        if number in required or len(items) > 1 or items[0].quoted
    ]
    counted = {word.plain for group in groups for word in group.words}
    words = {word.plain: word for item in reversed(wanted) for word in reversed(item.words)}
    saying = [word for plain, word in words.items() if plain not in STOP_WORDS and plain not in counted]
    if not saying and not counted:
        saying = list(words.values())
    single = [Group((word,)) for word in sorted(saying, key=lambda word: word.start)]
    return (*groups, *single)
