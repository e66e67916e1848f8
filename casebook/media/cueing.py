"""Making lines of words that were heard one by one: by sense where there is a mark or a pause, short enough to read."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from .cue_rules import LETTERS_A_LINE, LONGEST_MS, MOST_LINES, SHORTEST_MS
from .webvtt import SpokenCue

_A_PAUSE_MS = 700  # a silence after which a new line begins
_ENOUGH = 30  # letters after which a full stop ends the line


@dataclass(frozen=True)
class SpokenWord:
    """A word and when it is said, in ms."""

    start_ms: int
    end_ms: int
    text: str


def cues_of_words(words: Sequence[SpokenWord], *, speaker: str = "", length_ms: int | None = None) -> list[SpokenCue]:
    """Lines of at most two times 42 letters and six seconds; one that is shorter than a second is shown for longer
    where the next leaves it room."""
    groups: list[list[SpokenWord]] = []
    for word in (one for one in words if one.text.strip()):
        if not groups or _begins_anew(groups[-1], word):
            groups.append([])
        groups[-1].append(word)
    starts = [*(group[0].start_ms for group in groups[1:]), *([length_ms] if groups else [])]
    return [
        SpokenCue(group[0].start_ms, _end(group, following), _text(group), speaker)
        for group, following in zip(groups, starts, strict=True)
    ]


def _begins_anew(group: list[SpokenWord], word: SpokenWord) -> bool:
    text = _text(group)
    return (
        len(textwrap.wrap(f"{text} {word.text.strip()}", LETTERS_A_LINE)) > MOST_LINES
        or word.end_ms - group[0].start_ms > LONGEST_MS
        or word.start_ms - group[-1].end_ms >= _A_PAUSE_MS
        or (len(text) >= _ENOUGH and text.endswith((".", "?", "!", "…", ";")))
    )


def _end(group: list[SpokenWord], following: int | None) -> int:
    start, end = group[0].start_ms, min(group[-1].end_ms, group[0].start_ms + LONGEST_MS)
    long_enough = max(end, start + SHORTEST_MS)
    return max(min(long_enough, following), start + 1) if following is not None else long_enough


def _text(group: list[SpokenWord]) -> str:
    return " ".join(word.text.strip() for word in group)
