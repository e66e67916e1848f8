"""The words of a manuscript: what an author types of a case, kept as she typed it, whole or not."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlmodel import Session, col, select

from ..media.clip import Clip
from .case import Case, CaseClip, CaseGuidance, CaseTheme, ContentNote
from .content_shape import GUIDE_PARTS
from .content_text import as_clock
from .decision_point import DecisionPoint
from .guidance import Guidance
from .queries import options_of
from .theme import Theme

LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "All rights reserved")
MOST_OPTIONS = 5
MOST_CLIPS = 12
_PART = re.compile(r"^### +(.+?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class OptionWords:
    """An option as it is written; `key` is empty for a new one."""

    key: str = ""
    label: str = ""
    speaks_for: str = ""
    speaks_against: str = ""


@dataclass(frozen=True)
class NoteWords:
    """A content note as it is written: its times are as they were typed, from the beginning of the clip named."""

    note: str = ""
    heard_in: str = ""
    from_: str = ""
    to: str = ""


@dataclass(frozen=True)
class SupportWords:
    """A link for whom it is close to home."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class ClipWords:
    """A clip told in the case, by its key; told after, with what its speaker chose, where she stood and what weighed.
    One who chose nothing is another voice."""

    clip: str
    after: bool = False
    chose: str = ""
    positions: dict[str, int] = field(default_factory=dict)
    weighed: str = ""


@dataclass(frozen=True)
class CaseWords:
    """All that is written of a case. Nothing here is judged; `checklist.py` says what is missing."""

    title: str = ""
    dilemma: str = ""
    story: str = ""
    setting: str = ""
    level: str = ""
    jurisdiction: str = ""
    perspective: str = "doctor"
    moment: str = ""
    question: str = ""
    closing: str = ""
    twist: str = ""
    guide: dict[str, str] = field(default_factory=dict)  # part -> what it says
    options: list[OptionWords] = field(default_factory=list)
    continua: list[str] = field(default_factory=list)  # slugs
    themes: list[str] = field(default_factory=list)  # slugs, the primary one first
    guidance: list[str] = field(default_factory=list)  # keys
    notes: list[NoteWords] = field(default_factory=list)
    nothing_to_note: bool = False
    support: list[SupportWords] = field(default_factory=list)
    clips: list[ClipWords] = field(default_factory=list)
    licence: str = LICENCES[0]
    attribution: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "CaseWords":
        """The words of a row; what it has no field for stays empty."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in kept.items() if name in known}
        for name, kind in _LISTS.items():
            given[name] = [kind(**one) for one in given.get(name, [])]
        return cls(**given)

    def kept(self) -> dict[str, Any]:
        """The words as a row keeps them."""
        return asdict(self)

    @property
    def guide_text(self) -> str:
        """The educator's guide as the case keeps it."""
        return "\n\n".join(f"### {part}\n\n{text.strip()}" for part, text in self.guide.items() if text.strip())


_LISTS: dict[str, Any] = {"options": OptionWords, "notes": NoteWords, "support": SupportWords, "clips": ClipWords}


def guide_parts(guide: str) -> dict[str, str]:
    """The parts of an educator's guide by their headings: those that every guide has, and what else this one has."""
    found = _PART.split(guide)
    parts = {heading: text.strip() for heading, text in zip(found[1::2], found[2::2], strict=True)}
    return {part: parts.pop(part, "") for part in GUIDE_PARTS} | parts


def words_of_case(db: Session, case: Case) -> CaseWords:
    """A case as it stands, to be written anew."""
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    themes = select(Theme.slug).join(CaseTheme, col(CaseTheme.theme_id) == Theme.id)
    guidance = select(Guidance.key).join(CaseGuidance, col(CaseGuidance.guidance_id) == Guidance.id)
    notes = db.exec(select(ContentNote).where(ContentNote.case_id == case.pk).order_by(col(ContentNote.position))).all()
    told = select(CaseClip, Clip.key).join(Clip, col(Clip.id) == CaseClip.clip_id)
    clips = db.exec(told.where(CaseClip.case_id == case.pk).order_by(col(CaseClip.position))).all()
    keys = {in_case.clip_id: key for in_case, key in clips}
    return CaseWords(
        **case.model_dump(include=_OF_THE_CASE),
        **point.model_dump(include={"moment", "question", "closing", "continua"}),
        guide=guide_parts(case.guide),
        options=[OptionWords(one.key, one.label, one.speaks_for, one.speaks_against) for one in options_of(db, point)],
        themes=list(db.exec(themes.where(CaseTheme.case_id == case.pk).order_by(col(CaseTheme.position))).all()),
        guidance=list(
            db.exec(guidance.where(CaseGuidance.case_id == case.pk).order_by(col(CaseGuidance.position))).all()
        ),
        notes=[
            NoteWords(one.note, keys.get(one.clip_id or 0, ""), _time(one.from_ms), _time(one.to_ms)) for one in notes
        ],
        nothing_to_note=not notes,
        support=[SupportWords(one.get("title", ""), one.get("url", "")) for one in case.support],
        clips=[
            ClipWords(key, in_case.after, in_case.chose, dict(in_case.positions), in_case.weighed)
            for in_case, key in clips
        ],
    )


_OF_THE_CASE = {
    "title", "dilemma", "story", "setting", "level", "jurisdiction", "perspective", "twist", "licence", "attribution",
}  # fmt: skip


def _time(ms: int | None) -> str:
    return "" if ms is None else as_clock(ms)
