"""Accounts nobody uses: their people are told, and once they have had time to come back, the accounts are closed."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ..audit.chaining import CLOCK, Trail, note
from ..clock import now
from ..db.engine import reading
from ..errors import OnHold
from ..people.absence import Absence
from ..people.holding import held
from ..people.person import Person
from ..reflect.keyring import Keyring
from .closing import NOBODY, close_account


def months_before(day: date, months: int) -> date:
    """The day so many months before; the 28th at most, so that every month has it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def to_be_told(db: Session, *, months: int) -> Sequence[tuple[Absence, Person]]:
    """Who has not been here for so many months and has not been told, but for those a hold keeps."""
    return _unused(db, months, told=False)


def note_told(absence: Absence) -> None:
    """Write down that its person was told today that her account will be closed."""
    absence.told_at = now()


def close_unused(engine: Engine, keyring: Keyring, trail: Trail, *, months: int, notice_days: int) -> int:
    """Close the accounts of those who were told so many days ago and have not come back; answers how many. Nobody's is
    closed who was not told, however long she has been away."""
    with reading(engine) as db:
        since = now() - timedelta(days=notice_days)
        keys = [
            one.key for absence, one in _unused(db, months, told=True) if absence.told_at and absence.told_at < since
        ]
    closed = 0
    for key in keys:
        try:
            close_account(engine, keyring, key, note=lambda db, key=key: _note(db, trail, key))  # type: ignore[misc]
        except OnHold:  # placed in this very moment
            continue
        closed += 1
    return closed


def _note(db: Session, trail: Trail, key: str) -> None:
    note(db, trail, who=CLOCK, act="retention.close_unused", about=f"people/{key}")


def _unused(db: Session, months: int, *, told: bool) -> Sequence[tuple[Absence, Person]]:
    question = (
        select(Absence, Person)
        .join(Person, col(Person.id) == Absence.person_id)
        .where(
            col(Absence.last_here) < months_before(now().date(), months),
            col(Absence.told_at).is_not(None) if told else col(Absence.told_at).is_(None),
            col(Person.name) != NOBODY,
            ~held(col(Person.id)),
        )
        .order_by(col(Absence.last_here), col(Person.email))
    )
    return db.exec(question).all()
