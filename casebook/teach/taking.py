"""A programme as whoever takes it sees it: her modules, what is due, and what she has answered; for her alone."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.viewing import seen_by
from ..people.cohort_sight import SeenCohort, today
from ..people.person import Person
from ..people.viewer import Viewer
from .programme import Module, ModuleCase, Programme, Start
from .programme_sight import SeenProgramme, programmes_seen


@dataclass(frozen=True)
class OwnModuleCase:
    """A case of a module, and whether she has answered it."""

    case: Case
    answered: bool


@dataclass(frozen=True)
class OwnModule:
    """A module as she has it before her."""

    module: Module
    programme: Programme
    cases: list[OwnModuleCase] = field(default_factory=list)
    weeks: dict[int, str] = field(default_factory=dict)  # cohort -> the week in which she pressed Start for it
    day: date = field(default_factory=today)

    @property
    def started(self) -> bool:
        return bool(self.weeks)

    @property
    def took_part(self) -> bool:
        """Whether there is something to answer here, and she has answered all of it."""
        return bool(self.cases) and all(one.answered for one in self.cases)

    @property
    def done(self) -> bool:
        return self.started and self.took_part

    @property
    def to_come(self) -> bool:
        return self.day < self.module.opens_on

    @property
    def late(self) -> bool:
        return not self.done and self.day > self.module.due_on

    @property
    def state(self) -> str:
        """In one word, for the page."""
        return (
            "done" if self.done else "to come" if self.to_come else "late" if self.late
            else "started" if self.started else "open"
        )  # fmt: skip

    def not_started_in(self, cohorts: list[SeenCohort]) -> list[SeenCohort]:
        """Those of these cohorts for which she has not pressed Start."""
        return [one for one in cohorts if one.cohort.pk not in self.weeks]


def own_modules(db: Session, viewer: Viewer, programmes: list[SeenProgramme]) -> list[OwnModule]:
    """The modules of these programmes with her own answers and starts, in order; in four questions."""
    person = viewer.person
    if person is None or not programmes:
        return []
    of = {one.programme.pk: one.programme for one in programmes}
    modules = db.exec(
        select(Module)
        .where(col(Module.programme_id).in_(of))
        .order_by(col(Module.programme_id), col(Module.position), col(Module.id))
    ).all()
    ids = [one.pk for one in modules]
    cases: dict[int, list[OwnModuleCase]] = {}
    committed = _committed(db, person)
    rows = db.exec(
        select(ModuleCase.module_id, Case, DecisionPoint.id)
        .join(Case, col(Case.id) == ModuleCase.case_id)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .where(col(ModuleCase.module_id).in_(ids), seen_by(viewer))
        .order_by(col(ModuleCase.position))
    ).all()
    for module_id, case, point in rows:
        cases.setdefault(module_id, []).append(OwnModuleCase(case, point in committed))
    weeks: dict[int, dict[int, str]] = {}
    hers = select(Start.module_id, Start.cohort_id, Start.week).where(Start.person_id == person.pk)
    for module_id, cohort_id, week in db.exec(hers.where(col(Start.module_id).in_(ids))).all():
        weeks.setdefault(module_id, {})[cohort_id] = week
    return [OwnModule(one, of[one.programme_id], cases.get(one.pk, []), weeks.get(one.pk, {})) for one in modules]


def _committed(db: Session, person: Person) -> set[int]:
    return set(db.exec(select(Commitment.decision_point_id).where(Commitment.person_id == person.pk)).all())


def due_for(db: Session, viewer: Viewer) -> list[OwnModule]:
    """The modules that are open and not done in the programmes she takes now, soonest due first."""
    taken = [one for one in programmes_seen(db, viewer) if one.taken_in]
    waiting = [one for one in own_modules(db, viewer, taken) if not one.done and not one.to_come]
    return sorted(waiting, key=lambda one: (one.module.due_on, one.module.position))
