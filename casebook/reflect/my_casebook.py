"""What My casebook shows: a person's own answers and writing in time, and what they cover; for her alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ..cases.case import Case, CaseTheme
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.theme import Continuum, Theme
from ..cases.viewing import seen_by
from ..people.person import Person
from ..people.viewer import Viewer
from .queries import OwnCase
from .reflection import Action, Reflection
from .response import DRAFT, SECOND, SealedRecord

PER_PAGE = 20  # entries of the timeline, notes, or things to do


@dataclass(frozen=True)
class Begun:
    """A case whose first answer, or second, has been begun and not committed."""

    case: Case
    again: bool


@dataclass(frozen=True)
class Entry:
    """One thing in the timeline: an answered case or a finished reflection, at the time it is placed by."""

    at: datetime
    answered: OwnCase | None = None
    reflection: Reflection | None = None


@dataclass(frozen=True)
class ToDo:
    """An action, with the reflection it was written in."""

    reflection: Reflection
    action: Action


@dataclass(frozen=True)
class Covered:
    """A theme or a continuum, with how many cases within sight are under it, and how many of those she has answered
    and reflected on."""

    slug: str
    title: str
    cases: int
    answered: int
    reflected: int


@dataclass(frozen=True)
class Coverage:
    """What her cases cover, and what they do not yet."""

    themes: list[Covered]
    continua: list[Covered]

    @property
    def most(self) -> int:
        """Cases under the fullest of them, for drawing all to one scale."""
        return max((one.cases for one in [*self.themes, *self.continua]), default=0)


def timeline(answered: Iterable[OwnCase], reflections: Iterable[Reflection]) -> list[Entry]:
    """Answers and finished reflections, the latest first; what is not finished stands before them, elsewhere."""
    entries = [Entry(one.first.given_at, answered=one) for one in answered]
    entries += [Entry(one.begun_at, reflection=one) for one in reflections if one.finished]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def to_do(reflections: Iterable[Reflection]) -> list[ToDo]:
    """Every action: those still open first, soonest day first, then those done, latest first."""
    found = [ToDo(reflection, action) for reflection in reflections for action in reflection.actions]
    still = [one for one in found if one.action.done_on is None]
    done = [one for one in found if one.action.done_on is not None]
    still.sort(key=lambda one: (one.action.due is None, str(one.action.due)))
    return still + sorted(done, key=lambda one: str(one.action.done_on), reverse=True)


def begun_answers(db: Session, viewer: Viewer) -> list[Begun]:
    """Cases this viewer has begun to answer, for the first time or again, and not committed: whether there is a draft
    is asked, not what it says."""
    if viewer.person is None:
        return []
    question = (
        select(Case, SealedRecord.kind)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .join(SealedRecord, col(SealedRecord.about) == DecisionPoint.key)
        .where(SealedRecord.owner_id == viewer.person.pk, col(SealedRecord.kind).in_(DRAFT.values()), seen_by(viewer))
        .order_by(col(Case.title), col(SealedRecord.kind))
    )
    return [Begun(case, again=kind == DRAFT[SECOND]) for case, kind in db.exec(question).all()]


def coverage(db: Session, viewer: Viewer, person: Person, reflections: Iterable[Reflection]) -> Coverage:
    """How the cases within a viewer's sight, and her own work on them, spread over themes and continua."""
    answered = set(
        db.exec(
            select(DecisionPoint.case_id)
            .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
            .where(Commitment.person_id == person.pk)
        ).all()
    )
    slugs = {one.case for one in reflections}
    seen = db.exec(
        select(Case.id, Case.slug, DecisionPoint.continua)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .where(seen_by(viewer))
    ).all()
    reflected = {case for case, slug, _ in seen if slug in slugs}
    under: dict[int, set[int | None]] = {}
    for case, theme in db.exec(select(CaseTheme.case_id, CaseTheme.theme_id)).all():
        under.setdefault(theme, set()).add(case)
    all_seen = {case for case, _, _ in seen}

    def covered(slug: str, title: str, cases: set[int | None]) -> Covered:
        return Covered(slug, title, len(cases), len(cases & answered), len(cases & reflected))

    return Coverage(
        themes=[
            covered(theme.slug, theme.title, under.get(theme.pk, set()) & all_seen)
            for theme in db.exec(select(Theme).order_by(col(Theme.position))).all()
        ],
        continua=[
            covered(one.slug, one.mean, {case for case, _, continua in seen if one.slug in continua})
            for one in db.exec(select(Continuum).order_by(col(Continuum.number))).all()
        ],
    )
