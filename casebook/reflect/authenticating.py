"""Authenticator apps and recovery codes: here, because their secrets need the keyring, as sealed words do."""

from sqlmodel import Session, col, delete, select, update

from ..clock import now
from ..db.row import ALPHABET, new_key
from ..errors import AlreadyDone, WrongInput
from ..people.one_time_codes import matching_step, new_secret
from ..people.person import Person
from ..people.second_factor import Authenticator, RecoveryCode
from ..people.second_factor_queries import authenticator_of
from .keyring import Keyring
from .sealing import discard, record_of, seal, unseal

KIND = "authenticator"  # of sealed record
CODES = 10


def begin_authenticator(db: Session, keyring: Keyring, *, by: Person) -> str:
    """Make a secret for a person's app; it counts once its first code is right. Raises AlreadyDone."""
    if authenticator_of(db, by) is not None:
        raise AlreadyDone("You have an authenticator app already. Remove it first if you have a new phone.")
    if _row(db, by) is None:
        db.add(Authenticator(person_id=by.pk))
    secret = new_secret()
    seal(db, keyring, by, KIND, "", {"secret": secret})
    return secret


def begun_secret(db: Session, keyring: Keyring, person: Person) -> str | None:
    """The secret she is putting into her app, until its first code was right."""
    return None if authenticator_of(db, person) else _secret(db, keyring, person)


def confirm_authenticator(db: Session, keyring: Keyring, code: str, *, by: Person) -> Authenticator:
    """Let an app count from now on, by its first code. Raises WrongInput."""
    row, secret = _row(db, by), _secret(db, keyring, by)
    step = matching_step(secret, code, now(), after=row.last_step) if row and secret else None
    if row is None or step is None:
        raise WrongInput("That is not the code the app shows now. Wait for the next one and type it here.")
    row.last_step, row.confirmed_at = step, now()
    db.add(row)
    db.flush()
    return row


def right_code(db: Session, keyring: Keyring, person: Person, code: str) -> bool:
    """Whether this is the present code of a person's app; it counts once."""
    row = authenticator_of(db, person)
    secret = _secret(db, keyring, person) if row else None
    step = matching_step(secret, code, now(), after=row.last_step) if row and secret else None
    if row is None or step is None:
        return False
    later = update(Authenticator).where(col(Authenticator.id) == row.pk, col(Authenticator.last_step) < step)
    return bool(db.exec(later.values(last_step=step)).rowcount == 1)


def remove_authenticator(db: Session, *, by: Person) -> None:
    """Forget a person's app and its secret."""
    db.exec(delete(Authenticator).where(col(Authenticator.person_id) == by.pk))
    if (record := record_of(db, by, KIND, "")) is not None:
        discard(db, record)


def make_codes(db: Session, keyring: Keyring, *, by: Person) -> list[str]:
    """Ten recovery codes in place of those there were. They cannot be shown again."""
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == by.pk))
    codes = ["-".join(new_key(4) for _ in range(3)) for _ in range(CODES)]
    db.add_all(RecoveryCode(person_id=by.pk, code_hmac=_name(keyring, by, code)) for code in codes)
    db.flush()
    return codes


def use_code(db: Session, keyring: Keyring, person: Person, code: str) -> bool:
    """Whether this is a recovery code of hers that has not been used; it is used now."""
    fresh = update(RecoveryCode).where(
        col(RecoveryCode.person_id) == person.pk,
        col(RecoveryCode.code_hmac) == _name(keyring, person, code),
        col(RecoveryCode.used_at).is_(None),
    )
    return bool(db.exec(fresh.values(used_at=now())).rowcount == 1)


def _name(keyring: Keyring, person: Person, code: str) -> str:
    """However it was typed: the dashes and capitals are for the eye."""
    letters = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return keyring.name("recovery code", person.key, letters)


def _row(db: Session, person: Person) -> Authenticator | None:
    return db.exec(select(Authenticator).where(Authenticator.person_id == person.pk)).first()


def _secret(db: Session, keyring: Keyring, person: Person) -> str | None:
    record = record_of(db, person, KIND, "")
    return str(unseal(keyring, person, record)["secret"]) if record else None
