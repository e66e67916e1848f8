"""Facts of cases: what filters ask of each case in a viewer's sight, in a fixed number of questions.

The stage of who speaks and the length are those of the card, which anyone who sees the case sees: all clips whose
consent lives. Medium and content notes tell of a clip itself, so only clips that are open to this viewer count.
"""

from dataclasses import dataclass
from datetime import datetime

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

    case: Case
    values: dict[str, set[str]]
    said: dict[tuple[str, str], str]
    duration_ms: int
    opened_at: datetime

    @property
    def slug(self) -> str:
        return self.case.slug


def facts_of(db: Session, viewer: Viewer) -> list[CaseFacts]:
    """The facts of every case that this viewer may see now."""
    seen = viewing.seen_by(viewer)
    found = {case.pk: case for case in db.exec(select(Case).where(seen)).all()}
    values: dict[int, dict[str, set[str]]] = {
        pk: {
            "setting": {case.setting},
            "perspective": {case.perspective},
            "level": {case.level},
            "jurisdiction": {as_slug(case.jurisdiction)},
            "answered": {"no"},
        }
        | {facet: set() for facet in ("theme", "stage", "continuum", "medium", "length", "without")}
        for pk, case in found.items()
    }
    said = {pk: {("jurisdiction", as_slug(case.jurisdiction)): case.jurisdiction} for pk, case in found.items()}
    themes = select(CaseTheme.case_id, Theme).join(Theme, col(Theme.id) == CaseTheme.theme_id)
    for pk, theme in db.exec(themes.join(Case, col(Case.id) == CaseTheme.case_id).where(seen)).all():
        values[pk]["theme"].add(theme.slug)
        said[pk]["theme", theme.slug] = theme.title
    points = select(DecisionPoint).join(Case, col(Case.id) == DecisionPoint.case_id).where(seen)
    for point in db.exec(points).all():
        values[point.case_id]["continuum"] |= set(point.continua)
    for pk in db.exec(
        select(DecisionPoint.case_id)
        .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(seen, Commitment.person_id == (viewer.person and viewer.person.id))
    ).all():
        values[pk]["answered"] = {"yes"}
    durations, open_clips = _clips(db, viewer, values)
    notes = select(ContentNote).join(Case, col(Case.id) == ContentNote.case_id).where(seen)
    for note in db.exec(notes).all():
        if note.clip_id is None or note.clip_id in open_clips:
            values[note.case_id]["without"].add(as_slug(note.note))
            said[note.case_id]["without", as_slug(note.note)] = note.note
    opened = select(Publication.case_id, Publication.created_at).where(col(Publication.ended_at).is_(None))
    since = dict(db.exec(opened).all())
    return [
        CaseFacts(
            case=case,
            values=values[pk] | {"length": _length(durations.get(pk, 0))},
            said=said[pk],
            duration_ms=durations.get(pk, 0),
            opened_at=since.get(pk, case.created_at),
        )
        for pk, case in found.items()
    ]


def _clips(db: Session, viewer: Viewer, values: dict[int, dict[str, set[str]]]) -> tuple[dict[int, int], set[int]]:
    """Put stages and media into `values`; answers milliseconds by case, and the clips that are open."""
    told = db.exec(
        select(CaseClip, Clip, Contributor.stage)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(viewing.seen_by(viewer), viewing.consented(viewer))
    ).all()
    durations: dict[int, int] = {}
    for in_case, clip, stage in told:
        length = clip.duration_ms or ((clip.out_ms or clip.in_ms) - clip.in_ms)
        durations[in_case.case_id] = durations.get(in_case.case_id, 0) + length
        values[in_case.case_id]["stage"].add(stage)
    opened = db.exec(
        select(CaseClip.case_id, Clip.id, Recording.medium)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(viewing.seen_by(viewer), viewing.consented(viewer), viewing.opened(viewer))
    ).all()
    for pk, _, medium in opened:
        values[pk]["medium"].add(str(medium))
    return durations, {clip_id for _, clip_id, _ in opened if clip_id is not None}


def _length(duration_ms: int) -> set[str]:
    if not duration_ms:
        return set()
    return {"under-5" if duration_ms < 300_000 else "5-to-10" if duration_ms <= 600_000 else "over-10"}
