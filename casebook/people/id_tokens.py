"""What a provider has signed: opened and judged, every claim that must hold; who is there, and who has left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from ..clock import now
from ..errors import NotProved
from .providers import Provider

#: By which a token may be signed: with a provider's own key alone, never `none` and never a secret that we share.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
LEEWAY_S = 60  # that clocks may differ
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_LASTS = timedelta(minutes=10)  # a token that says nothing of its end, or too much
_MOST_TOKEN = 16 * 1024
_MOST_SUBJECT = 255


@dataclass(frozen=True)
class Proof:
    """Who a provider says is there. `email` is the provider's word, and no more than that."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    sid: str = ""  # the provider's own sign-in, by which it may end ours
    second_factor: bool = False


@dataclass(frozen=True)
class Departure:
    """That a provider has signed somebody out: everywhere, or where `sid` says."""

    issuer: str
    subject: str
    sid: str
    jti: str
    until: datetime  # after which the token counts no more, so its `jti` may be forgotten


class UnknownKey(Exception):
    """A token is signed by a key that we have not seen; the provider may have a new one."""


def read_id_token(
    provider: Provider, token: object, keys: KeySet, *, nonce: str, access_token: str
) -> tuple[Proof, dict[str, Any]]:
    """Who a token proves is there, and its claims. Raises NotProved, UnknownKey."""
    header, claims = _signed(token, keys)
    judged = CodeIDToken(
        claims,
        header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
    )
    _or_not_proved(lambda: judged.validate(now=int(now().timestamp()), leeway=LEEWAY_S))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT or not nonce:
        raise NotProved(_SORRY)
    sid = claims.get("sid")
    return Proof(
        issuer=provider.issuer,
        subject=subject,
        sid=sid if isinstance(sid, str) and len(sid) <= _MOST_SUBJECT else "",
        second_factor=proves_second_factor(provider, claims),
    ), claims


def proves_second_factor(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether these claims say, in the words this provider was set to be believed in, that a second factor was used."""
    amr = claims.get("amr")
    used = {one for one in amr if isinstance(one, str)} if isinstance(amr, list) else set()
    return claims.get("acr") in provider.second_factor_acr or bool(used & set(provider.second_factor_amr))


def read_logout_token(provider: Provider, token: object, keys: KeySet) -> Departure:
    """Who a provider has signed out. Raises NotProved, UnknownKey. That it counts once is for who keeps `jti`."""
    header, claims = _signed(token, keys)
    registry = jwt.JWTClaimsRegistry(
        int(now().timestamp()),
        LEEWAY_S,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        iat={"essential": True},
        jti={"essential": True},
    )
    _or_not_proved(lambda: registry.validate(claims))
    events, issued, jti = claims.get("events"), claims["iat"], claims["jti"]
    subject, sid = (claims.get(name, "") for name in ("sub", "sid"))
    old = now().timestamp() - issued > _LOGOUT_LASTS.total_seconds()
    wrong = (
        not isinstance(events, dict)
        or not isinstance(events.get(LOGOUT_EVENT), dict)
        or "nonce" in claims  # an ID token is no logout token
        or header.get("typ", "JWT").lower() not in ("logout+jwt", "jwt")
        or old
        or not all(isinstance(one, str) and len(one) <= _MOST_SUBJECT for one in (subject, sid, jti))
        or not jti
        or not (subject or sid)
    )
    if wrong:
        raise NotProved(_SORRY)
    return Departure(provider.issuer, subject, sid, jti, now() + 2 * _LOGOUT_LASTS)


_SORRY = "That sign-in could not be proved, so nobody was signed in. Please begin again."


def _signed(token: object, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(token, str) or len(token) > _MOST_TOKEN:
        raise NotProved(_SORRY)
    try:
        opened = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError as unknown:
        raise UnknownKey from unknown
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise NotProved(_SORRY) from wrong
    return dict(opened.header), dict(opened.claims)


def _or_not_proved(judge: Callable[[], None]) -> None:
    try:
        judge()
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise NotProved(_SORRY) from wrong
