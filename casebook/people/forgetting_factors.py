"""Forgetting a person's second factors: her account is closed, or she has lost them all and an operator knows her."""

from sqlmodel import Session, col, delete

from .half_signing_in import forget_wrong_codes
from .person import Person
from .second_factor import Authenticator, HalfSignIn, Passkey, PasskeyChallenge, RecoveryCode


def forget_factors(db: Session, person: Person) -> None:
    """Delete every second factor of a person and whatever was under way with one."""
    for table in (Authenticator, Passkey, PasskeyChallenge, RecoveryCode, HalfSignIn):
        db.exec(delete(table).where(col(table.person_id) == person.pk))
    forget_wrong_codes(db, person)
