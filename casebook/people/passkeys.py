"""Passkeys: a challenge is offered, a device signs it, and it is looked at here (WebAuthn level 3)."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..clock import now
from ..errors import NotFound, WrongInput
from .person import Person
from .second_factor import Passkey, PasskeyChallenge

CHALLENGE = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_NAME = 60
NOT_TAKEN = "That passkey was not taken. Try again, or use another way."


@dataclass(frozen=True)
class Place:
    """The site as devices know it: keys made here work here alone."""

    id: str  # the host of its address
    origin: str


def offer_new(db: Session, place: Place, *, by: Person) -> str:
    """What a device needs to make a passkey for a person, as JSON. Raises WrongInput where she has many already."""
    held = db.exec(select(Passkey).where(Passkey.person_id == by.pk)).all()
    if len(held) >= MOST_PASSKEYS:
        raise WrongInput(f"{MOST_PASSKEYS} passkeys are enough; remove one first.")
    options = generate_registration_options(
        rp_id=place.id,
        rp_name="casebook",
        user_id=by.key.encode(),
        user_name=by.email,
        user_display_name=by.name,
        challenge=_challenge(db, by),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_descriptor(one) for one in held],
    )
    return options_to_json(options)


def keep_new(db: Session, place: Place, signed: str, *, name: str, by: Person) -> Passkey:
    """Keep the passkey that a person's device has made. Raises WrongInput."""
    credential = _read(signed)
    challenge = _spent(db, credential, by)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.id,
            expected_origin=place.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise WrongInput(NOT_TAKEN) from wrong
    identity = bytes_to_base64url(made.credential_id)
    if db.exec(select(Passkey.id).where(Passkey.credential == identity)).first():
        raise WrongInput("This passkey is here already.")
    passkey = Passkey(
        person_id=by.pk,
        name=" ".join(name.split())[:LONGEST_NAME] or "Passkey",
        credential=identity,
        public_key=bytes_to_base64url(made.credential_public_key),
        uses=made.sign_count,
    )
    db.add(passkey)
    db.flush()
    return passkey


def offer(db: Session, place: Place, *, to: Person | None) -> str:
    """What a device needs to sign in with one of a person's passkeys, or with any it has for this site, as JSON."""
    held = db.exec(select(Passkey).where(Passkey.person_id == to.pk)).all() if to else []
    options = generate_authentication_options(
        rp_id=place.id,
        challenge=_challenge(db, to),
        allow_credentials=[_descriptor(one) for one in held] or None,
        # alone it stands for password and second step, so the device must know its owner
        user_verification=UserVerificationRequirement.PREFERRED if to else UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def signed_by(db: Session, place: Place, signed: str, *, of: Person | None) -> Person:
    """Whose passkey has signed what was offered; `of` must be that person where it is a second step. Raises
    WrongInput, in the same words whatever was wrong."""
    credential = _read(signed)
    challenge = _spent(db, credential, of)
    passkey = db.exec(select(Passkey).where(Passkey.credential == str(credential.get("id", "")))).first()
    if passkey is None or (of is not None and passkey.person_id != of.pk):
        raise WrongInput(NOT_TAKEN)
    try:
        seen = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.id,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.uses,
            require_user_verification=of is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise WrongInput(NOT_TAKEN) from wrong
    passkey.uses, passkey.used_at = seen.new_sign_count, now()
    db.add(passkey)
    return db.get_one(Person, passkey.person_id)


def remove_passkey(db: Session, key: str, *, by: Person) -> None:
    """Forget one of a person's passkeys. Raises NotFound."""
    gone = delete(Passkey).where(col(Passkey.key) == key, col(Passkey.person_id) == by.pk)
    if db.exec(gone).rowcount != 1:
        raise NotFound("passkey")


def _challenge(db: Session, person: Person | None) -> bytes:
    db.exec(delete(PasskeyChallenge).where(col(PasskeyChallenge.ends_at) < now()))
    challenge = secrets.token_bytes(32)
    row = PasskeyChallenge(
        challenge_sha256=hashlib.sha256(challenge).hexdigest(),
        person_id=person.pk if person else None,
        ends_at=now() + CHALLENGE,
    )
    db.add(row)
    return challenge


def _read(signed: str) -> dict[str, Any]:
    try:
        credential = json.loads(signed)
    except ValueError:
        credential = None
    if not isinstance(credential, dict):
        raise WrongInput(NOT_TAKEN)
    return credential


def _spent(db: Session, credential: dict[str, Any], person: Person | None) -> bytes:
    """The challenge that was signed, which counts no second time."""
    try:
        told = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(told["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise WrongInput(NOT_TAKEN) from wrong
    open_one = delete(PasskeyChallenge).where(
        col(PasskeyChallenge.challenge_sha256) == hashlib.sha256(challenge).hexdigest(),
        col(PasskeyChallenge.person_id).is_not_distinct_from(person.pk if person else None),
        col(PasskeyChallenge.ends_at) > now(),
    )
    if db.exec(open_one).rowcount != 1:
        raise WrongInput("That took too long. Try again.")
    return challenge


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential))
