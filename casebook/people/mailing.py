"""Writing letters into the outbox, and what an operator asks of it."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, delete, func, or_, select, update

from ..clock import now
from .holding import held
from .letter import Letter, LetterKind, LetterState, PasswordLink
from .person import Person

_KEPT = timedelta(days=30)
_TYPED_KEPT = timedelta(days=2)  # after a day it is not sent any more


def write_letter(
    db: Session, kind: LetterKind, *, person: Person | None = None, email: str = "", about: str = ""
) -> Letter:
    """Put a letter down to be sent: to a person, wherever she reads her mail when it is sent, or to an address."""
    hashed = address_hash(person.email if person else email)
    letter = Letter(
        kind=kind, person_id=person.pk if person else None, email=email.strip(), email_sha256=hashed, about=about
    )
    db.add(letter)
    db.flush()
    return letter


def address_hash(email: str) -> str:
    """What is kept of an address when it has gone, to count by."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def written_lately(db: Session, kind: LetterKind, email: str, *, within: timedelta) -> int:
    """How many letters of a kind were put down for an address lately, sent or not."""
    question = select(func.count()).select_from(Letter)
    return db.exec(
        question.where(
            Letter.kind == kind, Letter.email_sha256 == address_hash(email), col(Letter.created_at) > now() - within
        )
    ).one()


def told_by_letter(db: Session, kind: LetterKind, person: Person, *, about: str = "") -> bool:
    """Whether a letter of a kind has gone to a person within the last month. Where none has, and none waits or was
    given up, one is put down: what has to be told first waits until it has gone."""
    hers = select(Letter.state).where(Letter.kind == kind, Letter.person_id == person.pk)
    states = set(db.exec(hers).all())
    if not states:
        write_letter(db, kind, person=person, about=about)
    return LetterState.sent in states


def letters_due(db: Session, *, most: int) -> Sequence[Letter]:
    """Letters that are to be sent now, the oldest first."""
    due = select(Letter).where(Letter.state == LetterState.waiting, col(Letter.due_at) <= now())
    return db.exec(due.order_by(col(Letter.id)).limit(most)).all()


def letters_kept(db: Session) -> Sequence[Letter]:
    """Letters that wait, and those that were given up, the oldest first; for an operator."""
    kept = select(Letter).where(col(Letter.state).in_([LetterState.waiting, LetterState.dead]))
    return db.exec(kept.order_by(col(Letter.id))).all()


def try_letters_again(db: Session) -> int:
    """Let every letter that was given up be tried for another day; answers how many."""
    again = update(Letter).where(col(Letter.state) == LetterState.dead)
    return db.exec(
        again.values(state=LetterState.waiting, attempts=0, due_at=now(), created_at=now(), over_at=None, trouble="")
    ).rowcount


def forget_letters(db: Session) -> int:
    """Forget letters that were over a month ago, and those to an address that anybody may have typed which no server
    took; and links that let nobody in any more. Answers how many letters."""
    db.exec(delete(PasswordLink).where(col(PasswordLink.until) <= now()))
    typed = (col(Letter.kind) == LetterKind.password_reset) & (col(Letter.created_at) < now() - _TYPED_KEPT)
    waited = typed & (col(Letter.state) == LetterState.waiting)
    old = col(Letter.over_at) < now() - _KEPT
    return db.exec(delete(Letter).where(or_(old, waited), ~held(col(Letter.person_id)))).rowcount
