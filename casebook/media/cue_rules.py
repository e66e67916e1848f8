"""What makes a line easy to read while it is heard, as advice to whoever writes it. Advice never stops saving."""

import textwrap
from collections.abc import Sequence

from .webvtt import AnyCue

LETTERS_A_LINE = 42
MOST_LINES = 2
SHORTEST_MS = 1000
LONGEST_MS = 6000


def advice(cues: Sequence[AnyCue], *, length_ms: int | None = None) -> list[list[str]]:
    """For each cue, in the order of time, what could be better; `length_ms` is how long the clip is. What is seen may
    stand beside what is said, and is read at one's own pace."""
    said = [cue for cue in cues if not cue.seen]
    following = dict(zip(map(id, said), said[1:], strict=False))
    return [_about_seen(cue, length_ms) if cue.seen else _about(cue, following.get(id(cue)), length_ms) for cue in cues]


def _about_seen(cue: AnyCue, length_ms: int | None) -> list[str]:
    said = []
    if not cue.text:
        said.append("Nothing is described in this line yet.")
    if cue.end_ms <= cue.start_ms:
        said.append("It ends before it begins.")
    if length_ms and cue.end_ms > length_ms + 500:
        said.append(f"It ends after the clip does ({_seconds(length_ms)}).")
    return said


def _about(cue: AnyCue, after: AnyCue | None, length_ms: int | None) -> list[str]:
    said, lasts_ms = [], cue.end_ms - cue.start_ms
    if not cue.text:
        said.append("Nothing is said in this line yet.")
    elif not cue.speaker:
        said.append("Name who speaks.")
    if (lines := len(textwrap.wrap(cue.text, LETTERS_A_LINE))) > MOST_LINES:
        said.append(f"{lines} lines of {LETTERS_A_LINE} letters; {MOST_LINES} can be read. Split it.")
    if lasts_ms <= 0:
        said.append("It ends before it begins, so nobody sees it.")
    elif lasts_ms < SHORTEST_MS:
        said.append(f"Shown for {_seconds(lasts_ms)}; less than 1 s cannot be read.")
    elif lasts_ms > LONGEST_MS:
        said.append(f"Shown for {_seconds(lasts_ms)}; split what stays longer than 6 s.")
    if after is not None and cue.end_ms > after.start_ms:
        said.append(f"Overlaps the next line by {_seconds(cue.end_ms - after.start_ms)}.")
    if length_ms and cue.end_ms > length_ms + 500:
        said.append(f"It ends after the clip does ({_seconds(length_ms)}).")
    return said


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".") + " s"
