"""Making lines of words that were heard one by one: by sense where there is a mark or a pause, short enough to read."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from .cue_rules import LETTERS_A_LINE, LONGEST_MS, MOST_LINES, SHORTEST_MS
from .webvtt import SpokenCue

_A_PAUSE_MS = 700  # a silence after which a new line begins
_CLAUSE_ENDS = (",", ":", "–", "—", ".", "?", "!", ";")
_ENOUGH = 30  # letters after which a full stop ends the line


@dataclass(frozen=True)
class SpokenWord:
    """A word and when it is said, in ms."""

    start_ms: int
    end_ms: int
    text: str


def cues_of_words(words: Sequence[SpokenWord], *, speaker: str = "", length_ms: int | None = None) -> list[SpokenCue]:
    """Lines of at most two times 42 letters and six seconds; one that is full ends with its last clause where that is
    past its middle; one that is shorter than a second is shown for longer where the next leaves it room."""
    groups: list[list[SpokenWord]] = []
    for word in (one for one in words if one.text.strip()):
        if not groups or _is_over(groups[-1], word):
            groups.append([])
        elif _is_full(groups[-1], word):
            groups.append(_begun_clause(groups[-1], word))
        groups[-1].append(word)
    starts = [*(group[0].start_ms for group in groups[1:]), *([length_ms] if groups else [])]
    return [
        SpokenCue(group[0].start_ms, _end(group, following), _text(group), speaker)
        for group, following in zip(groups, starts, strict=True)
    ]


def _is_over(group: list[SpokenWord], word: SpokenWord) -> bool:
    """Whether a line ends before this word by its sense."""
    text = _text(group)
    return word.start_ms - group[-1].end_ms >= _A_PAUSE_MS or (
        len(text) >= _ENOUGH and text.endswith((".", "?", "!", "…", ";"))
    )


def _is_full(group: list[SpokenWord], word: SpokenWord) -> bool:
    """Whether this word has no room in a line."""
    lines = textwrap.wrap(f"{_text(group)} {word.text.strip()}", LETTERS_A_LINE)
    return len(lines) > MOST_LINES or word.end_ms - group[0].start_ms > LONGEST_MS


def _begun_clause(group: list[SpokenWord], word: SpokenWord) -> list[SpokenWord]:
    """Take the words of a clause that has only begun from the end of a line, where this word has room after them."""
    ends = [place for place, word in enumerate(group, start=1) if word.text.strip().endswith(_CLAUSE_ENDS)]
    if not ends or 2 * len(_text(group[: ends[-1]])) < len(_text(group)):
        return []
    begun = group[ends[-1] :]
    if begun and _is_full(begun, word):
        return []
    del group[ends[-1] :]
    return begun


def _end(group: list[SpokenWord], following: int | None) -> int:
    start, end = group[0].start_ms, min(group[-1].end_ms, group[0].start_ms + LONGEST_MS)
    long_enough = max(end, start + SHORTEST_MS)
    return max(min(long_enough, following), start + 1) if following is not None else long_enough


def _text(group: list[SpokenWord]) -> str:
    return " ".join(word.text.strip() for word in group)
