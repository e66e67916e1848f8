"""Between the password and the second step: a half sign-in, and how often codes may be tried."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from ..clock import now
from .id_tokens import Proof
from .person import Person, SignInFailure, Suspension
from .second_factor import HalfSignIn
from .signing_in import admit

HALF = timedelta(minutes=10)  # to find one's phone
FREE_CODES = 5
CODE_WINDOW = timedelta(days=1)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)


def sign_in_half(db: Session, person: Person, *, provider: str = "", proof: Proof | None = None) -> str:
    """Note that a person's password was right, or that a provider has proved her. Answers the secret for the cookie of
    the second step. Raises SignInNeeded for one who is suspended."""
    admit(db, person)
    db.exec(delete(HalfSignIn).where(col(HalfSignIn.ends_at) < now()))
    secret = secrets.token_urlsafe(32)
    half = HalfSignIn(secret_sha256=_hash(secret), person_id=person.pk, ends_at=now() + HALF)
    if proof is not None:
        half.provider, half.issuer, half.subject, half.sid = provider, proof.issuer, proof.subject, proof.sid
    db.add(half)
    return secret


def half_signed_in(db: Session, secret: str) -> Person | None:
    """Whose second step this secret opens, if it is not over and she is not suspended."""
    shut = select(Suspension.id).where(col(Suspension.person_id) == Person.id, col(Suspension.lifted_at).is_(None))
    question = (
        select(Person)
        .join(HalfSignIn, col(HalfSignIn.person_id) == Person.id)
        .where(HalfSignIn.secret_sha256 == _hash(secret), HalfSignIn.ends_at > now(), ~shut.exists())
    )
    return db.exec(question).first()


def end_half(db: Session, secret: str) -> HalfSignIn | None:
    """End a half sign-in: it was made whole, or given up. Answers what it was."""
    half = db.exec(select(HalfSignIn).where(HalfSignIn.secret_sha256 == _hash(secret))).first()
    if half is not None:
        db.delete(half)
        db.flush()
    return half


def wait_for_code(db: Session, person: Person) -> timedelta:
    """How long until another code of hers is looked at; nothing while few were wrong. Each wrong one doubles it, up to
    `LONGEST_PAUSE`, so that six digits are not guessed in years and nobody is locked out."""
    failed = db.exec(
        select(SignInFailure.created_at)
        .where(SignInFailure.account_sha256 == _codes_of(person), col(SignInFailure.created_at) > now() - CODE_WINDOW)
        .order_by(col(SignInFailure.created_at).desc())
    ).all()
    return max(pause_after(len(failed), failed[0]) - now(), timedelta()) if failed else timedelta()


def pause_after(failures: int, last: datetime) -> datetime:
    """When the next code is looked at, after so many wrong ones."""
    if failures < FREE_CODES:
        return last
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - FREE_CODES, 10)
    return last + min(doubled, LONGEST_PAUSE)


def note_wrong_code(db: Session, person: Person) -> None:
    """Remember a wrong code."""
    db.add(SignInFailure(account_sha256=_codes_of(person)))


def forget_wrong_codes(db: Session, person: Person) -> None:
    """Forget them: she has shown that it is she."""
    db.exec(delete(SignInFailure).where(col(SignInFailure.account_sha256) == _codes_of(person)))


def _codes_of(person: Person) -> str:
    return _hash(f"codes of {person.key}")  # no address begins like this


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
