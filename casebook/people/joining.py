"""How people come in: organisations, persons, their roles, and dated places in cohorts."""

import re
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from ..errors import AlreadyDone, WrongInput
from .cohort import Cohort, Membership, Part
from .person import Appointment, CareerStage, Organisation, Person, Role


def add_organisation(db: Session, *, slug: str, name: str) -> Organisation:
    """Add an organisation, or answer the one of that slug."""
    found = db.exec(select(Organisation).where(Organisation.slug == slug)).first()
    organisation = found or Organisation(slug=slug, name=name)
    db.add(organisation)
    db.flush()
    return organisation


def add_person(
    db: Session,
    *,
    name: str,
    email: str,
    roles: Sequence[Role] = (),
    stage: CareerStage = CareerStage.other,
    organisation: Organisation | None = None,
    simulated: bool = False,
    by: Person | None = None,
) -> Person:
    """Add a person with roles. Raises WrongInput for an address that cannot be one, AlreadyDone for one
    that is taken."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) or len(email) > 254:
        raise WrongInput(f"{email!r} is not an e-mail address; one looks like name@hospital.example.")
    if not (name := name.strip()):
        raise WrongInput("A name is needed; it may be any name the person goes by.")
    if db.exec(select(Person).where(Person.email == email)).first():
        raise AlreadyDone(f"There is already someone with the address {email}.")
    person = Person(
        name=name,
        email=email,
        stage=stage,
        simulated=simulated,
        organisation_id=organisation.id if organisation else None,
    )
    db.add(person)
    db.flush()
    for role in roles:
        appoint(db, person, role, by=by)
    return person


def appoint(db: Session, person: Person, role: Role, *, by: Person | None = None) -> Appointment:
    """Give a person a role; the row says who gave it and when."""
    appointment = Appointment(person_id=person.pk, role=role, given_by_id=by.pk if by else None)
    db.add(appointment)
    return appointment


def enter_organisation(db: Session, person: Person, organisation: Organisation) -> Organisation:
    """Make a person one of an organisation, who is of none or of this one. Raises AlreadyDone where she is of another:
    what its people were promised follows her."""
    if person.organisation_id not in (None, organisation.pk):
        raise AlreadyDone(f"{person.name} is of another organisation already.")
    person.organisation_id = organisation.pk
    db.add(person)
    return organisation


def add_cohort(db: Session, *, name: str, organisation: Organisation) -> Cohort:
    """Add a cohort to an organisation, or answer the one of that name."""
    same = select(Cohort).where(Cohort.name == name, Cohort.organisation_id == organisation.pk)
    cohort = db.exec(same).first() or Cohort(name=name, organisation_id=organisation.pk)
    db.add(cohort)
    db.flush()
    return cohort


def join_cohort(
    db: Session,
    cohort: Cohort,
    person: Person,
    *,
    starts_on: date,
    ends_on: date | None = None,
    part: Part = Part.learner,
) -> Membership:
    """Give a person a place in a cohort from a day until, if known, another."""
    if ends_on and ends_on < starts_on:
        raise WrongInput("A place in a cohort cannot end before it starts.")
    membership = Membership(cohort_id=cohort.pk, person_id=person.pk, starts_on=starts_on, ends_on=ends_on, part=part)
    db.add(membership)
    return membership
