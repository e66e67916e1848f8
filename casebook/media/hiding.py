"""What a redaction does to sound and picture: filters that stand before everything that is made of either.

What is hidden is taken out, not covered: sound becomes nothing or a tone that is made here, a picture is made of a
few points from which no filter brings a face back, and what is cut is in no output at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .ladder import Rung
from .redaction import UNHEARD, WHOLE, Redaction, Way
from .timeline import Timeline

TONE_HZ = 1000
TONE_LEVEL = 0.1  # about -23 dB, no louder than people talk
_SOUND_FRAME_MS = 1  # a filter that drops sound drops it by frames: these are short enough to be exact
_POINTS_ACROSS, _POINTS_BOX = 12, 6  # points that a whole picture, and a box, are made of


@dataclass(frozen=True)
class Hidden:
    """A redaction as a shot has it: ms from the shot's start, as recorded; the box in thousandths."""

    way: Way
    start_ms: int
    end_ms: int
    box: tuple[int, int, int, int] = (0, 0, WHOLE, WHOLE)


def hidden_in(redactions: Sequence[Redaction], start_ms: int, length_ms: int) -> list[Hidden]:
    """What of a recording's redactions falls into a span of it."""
    found = [
        Hidden(
            one.way,
            max(one.start_ms - start_ms, 0),
            min(one.end_ms - start_ms, length_ms),
            (one.left, one.top, one.width, one.height),
        )
        for one in redactions
    ]
    return sorted((one for one in found if one.end_ms > one.start_ms), key=lambda one: (one.start_ms, one.end_ms))


def timeline(hidden: Sequence[Hidden], length_ms: int) -> Timeline:
    """What is left of a span of so many ms."""
    cuts = [(one.start_ms, one.end_ms) for one in hidden if one.way is Way.cut]
    return Timeline.without(cuts, length_ms=length_ms)


def hushed(hidden: Sequence[Hidden], sound: Any) -> Any:
    """Sound, in stereo and from the first moment on, with nothing in it that nobody is to hear."""
    unheard = [one for one in hidden if one.way in UNHEARD]
    if not unheard:
        return sound
    value = "val(ch)"
    for one in unheard:
        instead = f"{TONE_LEVEL}*sin(2*PI*{TONE_HZ}*t)" if one.way is Way.bleep else "0"
        value = f"if({_within(one.start_ms, one.end_ms)},{instead},{value})"
    sound = sound.filter("aeval", value, channel_layout="same")
    if not (cuts := _cuts(hidden)):
        return sound
    samples = 48 * _SOUND_FRAME_MS
    kept = f"not({_any_of(cuts, Fraction(_SOUND_FRAME_MS, 2))})"
    return sound.filter("asetnsamples", n=samples).filter("aselect", kept).filter("asetpts", "N/SR/TB")


def unseen(hidden: Sequence[Hidden], picture: Any, rung: Rung, fps: Fraction) -> Any:
    """A picture of a rung's size and a steady rate with nothing in it that nobody is to see."""
    half = Fraction(500) / fps  # a picture may be of a moment half a frame away
    for one in hidden:
        if one.way is Way.blur:
            picture = _blurred(picture, rung, one, half)
    if not (cuts := _cuts(hidden)):
        return picture
    shift = "+".join(f"gte(T,{_s(end - half)})*{_s(end - start)}" for start, end in cuts)
    return (
        picture.filter("select", f"not({_any_of(cuts, half)})")
        .filter("setpts", f"PTS-({shift})/TB")
        .filter("fps", fps=str(fps), start_time=0)
    )


def _blurred(picture: Any, rung: Rung, one: Hidden, half: Fraction) -> Any:
    left, top, width, height = _points(one.box, rung)
    across = _POINTS_ACROSS if one.box == (0, 0, WHOLE, WHOLE) else _POINTS_BOX
    down = max(round(across * height / width), 2)
    split = picture.filter_multi_output("split", 2)
    blurred = (
        split[0]
        .filter("crop", width, height, left, top)
        .filter("scale", across, min(down, across * 4), flags="area")
        .filter("scale", width, height, flags="bilinear")
        .filter("setsar", 1)
    )
    shown = _within(one.start_ms - half, one.end_ms + half)
    return split[1].overlay(blurred, x=left, y=top, eof_action="pass", enable=shown).filter("format", "yuv420p")


def _points(box: tuple[int, int, int, int], rung: Rung) -> tuple[int, int, int, int]:
    """A box in the points of a rung, never smaller than it was drawn, and even, as colours are kept by twos."""
    left, top = box[0] * rung.width // WHOLE // 2 * 2, box[1] * rung.height // WHOLE // 2 * 2
    right = min(-(-(box[0] + box[2]) * rung.width // WHOLE // 2) * 2, rung.width)
    bottom = min(-(-(box[1] + box[3]) * rung.height // WHOLE // 2) * 2, rung.height)
    left, top = min(left, rung.width - 2), min(top, rung.height - 2)
    return left, top, max(right - left, 2), max(bottom - top, 2)


def _cuts(hidden: Sequence[Hidden]) -> Sequence[tuple[int, int]]:
    return Timeline.without((one.start_ms, one.end_ms) for one in hidden if one.way is Way.cut).cuts


def _any_of(spans: Sequence[tuple[int, int]], early_ms: Fraction) -> str:
    return "+".join(_within(start - early_ms, end - early_ms) for start, end in spans)


def _within(start_ms: int | Fraction, end_ms: int | Fraction) -> str:
    return f"gte(t,{_s(start_ms)})*lt(t,{_s(end_ms)})"


def _s(ms: int | Fraction) -> str:
    return f"{float(ms) / 1000:.4f}"
