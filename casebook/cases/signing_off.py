"""Signing off: an expert by experience says that a case is fit to be shown. Nothing waits for it."""

from sqlmodel import Session, select

from ..errors import AlreadyDone, NotAllowed
from ..people.person import Person, Role
from ..people.queries import roles_of
from .case import Case
from .publication import LayReading


def sign_off(db: Session, case: Case, *, by: Person) -> LayReading:
    """Say that `by`, an expert by experience, has read this version and finds it fit to be shown. Nothing waits for it.
    Raises NotAllowed, AlreadyDone."""
    if Role.lay_reviewer not in roles_of(db, by):
        raise NotAllowed("Only an expert by experience can say that.")
    if lay_reading(db, case, by=by):
        raise AlreadyDone("You have said so already of this version.")
    reading = LayReading(case_id=case.pk, version=case.version, person_id=by.pk)
    db.add(reading)
    return reading


def lay_reading(db: Session, case: Case, *, by: Person | None = None) -> LayReading | None:
    """That an expert by experience has read this very version: any, or this one."""
    done = select(LayReading).where(LayReading.case_id == case.pk, LayReading.version == case.version)
    return db.exec(done.where(LayReading.person_id == by.pk) if by else done).first()
