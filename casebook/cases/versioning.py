"""Keeping a case's versions: its words written down as they stand, and asked for as they stood."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from ..media.clip import Clip
from .case import Case, CaseClip, CaseGuidance, CaseTheme, ContentNote
from .case_version import CaseVersion
from .decision_point import DecisionPoint, Option
from .guidance import Guidance
from .theme import Theme


@dataclass(frozen=True)
class OptionAsItStood:
    """An option of one version."""

    key: str
    label: str
    speaks_for: str
    speaks_against: str


@dataclass(frozen=True)
class ClipAsItStood:
    """Where a clip stood in one version: its key, its name in content, and whether it was told after the decision."""

    key: str
    name: str
    after: bool


@dataclass(frozen=True)
class CaseAsItStood:
    """A case at one version: every field is text of that version; `guide` is for educators, `twist` for those who have
    answered. `clips` stand in their order."""

    version: int
    title: str
    dilemma: str
    story: str
    setting: str
    jurisdiction: str
    level: str
    perspective: str
    twist: str
    guide: str
    moment: str
    question: str
    closing: str
    options: list[OptionAsItStood]
    continua: list[str]  # slugs
    themes: list[str]  # slugs, the primary one first
    guidance: list[str]  # keys
    notes: list[str]
    support: list[dict[str, Any]] = field(default_factory=list)
    clips: list[ClipAsItStood] = field(default_factory=list)
    licence: str = ""
    attribution: str = ""

    def label(self, choice: str) -> str:
        """The words of an option; of one that was not there, its key."""
        return next((option.label for option in self.options if option.key == choice), choice)


def keep_version(db: Session, case: Case) -> CaseVersion:
    """Write a case's words down under its present version, once: what is written of a version stays. Whoever changes a
    case calls this before, where an old library has no row yet, and after."""
    if (kept := _kept(db, case, case.version)) is not None:
        return kept
    db.flush()
    version = CaseVersion(case_id=case.pk, version=case.version, words=asdict(as_it_stands(db, case)))
    db.add(version)
    db.flush()
    return version


def case_as_of(db: Session, case: Case, version: int) -> CaseAsItStood | None:
    """A case as it stood at a version; None for one of before versions were kept, or that there never was."""
    kept = _kept(db, case, version)
    return _stood(kept.words) if kept else None


def cases_as_of(db: Session, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], CaseAsItStood]:
    """Those of many cases as they stood, by (case, version), in one question; one that was not kept is left out."""
    pairs = set(wanted)
    rows = db.exec(select(CaseVersion).where(col(CaseVersion.case_id).in_({case for case, _ in pairs}))).all()
    return {(row.case_id, row.version): _stood(row.words) for row in rows if (row.case_id, row.version) in pairs}


def as_it_stands(db: Session, case: Case) -> CaseAsItStood:
    """A case as it stands now."""
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    options = select(Option).where(Option.decision_point_id == point.pk).order_by(col(Option.position))
    themes = select(Theme.slug).join(CaseTheme, col(CaseTheme.theme_id) == Theme.id)
    guidance = select(Guidance.key).join(CaseGuidance, col(CaseGuidance.guidance_id) == Guidance.id)
    notes = select(ContentNote.note).where(ContentNote.case_id == case.pk).order_by(col(ContentNote.position))
    clips = select(Clip.key, CaseClip.name, CaseClip.after).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
    return CaseAsItStood(
        **case.model_dump(include=_OF_THE_CASE),
        **point.model_dump(include={"moment", "question", "closing", "continua"}),
        options=[
            OptionAsItStood(one.key, one.label, one.speaks_for, one.speaks_against) for one in db.exec(options).all()
        ],
        themes=list(db.exec(themes.where(CaseTheme.case_id == case.pk).order_by(col(CaseTheme.position))).all()),
        guidance=list(
            db.exec(guidance.where(CaseGuidance.case_id == case.pk).order_by(col(CaseGuidance.position))).all()
        ),
        notes=list(db.exec(notes).all()),
        clips=[
            ClipAsItStood(*told)
            for told in db.exec(clips.where(CaseClip.case_id == case.pk).order_by(col(CaseClip.position))).all()
        ],
    )


_OF_THE_CASE = {
    "version", "title", "dilemma", "story", "setting", "jurisdiction", "level", "perspective", "twist", "guide",
    "support", "licence", "attribution",
}  # fmt: skip


def _kept(db: Session, case: Case, version: int) -> CaseVersion | None:
    return db.exec(select(CaseVersion).where(CaseVersion.case_id == case.pk, CaseVersion.version == version)).first()


def _stood(words: dict[str, Any]) -> CaseAsItStood:
    given = dict(words)
    given["options"] = [OptionAsItStood(**option) for option in given["options"]]
    given["clips"] = [ClipAsItStood(**clip) for clip in given["clips"]]
    return CaseAsItStood(**given)
