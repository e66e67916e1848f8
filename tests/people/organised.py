"""People of two organisations for tests of cohorts: cohort North of the cast, and whoever else stands around it."""

from datetime import date, timedelta

from sqlmodel import Session, select

from casebook.clock import now
from casebook.people.cohort import Cohort, Membership, Part
from casebook.people.joining import add_cohort, add_person, join_cohort
from casebook.people.person import CareerStage, Organisation, Person, Role
from tests.conftest import cast

DAY = timedelta(days=1)


def today() -> date:
    return now().date()


def north(db: Session) -> Cohort:
    return db.exec(select(Cohort).where(Cohort.name == "North")).one()


def organisation_of(db: Session, name: str) -> Organisation:
    return db.get_one(Organisation, cast(db, name).organisation_id)


def somebody(
    db: Session, name: str, *roles: Role, at: str = "tom", stage: CareerStage = CareerStage.foundation
) -> Person:
    """A person of the organisation that `at` of the cast belongs to; her address is <name>@casebook.example."""
    email = f"{name.lower()}@casebook.example"
    return add_person(db, name=name, email=email, roles=roles, stage=stage, organisation=organisation_of(db, at))


def joined(
    db: Session,
    person: Person,
    cohort: Cohort,
    *,
    part: Part = Part.learner,
    begins: int = -30,
    ends: int | None = None,
) -> Membership:
    """A place from so many days from now until so many."""
    place = join_cohort(
        db, cohort, person, part=part, starts_on=today() + begins * DAY,
        ends_on=None if ends is None else today() + ends * DAY,
    )  # fmt: skip
    db.flush()
    return place


def south(db: Session) -> Cohort:
    """A cohort of the other organisation, with Otto in it."""
    cohort = add_cohort(db, name="South", organisation=organisation_of(db, "otto"))
    joined(db, cast(db, "otto"), cohort)
    return cohort
