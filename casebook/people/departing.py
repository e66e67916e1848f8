"""Ending sign-ins because the provider by which they came says that somebody has left; each word of it counts once."""

import hashlib
from collections.abc import Callable

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from ..clock import now
from .id_tokens import Departure
from .person import Person, SignIn
from .provider_link import LinkOffer, ProviderSignIn, UsedLogoutToken
from .second_factor import HalfSignIn


def depart(db: Session, departure: Departure, *, note: Callable[[Person], object] = lambda person: None) -> bool:
    """End the sign-ins a provider says are over, half ones too: those of its own sign-in where it names one, else all
    of the person's that came by it. `note` is told whose they were. False where this very word was taken before."""
    jti = hashlib.sha256(departure.jti.encode()).hexdigest()
    used = select(UsedLogoutToken).where(UsedLogoutToken.issuer == departure.issuer, UsedLogoutToken.jti_sha256 == jti)
    if db.exec(used).first() is not None:
        return False
    db.add(UsedLogoutToken(issuer=departure.issuer, jti_sha256=jti, until=departure.until))
    came = select(ProviderSignIn.sign_in_id).where(*_meant(ProviderSignIn, departure))
    over = col(SignIn.id).in_(came), col(SignIn.revoked_at).is_(None)
    for person in db.exec(select(Person).where(col(Person.id).in_(select(SignIn.person_id).where(*over)))).all():
        note(person)
    db.exec(update(SignIn).where(*over).values(revoked_at=now()))
    db.exec(delete(HalfSignIn).where(*_meant(HalfSignIn, departure)))
    return True


def _meant(table: type[ProviderSignIn] | type[HalfSignIn], departure: Departure) -> list[ColumnElement[bool]]:
    """What came by the provider's sign-in that is over."""
    meant: list[ColumnElement[bool]] = [col(table.issuer) == departure.issuer]
    if departure.subject:
        meant.append(col(table.subject) == departure.subject)
    if departure.sid:  # one whose provider named none then cannot be told from it
        named = col(table.sid) == departure.sid
        meant.append(or_(named, col(table.sid) == "") if departure.subject else named)
    return meant


def forget_proofs(db: Session) -> int:
    """Forget offers and words of departure that count no more; answers how many."""
    offers = db.exec(delete(LinkOffer).where(col(LinkOffer.until) <= now())).rowcount
    return offers + db.exec(delete(UsedLogoutToken).where(col(UsedLogoutToken.until) <= now())).rowcount
