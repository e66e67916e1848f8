"""Facts of cases: what filters ask of each case in a viewer's sight, in a fixed number of questions.

The stage of who speaks and the length are those of the card, which anyone who sees the case sees: all clips whose
consent lives. Medium and content notes tell of a clip itself, so only clips that are open to this viewer count.
Columns are asked for and not rows, because a library has thousands of them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

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

_Values = frozenset[str]
_NONE: _Values = frozenset()


@dataclass(frozen=True)
class CaseFacts:
    """A case as filters know it: values by facet, how those are said that have words of their own, milliseconds of
    film, and since when it is open (a draft: since when it is there)."""

    slug: str
    values: dict[str, _Values]
    said: frozenset[tuple[tuple[str, str], str]]
    duration_ms: int
    opened_at: datetime


# Thousands of cases have the same few sets of values. A set for each would be most of what browsing costs, in making
# them and in the garbage that is looked through meanwhile; so equal ones are one. Nothing of a viewer is kept by it.
@lru_cache(maxsize=4096)
def _only(value: str) -> _Values:
    return frozenset({value})


@lru_cache(maxsize=16_384)
def _with(values: frozenset[Any], value: Any) -> frozenset[Any]:
    return values | {value}


_slug = lru_cache(maxsize=4096)(as_slug)


def facts_of(db: Session, viewer: Viewer, among: ColumnElement[bool] | None = None) -> list[CaseFacts]:
    """The facts of every case that this viewer may see now, or of those `among` them."""
    seen = viewing.seen_by(viewer) & (true() if among is None else among)
    ask = db.connection().execute
    themes: dict[int, _Values] = {}
    continua: dict[int, _Values] = {}
    notes: dict[int, _Values] = {}
    said: dict[int, frozenset[tuple[tuple[str, str], str]]] = {}
    told = select(CaseTheme.case_id, Theme.slug, Theme.title).join(Theme, col(Theme.id) == CaseTheme.theme_id)
    for pk, slug, title in ask(told.join(Case, col(Case.id) == CaseTheme.case_id).where(seen)).all():
        themes[pk] = _with(themes.get(pk, _NONE), slug)
        said[pk] = _with(said.get(pk, _NONE), (("theme", slug), title))
    points = select(DecisionPoint.case_id, DecisionPoint.continua).join(Case, col(Case.id) == DecisionPoint.case_id)
    for pk, pulling in ask(points.where(seen)).all():
        for continuum in pulling:
            continua[pk] = _with(continua.get(pk, _NONE), continuum)
    committed = (
        select(DecisionPoint.case_id)
        .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(seen, Commitment.person_id == (viewer.person and viewer.person.id))
    )
    answered = set(ask(committed).scalars())
    clips = _clips(db, viewer, seen)
    noted = select(ContentNote.case_id, ContentNote.clip_id, ContentNote.note)
    for pk, clip_id, note in ask(noted.join(Case, col(Case.id) == ContentNote.case_id).where(seen)).all():
        if clip_id is None or clip_id in clips.opened:
            notes[pk] = _with(notes.get(pk, _NONE), _slug(note))
            said[pk] = _with(said.get(pk, _NONE), (("without", _slug(note)), note))
    opened = select(Publication.case_id, Publication.created_at).where(col(Publication.ended_at).is_(None))
    since = dict(db.exec(opened).all())
    cases = select(
        Case.id, Case.slug, Case.created_at, Case.setting, Case.perspective, Case.level, Case.jurisdiction
    ).where(seen)  # type: ignore[call-overload]
    facts = []
    for pk, slug, created_at, setting, perspective, level, jurisdiction in ask(cases).all():
        law, length = _slug(jurisdiction), clips.durations.get(pk, 0)
        values = {
            "theme": themes.get(pk, _NONE),
            "answered": _only("yes" if pk in answered else "no"),
            "stage": clips.stages.get(pk, _NONE),
            "setting": _only(setting),
            "length": _length(length),
            "level": _only(level),
            "continuum": continua.get(pk, _NONE),
            "perspective": _only(perspective),
            "medium": clips.media.get(pk, _NONE),
            "jurisdiction": _only(law),
            "without": notes.get(pk, _NONE),
        }
        words = _with(said.get(pk, _NONE), (("jurisdiction", law), jurisdiction))
        facts.append(CaseFacts(slug, values, words, length, since.get(pk, created_at)))
    return facts


@dataclass(frozen=True)
class _Clips:
    """What clips tell of their cases: stages, media of those that are open, milliseconds; and which are open."""

    stages: dict[int, _Values]
    media: dict[int, _Values]
    durations: dict[int, int]
    opened: set[int]


def _clips(db: Session, viewer: Viewer, seen: ColumnElement[bool]) -> _Clips:
    told = (
        select(CaseClip.case_id, Clip.duration_ms, Clip.in_ms, Clip.out_ms, Contributor.stage)  # type: ignore[call-overload]
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(seen, viewing.consented(viewer))
    )
    clips = _Clips({}, {}, {}, set())
    for pk, duration_ms, in_ms, out_ms, stage in db.connection().execute(told).all():
        length = duration_ms or ((out_ms or in_ms) - in_ms)
        clips.durations[pk] = clips.durations.get(pk, 0) + length
        clips.stages[pk] = _with(clips.stages.get(pk, _NONE), stage)
    opened = (
        select(CaseClip.case_id, Clip.id, Recording.medium)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(seen, viewing.consented(viewer), viewing.opened(viewer))
    )
    for pk, clip_id, medium in db.connection().execute(opened).all():
        clips.opened.add(clip_id)
        clips.media[pk] = _with(clips.media.get(pk, _NONE), str(medium))
    return clips


def _length(duration_ms: int) -> _Values:
    if not duration_ms:
        return _NONE
    return _only("under-5" if duration_ms < 300_000 else "5-to-10" if duration_ms <= 600_000 else "over-10")
