"""Keeping cohorts: founding one, its educators, the dates of its members, standing in for educators, closing it."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from ..clock import now
from ..errors import AlreadyDone, NotFound, WrongInput
from .cohort import Cohort, CohortClosure, Membership, Part
from .cohort_sight import still_open, today
from .delegation import Delegation
from .joining import join_cohort
from .person import Organisation, Person, Role
from .queries import living, person_by_email, roles_of, standing_in
from .signing_in import suspended

LONGEST_NAME = 120
DELEGATED_DAYS = (1, 7, 14, 30, 90)


def found_cohort(db: Session, organisation: Organisation, *, name: str, by: Person) -> Cohort:
    """Found a cohort in an organisation; an educator who founds it is its first. Raises WrongInput for a name that is
    missing, too long, or that an open cohort there has."""
    if not (name := " ".join(name.split())) or len(name) > LONGEST_NAME:
        raise WrongInput(f"Give the cohort a name of at most {LONGEST_NAME} characters.")
    same = select(Cohort.id).where(Cohort.name == name, Cohort.organisation_id == organisation.pk, still_open())
    if db.exec(same).first():
        raise WrongInput(f"There is a cohort called {name} already. Add the year or the place.")
    cohort = Cohort(name=name, organisation_id=organisation.pk)
    db.add(cohort)
    db.flush()
    if Role.educator in roles_of(db, by):
        join_cohort(db, cohort, by, starts_on=today(), part=Part.educator)
    return cohort


def add_educator(db: Session, cohort: Cohort, *, email: str, by: Person) -> Membership:
    """Make an educator of the same organisation one of this cohort's. Raises WrongInput, in the same words whoever the
    address belongs to and whether it belongs to anybody."""
    person = person_by_email(db, email)
    if person is None or person.organisation_id != cohort.organisation_id or Role.educator not in roles_of(db, person):
        raise WrongInput("No educator of this organisation signs in with that address. An administrator appoints them.")
    if (held := _place_of(db, cohort, person, Part.educator)) is not None:
        return held
    membership = join_cohort(db, cohort, person, starts_on=today(), part=Part.educator)
    db.flush()
    return membership


def _place_of(db: Session, cohort: Cohort, person: Person, part: Part) -> Membership | None:
    held = select(Membership).where(
        Membership.cohort_id == cohort.pk, Membership.person_id == person.pk, Membership.part == part
    )
    return db.exec(held.where(living())).first()


def date_membership(db: Session, membership: Membership, *, starts_on: date, ends_on: date | None, by: Person) -> None:
    """Say anew when a place begins and ends. Raises WrongInput where it would end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        raise WrongInput("A place in a cohort cannot end before it starts.")
    membership.starts_on, membership.ends_on = starts_on, ends_on
    db.add(membership)
    db.flush()


def end_membership(db: Session, membership: Membership, *, by: Person) -> None:
    """End a place at once: yesterday was its last day, and one that had not begun before today is as if never given."""
    yesterday = today() - timedelta(days=1)
    if membership.starts_on > yesterday:
        db.delete(membership)
    else:
        membership.ends_on = yesterday
        db.add(membership)
    db.flush()


def leave_cohort(db: Session, cohort: Cohort, *, by: Person) -> None:
    """Give up one's own place as a learner, at once: from then on its educators see nothing of one. Raises
    NotFound."""
    if (held := _place_of(db, cohort, by, Part.learner)) is None:
        raise NotFound("cohort")
    end_membership(db, held, by=by)


def delegate(db: Session, cohort: Cohort, *, email: str, days: int, by: Person) -> Delegation:
    """Let a named person run sessions for a cohort for so many days: an educator, or a senior trainee of the same
    organisation, as chief registrars are. What she had is replaced. Raises WrongInput."""
    if days not in DELEGATED_DAYS:
        raise WrongInput("Choose for how long.")
    person = person_by_email(db, email)
    if person is None or suspended(db, person) or not _may_stand_in(db, person, cohort):
        raise WrongInput("Nobody of your organisation, and no educator, signs in with that address.")
    if person.pk == by.pk:
        raise WrongInput("That is your own address; you teach this cohort already.")
    for earlier in delegations_of(db, cohort):
        if earlier[1].pk == person.pk:
            end_delegation(db, earlier[0], by=by)
    given = Delegation(cohort_id=cohort.pk, person_id=person.pk, given_by_id=by.pk, until=now() + timedelta(days=days))
    db.add(given)
    db.flush()
    return given


def _may_stand_in(db: Session, person: Person, cohort: Cohort) -> bool:
    if person.unproven:
        return False
    return person.organisation_id == cohort.organisation_id or Role.educator in roles_of(db, person)


def end_delegation(db: Session, delegation: Delegation, *, by: Person) -> None:
    """Take a delegation back, at once."""
    delegation.ended_at = delegation.ended_at or now()
    db.add(delegation)
    db.flush()


def delegations_of(db: Session, cohort: Cohort) -> list[tuple[Delegation, Person]]:
    """Who may stand in for a cohort's educators now, soonest to end first."""
    question = (
        select(Delegation, Person)
        .join(Person, col(Person.id) == Delegation.person_id)
        .where(Delegation.cohort_id == cohort.pk, standing_in())
        .order_by(col(Delegation.until))
    )
    return [(delegation, person) for delegation, person in db.exec(question).all()]


def close_cohort(db: Session, cohort: Cohort, *, by: Person) -> CohortClosure:
    """Close a cohort, for good: nobody joins it or sees who took part in it any more, and everyone keeps what is hers.
    Raises AlreadyDone."""
    if db.exec(select(CohortClosure.id).where(CohortClosure.cohort_id == cohort.pk)).first():
        raise AlreadyDone("This cohort is closed already.")
    closure = CohortClosure(cohort_id=cohort.pk, person_id=by.pk)
    db.add(closure)
    db.flush()
    return closure


def delegation_for(db: Session, cohort: Cohort, person: Person) -> Delegation | None:
    """What lets a person stand in for a cohort's educators now, or None."""
    return next((given for given, to in delegations_of(db, cohort) if to.pk == person.pk), None)
