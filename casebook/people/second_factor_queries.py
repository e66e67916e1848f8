"""Questions about second factors: which a person has."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from .person import Person
from .second_factor import Authenticator, Passkey, RecoveryCode


@dataclass(frozen=True)
class Factors:
    """What a person has beside her password."""

    authenticator: Authenticator | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether a second step is asked of her. Recovery codes stand in for the others and are none by themselves."""
        return self.authenticator is not None or bool(self.passkeys)


def factors_of(db: Session, person: Person) -> Factors:
    """The second factors of a person, passkeys in the order in which she made them."""
    hers = select(Passkey).where(Passkey.person_id == person.pk).order_by(col(Passkey.id))
    codes = select(func.count()).where(RecoveryCode.person_id == person.pk, col(RecoveryCode.used_at).is_(None))
    return Factors(authenticator_of(db, person), db.exec(hers).all(), db.exec(codes).one())


def authenticator_of(db: Session, person: Person) -> Authenticator | None:
    """A person's authenticator app, once its first code was right."""
    hers = select(Authenticator).where(Authenticator.person_id == person.pk)
    return db.exec(hers.where(col(Authenticator.confirmed_at).is_not(None))).first()
