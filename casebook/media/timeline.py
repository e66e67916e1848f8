"""A clip's timeline: what time means in it once spans have been cut out. Pure.

Redactions are kept in the time of the recording, which never changes; what is shown counts on without the spans that
were cut. A moment inside a cut is shown at the cut itself, and nothing else is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Timeline:
    """The spans cut out of a clip, in ms from its beginning as it was recorded: in order, apart from each other."""

    cuts: Sequence[Span] = ()

    @classmethod
    def without(cls, spans: Iterable[Span], *, length_ms: int | None = None) -> "Timeline":
        """The timeline of a clip without these spans; what lies outside it is left out of account."""
        return cls(tuple(together(spans, length_ms=length_ms)))

    @property
    def cut_ms(self) -> int:
        """How much shorter the clip is."""
        return sum(end - start for start, end in self.cuts)

    def shown(self, recorded_ms: int) -> int:
        """When a moment of the recording is shown; one inside a cut is shown at the cut."""
        return recorded_ms - sum(min(recorded_ms, end) - start for start, end in self.cuts if recorded_ms > start)

    def recorded(self, shown_ms: int, *, ends: bool = False) -> int:
        """When a moment that is shown was recorded. At a cut that is where the film goes on, or, for what `ends`
        there, where it broke off."""
        moment = shown_ms
        for start, end in self.cuts:
            if moment < start or (ends and moment == start):
                break
            moment += end - start
        return moment

    def spans(self, start_ms: int, end_ms: int) -> list[Span]:
        """A span of the recording as it is shown; nothing where all of it was cut out."""
        start, end = self.shown(start_ms), self.shown(end_ms)
        return [(start, end)] if end > start else []


def together(spans: Iterable[Span], *, length_ms: int | None = None) -> list[Span]:
    """Spans in order, those that touch made one, held to what is from 0 to the length."""
    made: list[Span] = []
    for begins, ends in sorted(spans):
        start, end = max(begins, 0), ends if length_ms is None else min(ends, length_ms)
        if end <= start:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def moved(ms: int, before: Timeline, after: Timeline, *, ends: bool = False) -> int:
    """Where a moment of the film as it was shown is in the film as it is shown now."""
    return after.shown(before.recorded(ms, ends=ends))


def moved_span(start_ms: int, end_ms: int, before: Timeline, after: Timeline) -> Span:
    """The same of a span, which may be a single moment; it never ends before it begins."""
    start = moved(start_ms, before, after)
    if start_ms == end_ms:
        return start, start
    return start, max(start, moved(end_ms, before, after, ends=True))
