"""Questions about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam
from sqlmodel import Session, col, or_, select

from ..clock import now
from ..errors import NotFound
from .cohort import Cohort, CohortClosure, Membership, Part
from .contributor import Contributor
from .delegation import Delegation
from .hold import Hold
from .person import Appointment, Organisation, Person, Role, Suspension


def person_by_email(db: Session, email: str) -> Person | None:
    """The person of an address, or None."""
    return db.exec(select(Person).where(Person.email == email.strip().lower())).first()


def person_by_id(db: Session, number: int) -> Person:
    """The person of a row number. Raises NotFound."""
    if (person := db.get(Person, number)) is None:
        raise NotFound("person")
    return person


def holds_now(db: Session) -> Sequence[tuple[Hold, Person]]:
    """Every hold that is not lifted, with whose it is, the oldest first."""
    question = select(Hold, Person).join(Person, col(Person.id) == Hold.person_id)
    return db.exec(question.where(col(Hold.lifted_at).is_(None)).order_by(col(Hold.id))).all()


def organisations_by_name(db: Session) -> Sequence[Organisation]:
    """Every organisation, by name."""
    return db.exec(select(Organisation).order_by(col(Organisation.name))).all()


def anyone_simulated(db: Session) -> bool:
    """Whether the library holds simulated people, so that its pages must say that some answers are."""
    return db.exec(select(Person.id).where(Person.simulated)).first() is not None


def roles_of(db: Session, person: Person) -> frozenset[Role]:
    """The roles a person has at present."""
    return frozenset(Role(role) for role in db.exec(_ROLES, params={"person": person.pk}).all())


def holders_of(db: Session, role: Role) -> Sequence[Person]:
    """Whoever has a role at present and can sign in, in no order that says anything."""
    held = select(Appointment.id).where(
        Appointment.person_id == Person.id, Appointment.role == role, col(Appointment.ended_at).is_(None)
    )
    shut = select(Suspension.id).where(Suspension.person_id == Person.id, col(Suspension.lifted_at).is_(None))
    question = select(Person).where(held.exists(), ~shut.exists(), ~col(Person.guest), ~col(Person.simulated))
    return db.exec(question.order_by(col(Person.id))).all()


def living(today: date | BindParameter[date] | None = None) -> ColumnElement[bool]:
    """A membership that holds today, in a cohort that nobody has closed; both its days are included."""
    today = now().date() if today is None else today
    closed = select(CohortClosure.id).where(col(CohortClosure.cohort_id) == Membership.cohort_id)
    return and_(
        col(Membership.starts_on) <= today,
        or_(col(Membership.ends_on).is_(None), col(Membership.ends_on) >= today),
        ~closed.correlate(Membership).exists(),
    )


def standing_in(
    today: date | BindParameter[date] | None = None, moment: datetime | BindParameter[datetime] | None = None
) -> ColumnElement[bool]:
    """A delegation that holds now: before its end, not taken back, its cohort open, and whoever gave it still one of
    that cohort's educators and not shut out; what she may no longer do nobody does in her stead."""
    moment = now() if moment is None else moment
    giver = select(Membership.id).where(
        Membership.cohort_id == Delegation.cohort_id,
        Membership.person_id == Delegation.given_by_id,
        Membership.part == Part.educator,
        living(today),
    )
    shut = select(Suspension.id).where(
        col(Suspension.person_id) == Delegation.given_by_id, col(Suspension.lifted_at).is_(None)
    )
    return and_(
        col(Delegation.until) > moment,
        col(Delegation.ended_at).is_(None),
        giver.correlate(Delegation).exists(),
        ~shut.correlate(Delegation).exists(),
    )


@dataclass(frozen=True)
class Teaching:
    """What a person teaches today, whatever her roles."""

    a_cohort: bool  # an educator of some cohort
    stands_in: bool  # for the educators of some open cohort


def teaching_of(db: Session, person: Person) -> Teaching:
    """What a person teaches today, asked together: it is asked with every page."""
    moment = now()
    asked = {"person": person.pk, "today": moment.date(), "moment": moment}
    return Teaching(*db.exec(_TEACHING, params=asked).one())


def _teaching(who: BindParameter[int], today: BindParameter[date], moment: BindParameter[datetime]) -> Any:
    educates = select(Membership.id).where(
        col(Membership.person_id) == who, Membership.part == Part.educator, living(today)
    )
    delegated = select(Delegation.id).where(col(Delegation.person_id) == who, standing_in(today, moment))
    return select(educates.exists(), delegated.exists())


#: What is asked with every request and every piece of film is put together once: that takes longer than the answer.
_ROLES = select(Appointment.role).where(
    col(Appointment.person_id) == bindparam("person"), col(Appointment.ended_at).is_(None)
)
_TEACHING = _teaching(bindparam("person"), bindparam("today"), bindparam("moment"))


def cohorts_taught_by(db: Session, person: Person) -> Sequence[Cohort]:
    """The cohorts a person is an educator of today, by name."""
    taught = select(Membership.cohort_id).where(
        Membership.person_id == person.pk, Membership.part == Part.educator, living()
    )
    return db.exec(select(Cohort).where(col(Cohort.id).in_(taught)).order_by(col(Cohort.name))).all()


def contributor_by_slug(db: Session, slug: str) -> Contributor:
    """The contributor of a slug. Raises NotFound."""
    if (contributor := db.exec(select(Contributor).where(Contributor.slug == slug)).first()) is None:
        raise NotFound("contributor")
    return contributor


def contributors_by_name(db: Session) -> Sequence[Contributor]:
    """Every contributor, by name."""
    return db.exec(select(Contributor).order_by(col(Contributor.name), col(Contributor.slug))).all()


def contributors_of(db: Session, ids: Sequence[int]) -> dict[int, Contributor]:
    """Contributors by row number."""
    found = db.exec(select(Contributor).where(col(Contributor.id).in_(ids))).all()
    return {contributor.pk: contributor for contributor in found}
