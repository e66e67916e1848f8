"""Choosing a password by a link that was sent: asked for by anyone, told to nobody, used once."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import Session, col, select, update

from ..clock import now
from ..errors import NotFound
from .forgetting_factors import forget_factors
from .letter import LetterKind, PasswordLink
from .linking import unlink_all
from .mailing import write_letter, written_lately
from .network_try import Tried
from .networks import letter_waits, note_try
from .person import Person
from .signing_in import sign_out_everywhere, suspended
from .tokens import revoke_tokens

RESET_LASTS = timedelta(hours=1)
FIRST_LASTS = timedelta(days=7)
MOST_AN_HOUR = 5


def ask_for_link(db: Session, email: str, *, network: str = "") -> None:
    """Put down that somebody asked for a new password. The same is done whether the address is known or not: who it
    belongs to is looked up when the letter is sent. Past `MOST_AN_HOUR` an address gets no more; what a network asks
    for beyond what a ward does goes one by one, and past a number no more is put down."""
    waits = letter_waits(db, network)
    if waits is None or written_lately(db, LetterKind.password_reset, email, within=timedelta(hours=1)) >= MOST_AN_HOUR:
        return
    write_letter(db, LetterKind.password_reset, email=email).due_at = now() + waits
    note_try(db, network, Tried.reset)


def may_choose(db: Session, person: Person) -> bool:
    """Whether a password may be chosen for this person by mail."""
    return not (person.guest or person.simulated or suspended(db, person))


def give_link(db: Session, person: Person, *, lasts: timedelta) -> str:
    """A link's secret, which is in the letter and nowhere else."""
    secret = secrets.token_urlsafe(32)
    db.add(PasswordLink(secret_sha256=_of_secret(secret), person_id=person.pk, until=now() + lasts))
    db.flush()
    return secret


def person_by_link(db: Session, secret: str) -> Person:
    """Whose password a link lets one choose now. Raises NotFound, the same for one that never was, is over or used."""
    question = (
        select(Person)
        .join(PasswordLink, col(PasswordLink.person_id) == Person.id)
        .where(
            PasswordLink.secret_sha256 == _of_secret(secret),
            col(PasswordLink.until) > now(),
            col(PasswordLink.used_at).is_(None),
        )
    )
    person = db.exec(question).first() if secret else None
    if person is None or not may_choose(db, person):
        raise NotFound("link")
    return person


def choose_password(db: Session, secret: str, password_hash: str) -> Person:
    """Set the password a link lets one choose. Every sign-in, upload token, tie to a provider and other link of hers
    ends: who had the old password may have made them. Where nobody had vouched for her address,
    or somebody handed her the link to it, whoever made the account may have given it second factors too: they go, and
    as she reads what is sent there, it is proven. Raises NotFound."""
    person = person_by_link(db, secret)
    person.password_hash = password_hash
    db.add(person)
    hers = update(PasswordLink).where(col(PasswordLink.person_id) == person.pk, col(PasswordLink.used_at).is_(None))
    db.exec(hers.values(used_at=now()))
    sign_out_everywhere(db, person)
    revoke_tokens(db, person)
    unlink_all(db, person)
    if person.unproven or person.handed_link:
        forget_factors(db, person)
        person.unproven = person.handed_link = False
    db.flush()
    return person


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
