"""A set's guide as a PDF to print."""

from pathlib import Path
from typing import Any

from .. import typesetting
from .guidance import Guidance
from .guide_blocks import blocks_of
from .labels import in_words
from .set_guide import GuideCase, SetGuide
from .shown_sets import ShownPart

_SHAPE = Path(__file__).with_name("set_guide.typ")


def as_pdf(guide: SetGuide) -> bytes:
    """The guide as PDF bytes."""
    return typesetting.as_pdf(_SHAPE, given(guide))


def given(guide: SetGuide) -> dict[str, Any]:
    """What the document is made of, as JSON."""
    shown = guide.shown
    return {
        "title": shown.case_set.title,
        "owner": shown.owner,
        "origins": [f"“{one.title}” by {one.owner}" for one in shown.origins],
        "note": shown.case_set.note,
        "time": f"{shown.minutes} of {shown.case_set.slot_minutes} minutes",
        "steps": [
            {"from": f"{one.starts_at}", "to": f"{one.ends_at}", "title": one.title or "A case that is closed"}
            for one in shown.steps
        ],
        "cases": [_case(number, case) for number, case in enumerate(guide.cases, start=1)],
    }


def _case(number: int, case: GuideCase) -> dict[str, Any]:
    one, stood = case.one, case.stood
    made: dict[str, Any] = {
        "number": number,
        "minutes": one.step.minutes,
        "prompt": one.step.prompt,
        "open": stood is not None,
        "title": one.title or "A case that is closed",
        "clips": [_clip(part) for part in one.parts],
        "later": one.later,
        "waits": case.waits,
    }
    if stood is None:
        return made
    return made | {
        "dilemma": stood.dilemma,
        "about": f"{in_words(stood.setting)} · {stood.jurisdiction}. {one.card.what_it_is if one.card else ''}".strip(),
        "notes": [note.note for note in case.notes],
        "story": blocks_of(stood.story),
        "moment": stood.moment,
        "question": stood.question,
        "options": [[option.label, option.speaks_for, option.speaks_against] for option in stood.options],
        "twist": stood.twist if case.tells_twist else "",
        "parts": [[heading, blocks_of(text)] for heading, text in case.parts],
        "guidance": [_guidance(row) for row in case.guidance],
    }


def _clip(part: ShownPart) -> str:
    if part.gone:
        return part.gone
    span = f"{_clock(part.from_ms)} to {_clock(part.from_ms + part.shown_ms)}" if part.is_segment else ""
    told = "after the decision" if part.after else "before the decision"
    return ", ".join(words for words in (part.title, part.speaker, span or _clock(part.length_ms), told) if words)


def _guidance(row: Guidance) -> str:
    where = ", ".join(str(one) for one in (row.year, row.paragraph, row.jurisdiction) if one)
    checked = f"checked {row.checked_on:%-d %B %Y}" if row.checked_on else "not checked yet"
    return f"{row.issuer}: {row.title} ({where}; {checked})"


def _clock(ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02d}"
