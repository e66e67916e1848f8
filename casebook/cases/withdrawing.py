"""A consent withdrawn, with all that follows for cases: those whose words may not stay without the film are closed."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..clock import now
from ..db import changes
from ..media.clip import Clip, Recording
from ..media.consent import Consent, Withdrawer
from ..media.consenting import withdraw_consent
from ..media.ending import has_ended
from ..people.person import Person
from .case import Case, CaseClip
from .publication import Publication


def withdraw(
    db: Session, consent: Consent, *, who: Withdrawer, by: Person | None = None, reason: str = ""
) -> list[Case]:
    """Withdraw the consent that stands: its film stops now, everywhere; answers the cases that were closed with it
    because it did not let their words stay. Raises AlreadyDone."""
    withdraw_consent(db, consent, who=who, by=by, reason=reason)
    return close_cases(db)


def close_cases(db: Session) -> list[Case]:
    """Close every case told by an ended recording whose consent did not let the case's words stay without it; answers
    those that were open. Safe to repeat."""
    closed = list(cases_to_close(db))
    for case in closed:
        of_it = select(Publication).where(Publication.case_id == case.pk, col(Publication.ended_at).is_(None))
        for publication in db.exec(of_it).all():
            publication.ended_at = now()
            db.add(publication)
        changes.note(db, "case", case.slug)
    return closed


def cases_to_close(db: Session) -> Sequence[Case]:
    """The cases that are open and may not stay so: told by an ended recording whose consent did not let that be."""
    newest = (
        select(col(Consent.keeps_text))
        .where(col(Consent.recording_id) == Recording.id)
        .order_by(col(Consent.id).desc())
        .limit(1)
        .correlate(Recording)
        .scalar_subquery()
    )
    told = (
        select(CaseClip.case_id)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(has_ended(), newest.is_(False))
    )
    is_open = select(Publication.case_id).where(col(Publication.ended_at).is_(None))
    return db.exec(select(Case).where(col(Case.id).in_(told), col(Case.id).in_(is_open))).all()
