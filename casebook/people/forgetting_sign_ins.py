"""Forgetting sign-ins that are over, and remembering by the day when somebody was last here."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select

from ..clock import now
from .absence import Absence
from .holding import held
from .person import Person, SignIn, SignInFailure


def note_absences(db: Session) -> None:
    """Write down the day on which each person was last here, and forget that she was told to come back where she did.
    Never an earlier day than is written down, whatever the clock says."""
    seen = dict(db.exec(select(SignIn.person_id, func.max(SignIn.seen_at)).group_by(col(SignIn.person_id))).all())
    known = {one.person_id: one for one in db.exec(select(Absence)).all()}
    asked = select(Person).where(~col(Person.guest), ~col(Person.simulated), ~col(Person.email).endswith(".invalid"))
    for person in db.exec(asked).all():
        moment: datetime = seen.get(person.pk) or person.created_at
        absence = known.get(person.pk) or Absence(person_id=person.pk, last_here=moment.date())
        if moment.date() > absence.last_here:
            absence.last_here = moment.date()
        if absence.told_at and moment > absence.told_at:
            absence.told_at = None
        db.add(absence)
    db.flush()


def forget_sign_ins(db: Session, *, days: int) -> int:
    """Take away the sign-ins that ended so many days ago, but for a hold, and failures as old; answers how many."""
    limit = now() - timedelta(days=days)
    over = or_(col(SignIn.ends_at) < limit, col(SignIn.revoked_at) < limit)
    gone = db.exec(delete(SignIn).where(over, ~held(col(SignIn.person_id))))
    db.exec(delete(SignInFailure).where(col(SignInFailure.created_at) < limit))
    return gone.rowcount
