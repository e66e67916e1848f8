"""Facts of cases: what filters ask of each case in a viewer's sight, in a fixed number of questions.

The stage of who speaks and the length are those of the card, which anyone who sees the case sees: all clips whose
consent lives. Medium and content notes tell of a clip itself, so only clips that are open to this viewer count.
Columns are asked for and not rows, because a library has thousands of them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from ..media.clip import Clip, Recording
from ..people.contributor import Contributor
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip, CaseTheme, ContentNote
from .decision_point import Commitment, DecisionPoint
from .labels import as_slug
from .publication import Publication
from .theme import Theme


@dataclass(frozen=True)
class CaseFacts:
    """A case as filters know it: values by facet, how those are said that have words of their own, milliseconds of
    film, and since when it is open (a draft: since when it is there)."""

    slug: str
    values: dict[str, set[str]]
    said: dict[tuple[str, str], str]
    duration_ms: int
    opened_at: datetime


def facts_of(db: Session, viewer: Viewer, among: ColumnElement[bool] | None = None) -> list[CaseFacts]:
    """The facts of every case that this viewer may see now, or of those `among` them."""
    seen = viewing.seen_by(viewer) & (true() if among is None else among)
    cases = (
        db.connection()
        .execute(
            select(
                Case.id, Case.slug, Case.created_at, Case.setting, Case.perspective, Case.level, Case.jurisdiction
            ).where(seen)  # type: ignore[call-overload]
        )
        .all()
    )
    values: dict[int, dict[str, set[str]]] = {}
    said: dict[int, dict[tuple[str, str], str]] = {}
    for case in cases:
        law = as_slug(case.jurisdiction)
        said[case.id] = {("jurisdiction", law): case.jurisdiction}
        values[case.id] = {
            "setting": {case.setting},
            "perspective": {case.perspective},
            "level": {case.level},
            "jurisdiction": {law},
            "answered": {"no"},
        } | {facet: set() for facet in ("theme", "stage", "continuum", "medium", "length", "without")}
    themes = select(CaseTheme.case_id, Theme.slug, Theme.title).join(Theme, col(Theme.id) == CaseTheme.theme_id)
    for pk, slug, title in db.exec(themes.join(Case, col(Case.id) == CaseTheme.case_id).where(seen)).all():
        values[pk]["theme"].add(slug)
        said[pk]["theme", slug] = title
    points = select(DecisionPoint.case_id, DecisionPoint.continua).join(Case, col(Case.id) == DecisionPoint.case_id)
    for pk, continua in db.exec(points.where(seen)).all():
        values[pk]["continuum"] |= set(continua)
    answered = (
        select(DecisionPoint.case_id)
        .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(seen, Commitment.person_id == (viewer.person and viewer.person.id))
    )
    for pk in db.exec(answered).all():
        values[pk]["answered"] = {"yes"}
    durations, open_clips = _clips(db, viewer, seen, values)
    notes = select(ContentNote.case_id, ContentNote.clip_id, ContentNote.note)
    for pk, clip_id, note in db.exec(notes.join(Case, col(Case.id) == ContentNote.case_id).where(seen)).all():
        if clip_id is None or clip_id in open_clips:
            values[pk]["without"].add(as_slug(note))
            said[pk]["without", as_slug(note)] = note
    opened = select(Publication.case_id, Publication.created_at).where(col(Publication.ended_at).is_(None))
    since = dict(db.exec(opened).all())
    return [
        CaseFacts(
            slug=case.slug,
            values=values[case.id] | {"length": _length(durations.get(case.id, 0))},
            said=said[case.id],
            duration_ms=durations.get(case.id, 0),
            opened_at=since.get(case.id, case.created_at),
        )
        for case in cases
    ]


def _clips(
    db: Session, viewer: Viewer, seen: ColumnElement[bool], values: dict[int, dict[str, set[str]]]
) -> tuple[dict[int, int], set[int]]:
    """Put stages and media into `values`; answers milliseconds by case, and the clips that are open."""
    told = (
        select(CaseClip.case_id, Clip.duration_ms, Clip.in_ms, Clip.out_ms, Contributor.stage)  # type: ignore[call-overload]
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(seen, viewing.consented(viewer))
    )
    durations: dict[int, int] = {}
    for pk, duration_ms, in_ms, out_ms, stage in db.connection().execute(told).all():
        length = duration_ms or ((out_ms or in_ms) - in_ms)
        durations[pk] = durations.get(pk, 0) + length
        values[pk]["stage"].add(stage)
    opened = db.exec(
        select(CaseClip.case_id, Clip.id, Recording.medium)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(seen, viewing.consented(viewer), viewing.opened(viewer))
    ).all()
    for pk, _, medium in opened:
        values[pk]["medium"].add(str(medium))
    return durations, {clip_id for _, clip_id, _ in opened if clip_id is not None}


def _length(duration_ms: int) -> set[str]:
    if not duration_ms:
        return set()
    return {"under-5" if duration_ms < 300_000 else "5-to-10" if duration_ms <= 600_000 else "over-10"}
