"""What is left of the words of a clip when a span of it is not to be heard. Pure.

Nobody wrote down when each word was said, only when each line begins and ends. So the words of a line are laid along
its time by their length, and whatever may have been said within the span, or near it, goes; so does whatever in that
line may tell who somebody is. Too much goes rather than too little: the words are a draft again, and whoever reads them
against the sound writes back what may stay.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..people.identifiers import found_in
from .clip import Clip
from .redaction import UNHEARD, Redaction
from .redactions import timeline_of
from .timeline import Span, Timeline, moved_span
from .webvtt import SpokenCue

GONE = "[…]"
#: How far a word may have been said from where its letters put it: so much, or a quarter of its line.
_NEAR_MS = 500


@dataclass(frozen=True)
class Line:
    """A line of a transcript, by its time in the clip."""

    start_ms: int
    end_ms: int
    text: str
    seen: bool = False


def line_left(
    line: Line, *, unheard: Sequence[Span], unseen: Sequence[Span], before: Timeline, after: Timeline
) -> Line | None:
    """What is left of a line; None where nothing of its time is. `unheard` and `unseen` are spans of the film as it was
    shown before."""
    start_ms, end_ms = moved_span(line.start_ms, line.end_ms, before, after)
    touched = [span for span in (unseen if line.seen else unheard) if _touches(line, span)]
    if touched and end_ms <= start_ms:
        return None
    text = line.text
    if touched:
        text = GONE if line.seen else words_left(line, touched)
    return Line(start_ms, max(end_ms, start_ms), text, line.seen)


def cues_left(cues: Sequence[SpokenCue], clip: Clip, redactions: Sequence[Redaction]) -> list[SpokenCue]:
    """What is left of lines that were written of a clip as it was recorded, where these redactions are in force: from a
    file that knows nothing of them, nothing comes back."""
    before, after = Timeline(), timeline_of(clip, redactions)
    unheard = [(one.start_ms - clip.in_ms, one.end_ms - clip.in_ms) for one in redactions if one.way in UNHEARD]
    kept = []
    for cue in cues:
        line = Line(cue.start_ms, cue.end_ms, cue.text, cue.seen)
        if (left := line_left(line, unheard=unheard, unseen=[], before=before, after=after)) is not None:
            kept.append(replace(cue, start_ms=left.start_ms, end_ms=left.end_ms, text=left.text))
    return kept


def words_left(line: Line, spans: Iterable[Span]) -> str:
    """The words of a line without those that were said within the spans, or may have been."""
    margin = max(_NEAR_MS, (line.end_ms - line.start_ms) // 4)
    wide = [(start - margin, end + margin) for start, end in spans]
    named = [(one.start, one.end) for one in found_in(line.text)]
    kept: list[str] = []
    for word, at, first, last in _laid_out(line):
        said = any(first < end and start < last for start, end in wide)
        names = any(at < end and start < at + len(word) for start, end in named)
        if not said and not names:
            kept.append(word)
        elif not kept or kept[-1] != GONE:
            kept.append(GONE)
    return " ".join(kept)


def _laid_out(line: Line) -> Iterator[tuple[str, int, float, float]]:
    """Each word, where in the text it stands, and from when to when it was said, as far as its letters tell."""
    length = max(len(line.text), 1)
    ms_each = (line.end_ms - line.start_ms) / length
    at = 0
    for word in line.text.split():
        at = line.text.index(word, at)
        yield word, at, line.start_ms + at * ms_each, line.start_ms + (at + len(word)) * ms_each
        at += len(word)


def _touches(line: Line, span: Span) -> bool:
    return line.start_ms < span[1] and span[0] < max(line.end_ms, line.start_ms + 1)
