"""One-time codes of an authenticator app, as all of them make them (RFC 6238: SHA-1, six digits, thirty seconds)."""

import base64
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_SECONDS = 30
DIGITS = 6
LATE = 1  # steps that a phone's clock may be ahead or behind


def new_secret() -> str:
    """A secret of 160 random bits in base32, which apps read and people can type."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a step since 1970."""
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()


def step_of(moment: datetime) -> int:
    """The step a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, typed: str, moment: datetime, *, after: int = 0) -> int | None:
    """The step whose code this is, if it is the present one or beside it and later than `after`, the last that was
    used; None for any other. Spaces are no part of a code."""
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    here = step_of(moment)
    steps = [step for step in range(here - LATE, here + LATE + 1) if step > after]
    found = [step for step in steps if secrets.compare_digest(code_at(secret, step), code)]
    return found[0] if found else None


def app_address(secret: str, *, issuer: str, account: str) -> str:
    """What an app reads from the QR code."""
    name = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{name}?{urlencode({'secret': secret, 'issuer': issuer})}"
