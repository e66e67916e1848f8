"""Questions about people."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..errors import NotFound
from .contributor import Contributor
from .person import Appointment, Person, Role


def person_by_email(db: Session, email: str) -> Person | None:
    """The person of an address, or None."""
    return db.exec(select(Person).where(Person.email == email.strip().lower())).first()


def person_by_id(db: Session, number: int) -> Person:
    """The person of a row number. Raises NotFound."""
    if (person := db.get(Person, number)) is None:
        raise NotFound("person")
    return person


def anyone_simulated(db: Session) -> bool:
    """Whether the library holds simulated people, so that its pages must say that some answers are."""
    return db.exec(select(Person.id).where(Person.simulated)).first() is not None


def roles_of(db: Session, person: Person) -> frozenset[Role]:
    """The roles a person has at present."""
    held = select(Appointment.role).where(Appointment.person_id == person.pk, col(Appointment.ended_at).is_(None))
    return frozenset(Role(role) for role in db.exec(held).all())


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
