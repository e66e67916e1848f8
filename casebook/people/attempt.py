"""One browser's way to a sign-in provider and back: what only this browser can have, and what is made of it."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from ..clock import now

LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Attempt:
    """Kept in the browser's own cookie and nowhere else. State, nonce and verifier are made of its secret together with
    everything else in it, so that what was begun for one provider or one page ends in no other."""

    secret: str
    provider: str
    began: int  # seconds
    next: str

    @property
    def state(self) -> str:
        """What the provider hands back, so that we know that this browser asked."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """What the provider writes into the token, so that it is for this attempt alone."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """What proves to the provider that whoever asked is who now brings the code (PKCE)."""
        return self._made("verifier")

    @property
    def over(self) -> bool:
        """Whether it began too long ago."""
        return not 0 <= now().timestamp() - self.began < LASTS.total_seconds()

    def as_text(self) -> str:
        """As it stands in the cookie."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    def _made(self, what: str) -> str:
        of = json.dumps([what, self.provider, self.began, self.next]).encode()
        digest = hmac.new(self.secret.encode(), of, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(provider: str, *, next: str) -> Attempt:
    """Begin anew."""
    return Attempt(secrets.token_urlsafe(32), provider, int(now().timestamp()), next)


def read_attempt(text: str) -> Attempt | None:
    """The attempt of a cookie, if it is one and not over."""
    try:
        read = json.loads(base64.urlsafe_b64decode(text.encode()))
        attempt = Attempt(str(read["secret"]), str(read["provider"]), int(read["began"]), str(read["next"]))
    except (ValueError, KeyError, TypeError):
        return None
    return None if attempt.over or len(attempt.secret) < 32 else attempt
