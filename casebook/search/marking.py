"""Marking: the words of a text that answer what was asked, and the longest piece that stands as it was asked."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from .query import Part
from .words import spans_in, words_in

#: For each word asked, in order, the stems that answer it.
Answers = Sequence[Set[str]]


@dataclass(frozen=True)
class Read:
    """A text with the stems of its words."""

    text: str
    stems: Sequence[str]


def read(text: str, stem: Callable[[str], str]) -> Read:
    """Cut a text into words and stem them."""
    return Read(text, [stem(word.plain) for word in words_in(text)])


def longest_run(stems: Sequence[str], asked: Answers) -> range:
    """Where the longest piece of the asked words stands, one after the other, in a text."""
    best = range(0)
    any_word = set().union(*asked)
    for start, stem in enumerate(stems):
        if stem not in any_word:
            continue
        if len(stems) - start <= len(best):
            break
        for first, answers in enumerate(asked):
            if stem not in answers or len(asked) - first <= len(best):
                continue
            length = 1
            while (
                start + length < len(stems)
                and first + length < len(asked)
                and stems[start + length] in asked[first + length]
            ):
                length += 1
            if length > len(best):
                best = range(start, start + length)
    return best


def mark(text: Read, answers: Set[str], run: Set[int]) -> tuple[Part, ...]:
    """The text in parts; words side by side that answer are one mark. `run` are positions marked in any case."""
    marks: list[tuple[int, int]] = []
    for position, ((start, end), stem) in enumerate(zip(spans_in(text.text), text.stems, strict=True)):
        if stem not in answers and position not in run:
            continue
        if marks and text.text[marks[-1][1] : start].isspace():
            marks[-1] = (marks[-1][0], end)
        else:
            marks.append((start, end))
    parts: list[Part] = []
    at = 0
    for start, end in marks:
        parts += [Part(text.text[at:start], False), Part(text.text[start:end], True)]
        at = end
    parts.append(Part(text.text[at:], False))
    return tuple(part for part in parts if part.text)
