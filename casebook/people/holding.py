"""Holding: two people approve that nothing of a person's is deleted, and two approve that it may be again."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ..clock import now
from ..errors import AlreadyDone, NotFound, OnHold
from .approving import check_approved, check_reference
from .hold import Hold
from .person import Person


def place_hold(db: Session, person: Person, *, by: tuple[Person, Person], reference: str, bar: str = "") -> Hold:
    """Hold what is kept of a person. With a `bar`, the reference of the order that forbids it, she is not told. Raises
    AlreadyDone, NotAllowed, WrongInput."""
    check_approved(db, person, by)
    if live_hold(db, person) is not None:
        raise AlreadyDone("A hold is on this account already.")
    check_reference(reference, *([bar] if bar else []))
    first, second = by
    hold = Hold(
        person_id=person.pk,
        approved_by_id=first.pk,
        also_approved_by_id=second.pk,
        reference=reference,
        told=not bar,
        bar=bar,
    )
    db.add(hold)
    db.flush()
    return hold


def lift_hold(db: Session, person: Person, *, by: tuple[Person, Person]) -> Hold:
    """Lift the hold on a person. Raises NotFound, NotAllowed."""
    check_approved(db, person, by)
    if (hold := live_hold(db, person)) is None:
        raise NotFound("hold")
    hold.lifted_at, hold.lifted_by_id, hold.lift_also_by_id = now(), by[0].pk, by[1].pk
    db.add(hold)
    return hold


def live_hold(db: Session, person: Person) -> Hold | None:
    """The hold that is on a person now, if there is one."""
    return db.exec(select(Hold).where(Hold.person_id == person.pk, col(Hold.lifted_at).is_(None))).first()


def refuse_on_hold(db: Session, person: Person) -> None:
    """Let nothing of a person's be deleted while it is held. Raises OnHold, in words that keep to what she may know."""
    if (hold := live_hold(db, person)) is None:
        return
    raise OnHold(
        f"A legal hold of {hold.created_at:%-d %B %Y} keeps everything of this account (reference {hold.reference}). "
        "It can be closed once that is lifted; you can still download everything."
        if hold.told
        else "This account cannot be closed at present. Please ask your organisation's administrator."
    )


def held(person_id: Any) -> ColumnElement[bool]:
    """That a hold is on the person of this column: what time alone would delete stays."""
    return select(Hold.id).where(col(Hold.person_id) == person_id, col(Hold.lifted_at).is_(None)).exists()
