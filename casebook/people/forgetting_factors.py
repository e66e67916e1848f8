"""Forgetting second factors: one by one by her, all of them where her account is closed or she has lost them."""

from sqlmodel import Session, col, delete, update

from .half_signing_in import forget_wrong_codes
from .person import Person, SignIn
from .second_factor import Authenticator, HalfSignIn, Passkey, PasskeyChallenge, RecoveryCode
from .second_factor_queries import factors_of


def settle(db: Session, person: Person) -> None:
    """After one factor went: where it was the last, her recovery codes go too, and what needs one closes everywhere."""
    if factors_of(db, person).any:
        return
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.pk))
    db.exec(update(SignIn).where(col(SignIn.person_id) == person.pk).values(second_factor_at=None))


def forget_factors(db: Session, person: Person) -> None:
    """Delete every second factor of a person and whatever was under way with one."""
    for table in (Authenticator, Passkey, PasskeyChallenge, RecoveryCode, HalfSignIn):
        db.exec(delete(table).where(col(table.person_id) == person.pk))
    forget_wrong_codes(db, person)
    settle(db, person)
