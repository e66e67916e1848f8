"""Who took part: from starts and commitments, which say that a person has answered, and from nothing else.

It is told of those alone who pressed Start, to the educators of the cohort that Start named; never what anybody chose
or wrote, and no time finer than the week of her start.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.viewing import published
from ..db.leaf import Leaf, leaf
from ..people.cohort import Cohort, Membership, Part
from ..people.cohort_sight import MEMBERS_ON_A_PAGE
from ..people.person import Person
from ..people.queries import living
from ..reflect.rounding import in_words, rounded
from .programme import Module, ModuleCase, Programme, Start


@dataclass(frozen=True)
class Took:
    """What is said of one learner and one module."""

    week: str = ""  # of her start; empty where she has not started
    part: bool = False  # she has answered every case of it that is open

    @property
    def started(self) -> bool:
        return bool(self.week)


NOT_STARTED = Took()


@dataclass(frozen=True)
class Learner:
    """A learner of a cohort with what is said of her, module by module in their order."""

    id: int
    name: str
    took: list[Took]


@dataclass(frozen=True)
class Counted:
    """A module in numbers, as an administrator sees it: to the nearest five."""

    module: Module
    started: str
    part: str


def modules_of(db: Session, programme: Programme) -> list[Module]:
    """The modules of a programme in their order."""
    question = select(Module).where(Module.programme_id == programme.pk)
    return list(db.exec(question.order_by(col(Module.position), col(Module.id))).all())


def taking_part(db: Session, programme: Programme, cohort: Cohort) -> tuple[list[Module], list[Learner]]:
    """The modules, and the present learners of a cohort by name with what is said of each; in five questions, however
    many they are."""
    modules = modules_of(db, programme)
    return modules, _learners(db, programme, cohort, modules, _places(db, cohort))


def leaf_of_taking_part(
    db: Session, programme: Programme, cohort: Cohort, number: int
) -> tuple[list[Module], Leaf[Learner]]:
    """The modules, and a page of these learners."""
    modules, places = modules_of(db, programme), leaf(_places(db, cohort), number, most=MEMBERS_ON_A_PAGE)
    learners = _learners(db, programme, cohort, modules, places.some)
    return modules, Leaf(learners, places.things, places.number, places.pages)


def _places(db: Session, cohort: Cohort) -> Sequence[tuple[int, str]]:
    """Row number and name of the present learners, by name."""
    return db.exec(
        select(Membership.person_id, Person.name)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.cohort_id == cohort.pk, Membership.part == Part.learner, living())
        .order_by(col(Person.name), col(Membership.person_id))
        .distinct()
    ).all()


def _learners(
    db: Session, programme: Programme, cohort: Cohort, modules: Sequence[Module], places: Sequence[tuple[int, str]]
) -> list[Learner]:
    said = _said(db, programme, cohort, col(Start.person_id).in_([number for number, _ in places]))
    return [
        Learner(number, name, [said.get((number, module.pk), NOT_STARTED) for module in modules])
        for number, name in places
    ]


def counted(db: Session, programme: Programme, cohort: Cohort) -> list[Counted]:
    """A cohort's taking part in rounded numbers, of all who started for it, whether they have a place now or not:
    whoever sees these numbers may end and date places, and could else tell one person by what her leaving changes."""
    said = _said(db, programme, cohort, true())
    return [
        Counted(
            module,
            in_words(rounded(sum(took.started for (_, of), took in said.items() if of == module.pk))),
            in_words(rounded(sum(took.part for (_, of), took in said.items() if of == module.pk))),
        )
        for module in modules_of(db, programme)
    ]


def _said(db: Session, programme: Programme, cohort: Cohort, whose: ColumnElement[bool]) -> dict[tuple[int, int], Took]:
    """(person, module) -> what is said, of those who started for this cohort."""
    here = (Module.programme_id == programme.pk, Start.cohort_id == cohort.pk, whose)
    starts = db.exec(
        select(Start.person_id, Start.module_id, Start.week)
        .join(Module, col(Module.id) == Start.module_id)
        .where(*here)
    ).all()
    asked = _asked(db, programme)
    starters = select(Start.person_id).join(Module, col(Module.id) == Start.module_id).where(*here)
    answered: dict[int, set[int]] = defaultdict(set)
    for person, point in db.exec(
        select(Commitment.person_id, Commitment.decision_point_id).where(
            col(Commitment.decision_point_id).in_(set().union(*asked.values())),
            col(Commitment.person_id).in_(starters),
        )
    ).all():
        answered[person].add(point)
    return {
        (person, module): Took(week, bool(asked[module]) and asked[module] <= answered[person])
        for person, module, week in starts
    }


def _asked(db: Session, programme: Programme) -> dict[int, set[int]]:
    """module -> the decision points of its open cases."""
    asked: dict[int, set[int]] = defaultdict(set)
    for module, point in db.exec(
        select(ModuleCase.module_id, DecisionPoint)
        .join(Module, col(Module.id) == ModuleCase.module_id)
        .join(Case, col(Case.id) == ModuleCase.case_id)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .where(Module.programme_id == programme.pk, published())
    ).all():
        asked[module].add(point.pk)
    return asked
