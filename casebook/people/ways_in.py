"""The ways a person signs in: her password, her passkeys, and providers that are tied to her account. One of those ties
she may end herself, unless she would be left without a way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, and_, col, delete, select, update

from ..clock import now
from ..errors import AlreadyDone, NotFound
from .person import Person, SignIn
from .provider_link import ProviderLink, ProviderSignIn
from .providers import Provider
from .second_factor import HalfSignIn, Passkey


@dataclass(frozen=True)
class Tie:
    """A provider that is tied to an account; without one, it is no longer set here and opens nothing."""

    link: ProviderLink
    provider: Provider | None
    only: bool  # nothing else lets her in

    @property
    def name(self) -> str:
        """What it is called, or where it was."""
        return self.provider.name if self.provider else urlsplit(self.link.issuer).hostname or "A provider"


@dataclass(frozen=True)
class WaysIn:
    """How a person signs in."""

    password: bool
    passkeys: int
    ties: Sequence[Tie]


def ways_in(db: Session, person: Person, providers: Mapping[str, Provider]) -> WaysIn:
    """Every way a person has, her providers in the order in which they were tied."""
    passkeys = len(db.exec(select(Passkey.id).where(Passkey.person_id == person.pk)).all())
    links = db.exec(
        select(ProviderLink).where(ProviderLink.person_id == person.pk).order_by(col(ProviderLink.id))
    ).all()
    by_issuer = {one.issuer: one for one in providers.values()}
    opening = [link for link in links if link.issuer in by_issuer]
    others = bool(person.password_hash) + passkeys
    ties = [Tie(link, by_issuer.get(link.issuer), only=not others and opening == [link]) for link in links]
    return WaysIn(bool(person.password_hash), passkeys, ties)


def end_tie(db: Session, key: str, providers: Mapping[str, Provider], *, by: Person, here: int | None = None) -> Tie:
    """Let one provider sign a person in no more, end the sign-ins that came by it but for the one she is `here` by, and
    whatever is half done. Raises NotFound, and AlreadyDone where nothing else would let her in."""
    tie = next((one for one in ways_in(db, by, providers).ties if one.link.key == key), None)
    if tie is None:
        raise NotFound("sign-in provider")
    if tie.only:
        raise AlreadyDone(f"{tie.name} is your only way in. Choose a password or make a passkey first.")
    link = tie.link
    came = select(ProviderSignIn.sign_in_id).where(
        ProviderSignIn.issuer == link.issuer, ProviderSignIn.subject == link.subject
    )
    open_ones = update(SignIn).where(col(SignIn.id).in_(came), col(SignIn.revoked_at).is_(None))
    db.exec(open_ones.where(col(SignIn.id).is_distinct_from(here)).values(revoked_at=now()))
    half = and_(col(HalfSignIn.issuer) == link.issuer, col(HalfSignIn.subject) == link.subject)
    db.exec(delete(HalfSignIn).where(half))
    db.delete(link)
    db.flush()
    return tie
