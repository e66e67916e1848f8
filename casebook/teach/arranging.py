"""Arranging programmes: making one, its modules and their cases, enrolling cohorts; and starting a module."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, delete, func, select

from ..cases.case import Case
from ..cases.case_set import CaseSet
from ..clock import iso_week, now
from ..errors import AlreadyDone, NotAllowed, WrongInput
from ..people.cohort import Cohort
from ..people.cohort_sight import SeenCohort, today
from ..people.person import Person
from .programme import Enrolment, Level, Module, ModuleCase, Programme, Start

LONGEST_TITLE = 120
LONGEST_NOTE = 600
MOST_MODULES = 60
MOST_CASES = 40  # of a module


def make_programme(db: Session, *, title: str, note: str, by: Person) -> Programme:
    """Make a programme in one's own organisation. Raises WrongInput."""
    if by.organisation_id is None:
        raise WrongInput("Your account belongs to no organisation yet. Ask an administrator.")
    programme = Programme(title="", organisation_id=by.organisation_id, person_id=by.pk)
    return name_programme(db, programme, title=title, note=note, by=by)


def name_programme(db: Session, programme: Programme, *, title: str, note: str, by: Person) -> Programme:
    """Give a programme its title and what it is for. Raises WrongInput."""
    if not (title := " ".join(title.split())) or len(title) > LONGEST_TITLE:
        raise WrongInput(f"Give it a title of at most {LONGEST_TITLE} characters.")
    if len(note := note.strip()) > LONGEST_NOTE:
        raise WrongInput(f"What it is for is longer than {LONGEST_NOTE} characters.")
    programme.title, programme.note = title, note
    db.add(programme)
    db.flush()
    return programme


def add_module(
    db: Session, programme: Programme, *, title: str, level: Level, opens_on: date, due_on: date, by: Person
) -> Module:
    """Add a module behind those there are; its cases are put in afterwards. Raises WrongInput."""
    held = select(func.count(), func.max(Module.position)).where(Module.programme_id == programme.pk)
    modules, last = db.exec(held).one()
    if modules >= MOST_MODULES:
        raise WrongInput(f"A programme has at most {MOST_MODULES} modules.")
    module = Module(
        programme_id=programme.pk, position=(last or 0) + 1, title="", opens_on=opens_on, due_on=due_on, level=level
    )
    return change_module(db, module, title=title, level=level, opens_on=opens_on, due_on=due_on, by=by)


def change_module(
    db: Session, module: Module, *, title: str, level: Level, opens_on: date, due_on: date, by: Person
) -> Module:
    """Say anew what a module is called, for whom it is, and its days. Raises WrongInput."""
    if not (title := " ".join(title.split())) or len(title) > LONGEST_TITLE:
        raise WrongInput(f"Give the module a title of at most {LONGEST_TITLE} characters.")
    if due_on < opens_on:
        raise WrongInput("A module cannot be due before it opens.")
    module.title, module.level, module.opens_on, module.due_on = title, level, opens_on, due_on
    db.add(module)
    db.flush()
    return module


def put_cases(
    db: Session, module: Module, cases: Sequence[Case], *, case_set: CaseSet | None = None, by: Person
) -> None:
    """Put cases in behind those there are, remembering the set they came in with; one that is in it stays where it is.
    Raises WrongInput where they are too many, AlreadyDone once somebody has started."""
    _still_free(db, module)
    held = case_ids(db, module)
    fresh = [one for one in dict.fromkeys(case.pk for case in cases) if one not in held]
    if len(held) + len(fresh) > MOST_CASES:
        raise WrongInput(f"A module has at most {MOST_CASES} cases.")
    last = db.exec(select(func.max(ModuleCase.position)).where(ModuleCase.module_id == module.pk)).one() or 0
    came_in = case_set.pk if case_set else None
    db.add_all(
        ModuleCase(module_id=module.pk, case_id=one, case_set_id=came_in, position=last + at)
        for at, one in enumerate(fresh, 1)
    )
    db.flush()


def take_case(db: Session, module: Module, case: Case, *, by: Person) -> None:
    """Take a case out again. Raises AlreadyDone once somebody has started."""
    _still_free(db, module)
    db.exec(delete(ModuleCase).where(col(ModuleCase.module_id) == module.pk, col(ModuleCase.case_id) == case.pk))


def _still_free(db: Session, module: Module) -> None:
    if is_started(db, module):
        raise AlreadyDone("Somebody has started this module, so its cases stay. Add another module instead.")


def case_ids(db: Session, module: Module) -> list[int]:
    """The cases of a module in their order, by row number."""
    question = select(ModuleCase.case_id).where(ModuleCase.module_id == module.pk)
    return list(db.exec(question.order_by(col(ModuleCase.position))).all())


def is_started(db: Session, module: Module) -> bool:
    """Whether anybody has started a module."""
    return db.exec(select(Start.week).where(Start.module_id == module.pk).limit(1)).first() is not None


def move_module(db: Session, module: Module, *, up: bool, by: Person) -> None:
    """Change places with the module before, or after; the first and the last stay."""
    beside = select(Module).where(Module.programme_id == module.programme_id)
    if up:
        beside = beside.where(col(Module.position) < module.position).order_by(col(Module.position).desc())
    else:
        beside = beside.where(col(Module.position) > module.position).order_by(col(Module.position))
    if (other := db.exec(beside).first()) is not None:
        module.position, other.position = other.position, module.position
        db.add_all((module, other))
        db.flush()


def remove_module(db: Session, module: Module, *, by: Person) -> None:
    """Take a module away. Raises AlreadyDone where somebody has started it: it is part of her record."""
    if is_started(db, module):
        raise AlreadyDone("Somebody has started this module, so it stays; it is part of her record.")
    db.exec(delete(ModuleCase).where(col(ModuleCase.module_id) == module.pk))
    db.delete(module)
    db.flush()


def enrol(db: Session, programme: Programme, cohort: Cohort, *, by: Person) -> Enrolment:
    """Let a cohort take a programme; once more changes nothing."""
    live = select(Enrolment).where(
        Enrolment.programme_id == programme.pk, Enrolment.cohort_id == cohort.pk, col(Enrolment.ended_at).is_(None)
    )
    enrolment = db.exec(live).first() or Enrolment(programme_id=programme.pk, cohort_id=cohort.pk, person_id=by.pk)
    db.add(enrolment)
    db.flush()
    return enrolment


def end_enrolment(db: Session, programme: Programme, cohort: Cohort, *, by: Person) -> None:
    """End a cohort's programme: nothing of it is due any more, and its educators see no more who took part."""
    live = select(Enrolment).where(
        Enrolment.programme_id == programme.pk, Enrolment.cohort_id == cohort.pk, col(Enrolment.ended_at).is_(None)
    )
    for enrolment in db.exec(live).all():
        enrolment.ended_at = now()
        db.add(enrolment)
    db.flush()


def start(db: Session, module: Module, cohorts: Sequence[SeenCohort], *, by: Person) -> None:
    """Start a module, having read who sees it: the educators of these cohorts, in which she takes it. Once more changes
    nothing. Raises NotAllowed before it opens, or where she takes it in none."""
    if today() < module.opens_on:
        raise NotAllowed(f"This module opens on {module.opens_on:%-d %B %Y}.")
    if not cohorts:
        raise NotAllowed("You take this module in no cohort at present.")
    for one in cohorts:
        if db.get(Start, (by.pk, module.pk, one.cohort.pk)) is None:
            db.add(Start(person_id=by.pk, module_id=module.pk, cohort_id=one.cohort.pk, week=iso_week(now())))
    db.flush()
