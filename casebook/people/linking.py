"""Whose account a provider's word opens: one that is linked to issuer and subject, and no other.

An address links nothing by itself. A first sign-in is linked by the account's own password; by the provider's word only
where it is the authority for that mail domain, has verified the address, and somebody vouched for the account's.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from ..clock import now
from ..errors import AlreadyDone, NotFound, WrongInput
from .id_tokens import Proof
from .joining import add_organisation, add_person
from .letter import LetterKind
from .mailing import write_letter
from .person import Organisation, Person, Role, SignIn
from .provider_link import LinkOffer, ProviderLink, ProviderSignIn
from .providers import Provider
from .queries import person_by_email
from .second_factor import HalfSignIn

OFFER_LASTS = timedelta(minutes=15)


def person_proved(db: Session, provider: Provider, proof: Proof) -> Person | None:
    """Who a provider's proof signs in: the person linked, or linked now, or made now; None where she must first prove
    an account."""
    if (person := linked_person(db, proof.issuer, proof.subject)) is not None:
        return person
    if not (proof.email_verified and provider.speaks_for(proof.email)):
        return None
    person = person_by_email(db, proof.email)
    if person is not None:
        return link(db, provider, proof.subject, person) if _on_its_word(db, provider, person) else None
    if not provider.makes_accounts:
        return None
    return _made(db, provider, proof)


def linked_person(db: Session, issuer: str, subject: str) -> Person | None:
    """The person a subject of an issuer is linked to, or None."""
    question = select(Person).join(ProviderLink, col(ProviderLink.person_id) == Person.id)
    return db.exec(question.where(ProviderLink.issuer == issuer, ProviderLink.subject == subject)).first()


def _on_its_word(db: Session, provider: Provider, person: Person) -> bool:
    """Whether an account may be linked because its provider says so: never one whose address nobody has vouched for,
    or which whoever handed on its link could have made, as whoever made it keeps its password; never one of another
    organisation."""
    if person.unproven or person.handed_link or person.guest or person.simulated:
        return False
    place = db.get(Organisation, person.organisation_id) if person.organisation_id else None
    return place is None or place.slug == provider.organisation


def _made(db: Session, provider: Provider, proof: Proof) -> Person | None:
    place = add_organisation(db, slug=provider.organisation, name=provider.name)
    name = proof.name or proof.email.partition("@")[0]
    try:
        person = add_person(db, name=name, email=proof.email, roles=[Role.trainee], organisation=place)
    except (WrongInput, AlreadyDone):  # what the provider calls an address is none
        return None
    return link(db, provider, proof.subject, person, tell=False)


def link(db: Session, provider: Provider, subject: str, person: Person, *, tell: bool = True) -> Person:
    """Let a subject of a provider sign this person in, and write to her that it does. Raises AlreadyDone where the
    subject is somebody else's."""
    linked = linked_person(db, provider.issuer, subject)
    if linked is not None and linked.pk != person.pk:
        raise AlreadyDone("That sign-in belongs to another account here.")
    if linked is None:
        db.add(ProviderLink(person_id=person.pk, issuer=provider.issuer, subject=subject))
        if tell:
            write_letter(db, LetterKind.provider_linked, person=person, about=provider.name)
        db.flush()
    return person


def unlink_all(db: Session, person: Person) -> None:
    """Let no provider sign this person in any more."""
    db.exec(delete(ProviderLink).where(col(ProviderLink.person_id) == person.pk))


def note_provider_sign_in(db: Session, sign_in: SignIn, provider: Provider, proof: Proof) -> None:
    """Remember that a sign-in came by a provider, so that leaving there ends it here."""
    db.flush()
    row = ProviderSignIn(
        sign_in_id=sign_in.pk,
        provider=provider.slug,
        issuer=proof.issuer,
        subject=proof.subject,
        sid=proof.sid,
        second_factor=proof.second_factor,
    )
    db.add(row)


def note_provider_of_half(db: Session, sign_in: SignIn, half: HalfSignIn, provider: Provider, person: Person) -> None:
    """The same of a sign-in whose second step was done here, after a provider's word; only now is she linked to it.
    Raises AlreadyDone."""
    if half.issuer == provider.issuer and half.person_id == sign_in.person_id:
        link(db, provider, half.subject, person)
        db.flush()
        came = {name: getattr(half, name) for name in ("provider", "issuer", "subject", "sid")}
        db.add(ProviderSignIn(sign_in_id=sign_in.pk, **came))


def came_by(db: Session, sign_in: SignIn) -> ProviderSignIn | None:
    """By which provider a sign-in came, and whether that vouches for a second factor; None for one by password."""
    return db.exec(select(ProviderSignIn).where(ProviderSignIn.sign_in_id == sign_in.pk)).first()


def offer_link(db: Session, provider: Provider, proof: Proof) -> str:
    """Keep a proof for a quarter of an hour, so that its account can be linked by a password. Answers the secret for
    the cookie of the browser it was proved in."""
    secret = secrets.token_urlsafe(32)
    offer = LinkOffer(
        secret_sha256=_of_secret(secret),
        provider=provider.slug,
        issuer=proof.issuer,
        subject=proof.subject,
        email=proof.email,
        sid=proof.sid,
        second_factor=proof.second_factor,
        until=now() + OFFER_LASTS,
    )
    db.add(offer)
    db.flush()
    return secret


def offer_by(db: Session, secret: str) -> LinkOffer:
    """The offer of a cookie, if it still holds. Raises NotFound."""
    question = select(LinkOffer).where(LinkOffer.secret_sha256 == _of_secret(secret), col(LinkOffer.until) > now())
    if not secret or (offer := db.exec(question).first()) is None:
        raise NotFound("sign-in")
    return offer


def take_offer(db: Session, offer: LinkOffer) -> Proof:
    """What was proved, and forget the offer."""
    proof = Proof(offer.issuer, offer.subject, email=offer.email, sid=offer.sid, second_factor=offer.second_factor)
    db.delete(offer)
    db.flush()
    return proof


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
