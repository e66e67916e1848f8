"""Ending sign-ins because the provider by which they came says that somebody has left; each word of it counts once."""

import hashlib

from sqlmodel import Session, col, delete, or_, select, update

from ..clock import now
from .id_tokens import Departure
from .person import SignIn
from .provider_link import LinkOffer, ProviderSignIn, UsedLogoutToken


def depart(db: Session, departure: Departure) -> bool:
    """End the sign-ins a provider says are over: those of its own sign-in where it names one, else all of the person's
    that came by it. False where this very word was taken before."""
    jti = hashlib.sha256(departure.jti.encode()).hexdigest()
    used = select(UsedLogoutToken).where(UsedLogoutToken.issuer == departure.issuer, UsedLogoutToken.jti_sha256 == jti)
    if db.exec(used).first() is not None:
        return False
    db.add(UsedLogoutToken(issuer=departure.issuer, jti_sha256=jti, until=departure.until))
    came = select(ProviderSignIn.sign_in_id).where(ProviderSignIn.issuer == departure.issuer)
    if departure.subject:
        came = came.where(ProviderSignIn.subject == departure.subject)
    if departure.sid:  # one whose provider named none then cannot be told from it
        named = col(ProviderSignIn.sid) == departure.sid
        came = came.where(or_(named, col(ProviderSignIn.sid) == "") if departure.subject else named)
    ending = update(SignIn).where(col(SignIn.id).in_(came), col(SignIn.revoked_at).is_(None))
    db.exec(ending.values(revoked_at=now()))
    return True


def forget_proofs(db: Session) -> int:
    """Forget offers and words of departure that count no more; answers how many."""
    offers = db.exec(delete(LinkOffer).where(col(LinkOffer.until) <= now())).rowcount
    return offers + db.exec(delete(UsedLogoutToken).where(col(UsedLogoutToken.until) <= now())).rowcount
