"""Signing in and out: passwords by argon2id, and sign-ins of our own that can be revoked everywhere at once."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, bindparam
from sqlmodel import Session, col, delete, select, update

from ..clock import now
from ..db.epoch import SIGHT, Epoch
from ..errors import SignInNeeded, WrongInput
from .common_passwords import COMMON
from .network_try import Tried
from .networks import FREE_FAILURES_THERE, note_try, pause_of
from .person import Person, SignIn, SignInFailure, Suspension
from .second_factor import HalfSignIn

# OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
_hash = PasswordHash([Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)])
_NOBODY = _hash.hash("nobody has this password")  # so that an unknown address takes as long as a wrong password

LEAST_PASSWORD = 12
MOST_PASSWORD = 128
FREE_FAILURES = 10
FAILURE_WINDOW = timedelta(minutes=15)
PAUSE = timedelta(seconds=20)


def set_password(db: Session, person: Person, password: str) -> None:
    """Give a person a password. Raises WrongInput where it is too short, too long or among the commonest."""
    person.password_hash = hashed(password)
    db.add(person)


def hashed(password: str) -> str:
    """What is kept of a password; takes some 70 ms on purpose, so outside any transaction. Raises WrongInput where it
    is too short, too long or among the commonest."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise WrongInput(f"A password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters.")
    if password.lower() in COMMON or len(set(password)) < 4:
        raise WrongInput("That password is among the first that anyone would try. Three unrelated words are better.")
    return _hash.hash(password)


def check_password(password: str, password_hash: str) -> bool:
    """Whether the password is right. Takes some 70 ms on purpose, outside any transaction."""
    right = _hash.verify(password[:MOST_PASSWORD], password_hash or _NOBODY)
    return right and bool(password_hash)


def slowed_down(db: Session, email: str, *, lane: str = "", network: str = "") -> bool:
    """Whether this account must wait a little: after many failures one attempt is taken every `PAUSE`, so that
    guessing is slow and nobody is locked out. From a network where many fail just now, after fewer. Each browser she
    has come in by has a `lane` of its own, and whoever guesses elsewhere does not slow it down."""
    free = FREE_FAILURES_THERE if pause_of(db, network) else FREE_FAILURES
    lately = col(SignInFailure.created_at) > now() - FAILURE_WINDOW
    failures = db.exec(
        select(SignInFailure.created_at)
        .where(SignInFailure.account_sha256 == _account(email, lane), lately)
        .order_by(col(SignInFailure.created_at).desc())
    ).all()
    return len(failures) >= free and failures[0] > now() - PAUSE


def note_failure(db: Session, email: str, *, lane: str = "", network: str = "") -> None:
    """Remember a failed attempt, by a hash of the address typed; and apart from it that one was made from a network."""
    db.add(SignInFailure(account_sha256=_account(email, lane)))
    note_try(db, network, Tried.sign_in)


def _account(email: str, lane: str) -> str:
    return hashlib.sha256((lane + email.strip().lower()).encode()).hexdigest()


def admit(db: Session, person: Person) -> None:
    """Raises SignInNeeded for one who is suspended or simulated."""
    if suspended(db, person) or person.simulated:
        raise SignInNeeded("This account cannot sign in at present. Please ask your organisation.")


def sign_in(
    db: Session, person: Person, *, hours: int, browser: str = "", second_factor: bool = False
) -> tuple[SignIn, str]:
    """Sign a person in. Answers the row and the secret for her cookie; only its hash is kept.
    Raises SignInNeeded for one who is suspended or simulated."""
    admit(db, person)
    secret = secrets.token_urlsafe(32)
    row = SignIn(
        secret_sha256=_of_secret(secret),
        person_id=person.pk,
        browser=browser,
        ends_at=now() + timedelta(hours=hours),
        second_factor_at=now() if second_factor else None,
    )
    db.add(row)
    return row, secret


def prove_again(db: Session, sign_in_id: int, *, second_factor: bool = False) -> str:
    """Note that it is she, by her password or a second factor. The sign-in goes on under a new secret, which is
    answered: whoever had the old one has nothing."""
    secret = secrets.token_urlsafe(32)
    proved: dict[str, object] = {"secret_sha256": _of_secret(secret), "proved_at": now()}
    if second_factor:
        proved["second_factor_at"] = now()
    db.exec(update(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.revoked_at).is_(None)).values(**proved))
    return secret


def sign_out(db: Session, secret: str) -> None:
    """Revoke the sign-in that this secret belongs to."""
    db.exec(
        update(SignIn)
        .where(col(SignIn.secret_sha256) == _of_secret(secret), col(SignIn.revoked_at).is_(None))
        .values(revoked_at=now())
    )


def sign_out_everywhere(db: Session, person: Person, *, but: int | None = None) -> None:
    """Revoke every sign-in of a person, half ones too; `but` the one of this number."""
    open_ones = update(SignIn).where(col(SignIn.person_id) == person.pk, col(SignIn.revoked_at).is_(None))
    db.exec(open_ones.where(col(SignIn.id).is_distinct_from(but)).values(revoked_at=now()))
    db.exec(delete(HalfSignIn).where(col(HalfSignIn.person_id) == person.pk))


def sign_out_of(db: Session, person: Person, key: str) -> bool:
    """Revoke the sign-in of a key, if it is this person's and still open; answers whether it was."""
    hers = update(SignIn).where(col(SignIn.person_id) == person.pk, col(SignIn.revoked_at).is_(None))
    return bool(db.exec(hers.where(col(SignIn.key) == key).values(revoked_at=now())).rowcount)


def sign_ins_of(db: Session, person: Person, *, idle_minutes: int) -> Sequence[SignIn]:
    """The browsers a person is signed in with now, the one seen last first."""
    moment = now()
    question = select(SignIn).where(
        SignIn.person_id == person.pk,
        col(SignIn.revoked_at).is_(None),
        col(SignIn.ends_at) > moment,
        col(SignIn.seen_at) > moment - timedelta(minutes=idle_minutes),
    )
    return db.exec(question.order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc())).all()


def signed_in(db: Session, secret: str, *, idle_minutes: int) -> tuple[Person, SignIn] | None:
    """Who this secret belongs to, if the sign-in is still good and she is not suspended; asked at each request."""
    moment = now()
    asked = {"secret": _of_secret(secret), "moment": moment, "since": moment - timedelta(minutes=idle_minutes)}
    found = db.exec(_SIGNED_IN, params=asked).first()
    return (found[0], found[1]) if found else None


#: Asked with every request, so put together once: that takes longer than the answer.
_SIGNED_IN = (
    select(Person, SignIn)
    .join(SignIn, col(SignIn.person_id) == Person.id)
    .where(
        col(SignIn.secret_sha256) == bindparam("secret"),
        col(SignIn.revoked_at).is_(None),
        col(SignIn.ends_at) > bindparam("moment"),
        col(SignIn.seen_at) > bindparam("since"),
        ~select(Suspension.id)
        .where(col(Suspension.person_id) == Person.id, col(Suspension.lifted_at).is_(None))
        .exists(),
    )
)


class Asker(NamedTuple):
    """Who asks for film, as far as that is asked with each piece of it: a sign-in that is good now, and the epoch that
    sight is at."""

    pk: int  # of the sign-in
    seen_at: datetime
    epoch: int
    revoked_at: datetime | None = None


def asker(connection: Connection, secret: str, *, idle_minutes: int) -> Asker | None:
    """The sign-in this secret belongs to, by the same rule as `signed_in`, and nothing of its person: it is asked
    several times a second for everybody who watches."""
    moment = now()
    asked = {"secret": _of_secret(secret), "moment": moment, "since": moment - timedelta(minutes=idle_minutes)}
    found = connection.execute(_ASKER, asked).first()
    return Asker(*found) if found else None


_ASKER = _SIGNED_IN.with_only_columns(
    col(SignIn.id), col(SignIn.seen_at), select(Epoch.number).where(Epoch.name == SIGHT).scalar_subquery()
)


def note_seen(db: Session, sign_in_id: int) -> None:
    """Keep a sign-in from growing idle. Called at most once a minute."""
    db.exec(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=now()))


def still_signed_in(db: Session, ids: Collection[int], *, idle_minutes: int) -> frozenset[int]:
    """Which of these sign-ins are still good; asked of many at once, for those who watch something live."""
    moment = now()
    suspended_now = select(Suspension.id).where(
        col(Suspension.person_id) == SignIn.person_id, col(Suspension.lifted_at).is_(None)
    )
    good = select(SignIn.id).where(
        col(SignIn.id).in_(ids),
        col(SignIn.revoked_at).is_(None),
        col(SignIn.ends_at) > moment,
        col(SignIn.seen_at) > moment - timedelta(minutes=idle_minutes),
        ~suspended_now.exists(),
    )
    return frozenset(one for one in db.exec(good).all() if one is not None)


def note_all_seen(db: Session, ids: Collection[int]) -> None:
    """Keep the sign-ins of those who watch something live from growing idle. Called at most once a minute."""
    db.exec(update(SignIn).where(col(SignIn.id).in_(ids)).values(seen_at=now()))


def suspend(db: Session, person: Person, *, reason: str, by: Person | None = None) -> Suspension:
    """Shut a person out of every door at once."""
    suspension = Suspension(person_id=person.pk, by_id=by.pk if by else None, reason=reason)
    db.add(suspension)
    sign_out_everywhere(db, person)
    return suspension


def suspended(db: Session, person: Person) -> bool:
    """Whether a person is shut out at present."""
    open_one = select(Suspension.id).where(Suspension.person_id == person.pk, col(Suspension.lifted_at).is_(None))
    return db.exec(open_one).first() is not None


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
