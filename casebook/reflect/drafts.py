"""Drafts: an answer that is not committed yet, sealed for its writer, so that it waits for her on any device."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete

from ..cases.decision_point import DecisionPoint
from ..clock import iso_week, now
from ..people.holding import held
from ..people.person import Person
from .keyring import Keyring
from .response import ANSWER, DRAFT, FIRST, SealedRecord
from .sealing import discard, record_of, seal, unseal


def keep_draft(
    db: Session, keyring: Keyring, point: DecisionPoint, typed: dict[str, Any], *, by: Person, round: int = FIRST
) -> bool:
    """Keep what was typed in place of what was kept before; where nothing is, nothing is kept. Answers False, and keeps
    nothing, where an answer of this round has been committed already: a late draft must not outlive it."""
    if record_of(db, by, ANSWER[round], point.key) is not None:
        return False
    if not any(typed.values()):
        forget_draft(db, by, point, round=round)
        return True
    record = seal(db, keyring, by, DRAFT[round], point.key, typed)
    record.week = iso_week(now())
    return True


def draft_of(
    db: Session, keyring: Keyring, person: Person, point: DecisionPoint, *, round: int = FIRST
) -> dict[str, Any]:
    """What a person has typed here and not committed, unsealed for her; empty where there is nothing."""
    record = record_of(db, person, DRAFT[round], point.key)
    return unseal(keyring, person, record) if record else {}


def forget_draft(db: Session, person: Person, point: DecisionPoint, *, round: int = FIRST) -> None:
    """Take a draft away: its answer has been committed, or its writer has emptied it."""
    if (record := record_of(db, person, DRAFT[round], point.key)) is not None:
        discard(db, record)


def forget_old_drafts(db: Session, *, days: int) -> int:
    """Take away the drafts that nobody has touched for so many days, but for a hold. Answers how many."""
    old = col(SealedRecord.week) < iso_week(now() - timedelta(days=days))
    of_nobody_held = ~held(col(SealedRecord.owner_id))
    gone = db.exec(delete(SealedRecord).where(col(SealedRecord.kind).in_(DRAFT.values()), old, of_nobody_held))
    return gone.rowcount
