"""Giving and ending roles: by an administrator, to the people of her organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, false, func, select, true
from sqlmodel.sql.expression import SelectOfScalar

from ..clock import now
from ..db.leaf import Leaf, which
from ..errors import AlreadyDone, NotAllowed, NotFound
from .cohort import Cohort, Membership, Part
from .cohort_sight import today
from .joining import appoint
from .keeping_cohorts import end_membership
from .person import Appointment, Person, Role, Suspension
from .signing_in import sign_out_everywhere
from .viewer import Viewer

#: What an administrator gives. Operators look after the machine; who has that gives the role there.
GIVEN = tuple(role for role in Role if role is not Role.operator)
PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A person of an organisation with the roles she has now."""

    person: Person
    roles: Sequence[Role]
    suspended: bool


def people_of(db: Session, viewer: Viewer, number: int) -> Leaf[Listed]:
    """A page of the people of an administrator's organisation, by name."""
    things = db.exec(select(func.count()).select_from(Person).where(_administered(viewer))).one()
    number, pages = which(things, number, most=PEOPLE_ON_A_PAGE)
    question = select(Person).where(_administered(viewer)).order_by(col(Person.name), col(Person.id))
    people = db.exec(question.limit(PEOPLE_ON_A_PAGE).offset(PEOPLE_ON_A_PAGE * (number - 1))).all()
    ids = [person.pk for person in people]
    roles: dict[int, list[Role]] = {}
    held = select(Appointment).where(col(Appointment.person_id).in_(ids), col(Appointment.ended_at).is_(None))
    for appointment in db.exec(held.order_by(col(Appointment.id))).all():
        roles.setdefault(appointment.person_id, []).append(Role(appointment.role))
    shut = select(Suspension.person_id).where(col(Suspension.person_id).in_(ids), col(Suspension.lifted_at).is_(None))
    out = set(db.exec(shut).all())
    some = [Listed(one, list(dict.fromkeys(roles.get(one.pk, []))), one.pk in out) for one in people]
    return Leaf(some, things, number, pages)


def person_administered(db: Session, viewer: Viewer, key: str) -> Person:
    """The person of a key, if this viewer administers her organisation. Raises NotFound."""
    if (person := db.exec(select(Person).where(Person.key == key, _administered(viewer))).first()) is None:
        raise NotFound("person")
    return person


def appointments_of(db: Session, person: Person) -> Sequence[tuple[Appointment, str]]:
    """The roles a person has now, each with the name of who gave it; empty where that was on the command line."""
    giver = select(Person.name).where(Person.id == Appointment.given_by_id).correlate(Appointment).scalar_subquery()
    question = select(Appointment, func.coalesce(giver, "")).where(
        Appointment.person_id == person.pk, col(Appointment.ended_at).is_(None)
    )
    return [(held, name) for held, name in db.exec(question.order_by(col(Appointment.id))).all()]


def _administered(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.person is None or viewer.person.organisation_id is None or Role.administrator not in viewer.roles:
        return false()
    here = col(Person.organisation_id) == viewer.person.organisation_id
    return and_(here, col(Person.guest).is_not(true()), col(Person.simulated).is_not(true()))


def give_role(db: Session, person: Person, role: Role, *, by: Person) -> Appointment:
    """Give a person of one's organisation a role. She is signed out everywhere, as what a sign-in opens changes. Raises
    NotAllowed and AlreadyDone."""
    _allowed(person, role, by)
    if any(held.role == role for held, _ in appointments_of(db, person)):
        raise AlreadyDone(f"{person.name} has that role already.")
    appointment = appoint(db, person, role, by=by)
    sign_out_everywhere(db, person)
    db.flush()
    return appointment


def end_role(db: Session, person: Person, role: Role, *, by: Person) -> None:
    """End a role of a person of one's organisation, at once and in every browser; with that of an educator, her places
    as one in its cohorts, as none is given without it. Raises NotAllowed."""
    _allowed(person, role, by)
    for held, _ in appointments_of(db, person):
        if held.role == role:
            held.ended_at = now()
            db.add(held)
    if role is Role.educator:
        for place in db.exec(_educates_in(person)).all():
            end_membership(db, place, by=by)
    sign_out_everywhere(db, person)
    db.flush()


def _educates_in(person: Person) -> SelectOfScalar[Membership]:
    """Her places as an educator in cohorts of her organisation, those to come as well."""
    educates = select(Membership).join(Cohort, col(Cohort.id) == Membership.cohort_id)
    return educates.where(
        Membership.person_id == person.pk,
        Membership.part == Part.educator,
        Cohort.organisation_id == person.organisation_id,
        col(Membership.ends_on).is_(None) | (col(Membership.ends_on) >= today()),
    )


def _allowed(person: Person, role: Role, by: Person) -> None:
    if person.pk == by.pk:
        raise NotAllowed("Nobody changes her own roles. Another administrator does.")
    if role not in GIVEN:
        raise NotAllowed("That role is given on the command line, by whoever looks after the machine.")
    if person.organisation_id is None or person.organisation_id != by.organisation_id:
        raise NotAllowed("Roles are given within one's own organisation.")
