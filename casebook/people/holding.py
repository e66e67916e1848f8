"""Holding: two people approve that nothing of a person's is deleted, and two approve that it may be again."""

import re
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ..clock import now
from ..errors import AlreadyDone, NotFound, OnHold, WrongInput
from .hold import Hold
from .person import Person, Role
from .queries import roles_of
from .signing_in import suspended

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,59}")


def place_hold(db: Session, person: Person, *, by: tuple[Person, Person], reference: str, bar: str = "") -> Hold:
    """Hold what is kept of a person. With a `bar`, the reference of the order that forbids it, she is not told. Raises
    AlreadyDone, NotAllowed, WrongInput."""
    _check(db, person, by)
    if live_hold(db, person) is not None:
        raise AlreadyDone("A hold is on this account already.")
    for given in (reference, *([bar] if bar else [])):
        if not _REFERENCE.fullmatch(given):
            raise WrongInput("A reference has two to sixty letters, digits, spaces and . / _ - and tells no matter.")
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
    _check(db, person, by)
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


def _check(db: Session, person: Person, by: tuple[Person, Person]) -> None:
    if by[0].pk == by[1].pk:
        raise WrongInput("Two people have to approve it, not one twice.")
    for one in by:
        if one.pk == person.pk:
            raise WrongInput("Nobody approves a hold on herself.")
        if Role.administrator not in roles_of(db, one) or suspended(db, one):
            raise WrongInput(f"{one.email} is not an administrator; two of those have to approve it.")
