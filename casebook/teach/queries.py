"""Questions of those who make programmes: what a module holds, what may be put in, which cohorts may be enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.case_set import CaseSet, SetStep
from ..cases.viewing import seen_by
from ..people.cohort_sight import SeenCohort, cohorts_seen
from ..people.viewer import Viewer
from .programme import Enrolment, Module, ModuleCase, Programme, Start

_MOST_FOUND = 20


@dataclass(frozen=True)
class PutIn:
    """A case of a module as its makers see it. `case` is None where they may not see it now."""

    case: Case | None
    set_title: str


def put_in(db: Session, viewer: Viewer, programme: Programme) -> dict[int, list[PutIn]]:
    """module -> its cases in order, for every module of a programme in two questions."""
    rows = db.exec(
        select(ModuleCase.module_id, ModuleCase.case_id, CaseSet.title)
        .join(Module, col(Module.id) == ModuleCase.module_id)
        .outerjoin(CaseSet, col(CaseSet.id) == ModuleCase.case_set_id)
        .where(Module.programme_id == programme.pk)
        .order_by(col(ModuleCase.position))
    ).all()
    seen = db.exec(select(Case).where(col(Case.id).in_({case for _, case, _ in rows}), seen_by(viewer))).all()
    by_id = {one.pk: one for one in seen}
    held: dict[int, list[PutIn]] = {}
    for module, case, set_title in rows:
        held.setdefault(module, []).append(PutIn(by_id.get(case), set_title or ""))
    return held


def cases_to_put_in(db: Session, viewer: Viewer, module: Module, words: str) -> Sequence[Case]:
    """Cases this viewer may see whose title or dilemma has these words, or the newest; none that is in already."""
    held = select(ModuleCase.case_id).where(ModuleCase.module_id == module.pk)
    question = select(Case).where(seen_by(viewer), col(Case.id).not_in(held))
    for word in words.split()[:8]:
        question = question.where(
            col(Case.title).icontains(word, autoescape=True) | col(Case.dilemma).icontains(word, autoescape=True)
        )
    order = col(Case.title) if words.strip() else col(Case.id).desc()
    return db.exec(question.order_by(order).limit(_MOST_FOUND)).all()


def cases_of_set(db: Session, viewer: Viewer, case_set: CaseSet) -> Sequence[Case]:
    """The cases of a set in its order that this viewer may see now."""
    question = select(Case).join(SetStep, col(SetStep.case_id) == Case.id)
    return db.exec(
        question.where(SetStep.case_set_id == case_set.pk, seen_by(viewer)).order_by(col(SetStep.position))
    ).all()


def cohorts_enrolled(db: Session, programme: Programme) -> set[int]:
    """Which cohorts take a programme now, by row number."""
    live = select(Enrolment.cohort_id).where(Enrolment.programme_id == programme.pk, col(Enrolment.ended_at).is_(None))
    return set(db.exec(live).all())


def cohorts_to_enrol(db: Session, viewer: Viewer, programme: Programme) -> list[SeenCohort]:
    """Cohorts this viewer keeps that do not take the programme yet."""
    enrolled = cohorts_enrolled(db, programme)
    return [one for one in cohorts_seen(db, viewer) if one.kept and not one.closed and one.cohort.pk not in enrolled]


def started_modules(db: Session, programme: Programme) -> set[int]:
    """Which modules of a programme somebody has started."""
    question = select(Start.module_id).join(Module, col(Module.id) == Start.module_id)
    return set(db.exec(question.where(Module.programme_id == programme.pk).distinct()).all())
