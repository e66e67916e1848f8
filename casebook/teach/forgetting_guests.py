"""Forgetting guests: nobody can come back as one, so their names and words go once their sign-ins are over."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import col, delete, or_, select

from ..clock import now
from ..db.engine import empty_log, reading, writing
from ..people.person import Person, SignIn
from ..reflect.keyring import Keyring
from ..reflect.response import SealedRecord
from .closing import NOBODY
from .teaching_session import Seat, TableSeat

KEPT_FOR = timedelta(days=7)  # after the last sign-in has ended


def forget_guests(engine: Engine, keyring: Keyring) -> int:
    """Destroy the keys of guests whose sign-ins ended a week ago, and take away their names, words and seats; answers
    how many. What they chose goes on counting, as nothing leads from it to anybody any more. Safe to repeat, and to be
    stopped anywhere: the name goes last."""
    lately = select(SignIn.id).where(col(SignIn.person_id) == Person.id, SignIn.ends_at > now() - KEPT_FOR)
    seated = select(Seat.person_id).where(col(Seat.person_id) == Person.id)  # whatever she called herself
    known = or_(col(Person.name) != NOBODY, seated.exists())
    left = select(Person.key).where(col(Person.guest), known, ~lately.exists())
    with reading(engine) as db:
        keys = db.exec(left).all()
    for key in keys:
        keyring.close(key)
    with writing(engine) as db:
        for guest in db.exec(select(Person).where(col(Person.key).in_(keys))).all():
            db.exec(delete(SealedRecord).where(col(SealedRecord.owner_id) == guest.pk))
            for table in (Seat, TableSeat, SignIn):
                db.exec(delete(table).where(col(table.person_id) == guest.pk))
            guest.name = NOBODY
            db.add(guest)
    if keys:
        empty_log(engine)
    return len(keys)
