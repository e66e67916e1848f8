"""Writing to consent officers before a consent ends: once for each consent, so many days before."""

from collections import Counter
from datetime import timedelta

from sqlmodel import Session, col, func, select

from ..clock import now
from ..people.letter import LetterKind
from ..people.mailing import write_letter
from ..people.person import Role
from ..people.queries import holders_of
from .allowing import standing
from .consent import Consent, ConsentReminder

#: Days before the end, the nearest first. The queue of the register begins with the last of them.
STAGES = (7, 30, 60)


def remind_officers(db: Session) -> int:
    """Put down one letter to each consent officer about all consents that have come to another stage; answers how many
    consents. Where nobody is an officer nothing is put down, and she who becomes one is told then."""
    officers = holders_of(db, Role.consent_officer)
    reached = _reached(db) if officers else []
    if not reached:
        return 0
    for consent_id, days in reached:
        db.add(ConsentReminder(consent_id=consent_id, days=days))
    for officer in officers:
        write_letter(db, LetterKind.consent_expiring, person=officer, about=_in_words([days for _, days in reached]))
    return len(reached)


def _reached(db: Session) -> list[tuple[int, int]]:
    """Consents within their last days, each with its stage, that nobody has been told of at this stage or a nearer."""
    moment = now()
    told = select(func.min(ConsentReminder.days)).where(ConsentReminder.consent_id == Consent.id)
    nearest = func.coalesce(told.correlate(Consent).scalar_subquery(), STAGES[-1] + 1)
    within = select(Consent, nearest).where(
        standing(), col(Consent.until) > moment, col(Consent.until) <= moment + timedelta(days=STAGES[-1])
    )
    found = []
    for consent, before in db.exec(within.order_by(col(Consent.id))).all():
        stage = next(days for days in STAGES if consent.until and consent.until <= moment + timedelta(days=days))
        if stage < before:
            found.append((consent.pk, stage))
    return found


def _in_words(stages: list[int]) -> str:
    """[7, 60, 60] -> 1 within 7 days, 2 within 60 days."""
    counted = Counter(stages)
    return ", ".join(f"{counted[days]} within {days} days" for days in STAGES if counted[days])
