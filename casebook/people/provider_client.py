"""Asking a sign-in provider, by OpenID Connect: where to send somebody, who has come back, who has left.

The one place in the rooms that waits for another machine, so it is asynchronous and holds no thread; all that one
request of ours asks takes `PATIENCE_S` at most.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import quote

import anyio
import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ..errors import NotProved, ProviderAway
from .attempt import Attempt
from .id_tokens import Departure, Proof, UnknownKey, read_id_token, read_logout_token
from .providers import Provider, may_be_asked, on_this_machine

PATIENCE_S = 4.0
KEPT_S = 600.0  # how long we believe what a provider has said of itself
NOT_AGAIN_S = 10.0  # between two looks for a key that is not there, so that nobody makes us hammer a provider
MOST_BYTES = 256 * 1024
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ALSO = ("userinfo_endpoint", "end_session_endpoint")
T = TypeVar("T")


class ProviderClient:
    """One provider, asked; remembers for a while what it says of itself, and its keys."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._tls = httpx.create_ssl_context()
        self._told: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._looked = 0.0

    async def way_there(self, attempt: Attempt, *, back: str) -> str:
        """Where to send somebody who wants to sign in. Raises ProviderAway."""
        async with _Asking(self.provider, self._tls) as ask:
            told = await self._metadata(ask)
        asked = {"nonce": attempt.nonce, "code_challenge": create_s256_code_challenge(attempt.verifier)}
        if self.provider.second_factor_acr:
            asked["acr_values"] = " ".join(self.provider.second_factor_acr)
        return str(
            prepare_grant_uri(
                told["authorization_endpoint"],
                self.provider.client_id,
                "code",
                redirect_uri=back,
                scope="openid email profile",
                state=attempt.state,
                code_challenge_method="S256",
                **asked,
            )
        )

    async def proof(self, attempt: Attempt, answer: Mapping[str, str], *, back: str) -> Proof:
        """Who has come back, by the answer in the address she came back by. Raises ProviderAway, NotProved."""
        async with _Asking(self.provider, self._tls) as ask:
            told = await self._metadata(ask)
            self._check_issuer(told, answer.get("iss"))
            if answer.get("error") or not answer.get("code"):
                raise NotProved(f"{self.provider.name} did not sign you in. Nothing was changed.")
            given = await ask.post(
                told["token_endpoint"],
                {
                    "grant_type": "authorization_code",
                    "code": answer["code"],
                    "redirect_uri": back,
                    "code_verifier": attempt.verifier,
                },
                in_body="client_secret_basic" not in told.get("token_endpoint_auth_methods_supported", _BASIC),
            )
            access = given.get("access_token")
            access = access if isinstance(access, str) else ""
            proof, claims = await self._with_keys(
                ask,
                told,
                lambda keys: read_id_token(
                    self.provider, given.get("id_token"), keys, nonce=attempt.nonce, access_token=access
                ),
            )
            if "email" not in claims and access and "userinfo_endpoint" in told:
                claims = await self._userinfo(ask, told, access, proof.subject)
        return _with_words(self.provider, proof, claims)

    async def departure(self, logout_token: str) -> Departure:
        """Who the provider says it has signed out. Raises ProviderAway, NotProved."""
        async with _Asking(self.provider, self._tls) as ask:
            told = await self._metadata(ask)
            return await self._with_keys(ask, told, lambda keys: read_logout_token(self.provider, logout_token, keys))

    async def way_out(self, *, back: str) -> str:
        """Where one signs out of the provider itself; empty where it offers no such place. Raises ProviderAway."""
        async with _Asking(self.provider, self._tls) as ask:
            told = await self._metadata(ask)
        if "end_session_endpoint" not in told:
            return ""
        address = httpx.URL(told["end_session_endpoint"])
        return str(address.copy_merge_params({"client_id": self.provider.client_id, "post_logout_redirect_uri": back}))

    async def _metadata(self, ask: "_Asking") -> dict[str, Any]:
        if self._told is not None and time.monotonic() - self._told[0] < KEPT_S:
            return self._told[1]
        told = await ask.get(self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        plain = on_this_machine(self.provider.issuer)
        if told.get("issuer") != self.provider.issuer or not all(
            may_be_asked(told.get(name), plain=plain) for name in _NEEDED
        ):
            raise ProviderAway(_away(self.provider))
        told = {name: value for name, value in told.items() if name not in _ALSO or may_be_asked(value, plain=plain)}
        self._told = (time.monotonic(), told)
        return told

    def _check_issuer(self, told: Mapping[str, Any], given: str | None) -> None:
        """Who answered (RFC 9207): another provider's answer is not taken for this one's."""
        if given is None and not told.get("authorization_response_iss_parameter_supported"):
            return
        if given != self.provider.issuer:
            raise NotProved(f"That answer did not come from {self.provider.name}, so nobody was signed in.")

    async def _with_keys(self, ask: "_Asking", told: Mapping[str, Any], read: Callable[[KeySet], T]) -> T:
        """Read by the keys we know; once more by new ones where the token names one that is not among them."""
        if self._keys is None or time.monotonic() - self._keys[0] > KEPT_S:
            await self._fetch_keys(ask, told)
        assert self._keys is not None
        try:
            return read(self._keys[1])
        except UnknownKey:
            if time.monotonic() - self._looked < NOT_AGAIN_S:
                raise NotProved("That sign-in could not be proved. Please begin again.") from None
        self._looked = time.monotonic()
        await self._fetch_keys(ask, told)
        try:
            return read(self._keys[1])
        except UnknownKey:
            raise NotProved("That sign-in could not be proved. Please begin again.") from None

    async def _fetch_keys(self, ask: "_Asking", told: Mapping[str, Any]) -> None:
        told_keys = (await ask.get(told["jwks_uri"])).get("keys")
        keys = [one for one in told_keys if isinstance(one, dict)] if isinstance(told_keys, list) else []
        try:
            # a secret key in a public list is nobody's signature
            self._keys = (time.monotonic(), KeySet.import_key_set({"keys": [one for one in keys if _ours(one)]}))
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderAway(_away(self.provider)) from None

    async def _userinfo(self, ask: "_Asking", told: Mapping[str, Any], access: str, subject: str) -> dict[str, Any]:
        claims = await ask.get(told["userinfo_endpoint"], access=access)
        if claims.get("sub") != subject:
            raise NotProved("That sign-in could not be proved. Please begin again.")
        return claims


_BASIC = ("client_secret_basic",)  # what holds where a provider does not say


def _ours(key: Mapping[str, Any]) -> bool:
    return key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"


def _with_words(provider: Provider, proof: Proof, claims: Mapping[str, Any]) -> Proof:
    """With address and name. A second factor counts only together with an address that the provider is the authority
    for: otherwise whoever knows a password could bring a second factor of her own."""
    email, name = claims.get("email"), claims.get("name")
    # letters that only look like others become them in small letters, and another person's address with them
    plain = isinstance(email, str) and email.isascii() and email.isprintable() and len(email) <= 254
    address = str(email).strip().lower() if plain else ""
    verified = bool(address) and claims.get("email_verified") is True
    return replace(
        proof,
        email=address,
        email_verified=verified,
        name=" ".join(name.split())[:120] if isinstance(name, str) else "",
        second_factor=proof.second_factor and verified and provider.speaks_for(address),
    )


def _away(provider: Provider) -> str:
    return f"{provider.name} does not answer just now. Sign in with a password, or try again in a moment."


class _Asking:
    """All that one request of ours asks of a provider: within `PATIENCE_S`, no redirect followed, no long answer read.
    Whatever goes wrong on the way is ProviderAway."""

    def __init__(self, provider: Provider, tls: Any) -> None:
        self._provider = provider
        self._client = httpx.AsyncClient(verify=tls, timeout=PATIENCE_S, follow_redirects=False)

    async def __aenter__(self) -> "_Asking":
        self._ends = anyio.current_time() + PATIENCE_S
        return self

    async def __aexit__(self, *how: object) -> None:
        with anyio.move_on_after(0.2, shield=True):
            await self._client.aclose()

    async def get(self, address: str, *, access: str = "") -> dict[str, Any]:
        """What stands at an address, as JSON."""
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {access}"} if access else {})
        status, said = await self._ask(self._client.build_request("GET", address, headers=headers))
        if status != 200:
            raise ProviderAway(_away(self._provider))
        return said

    async def post(self, address: str, fields: dict[str, str], *, in_body: bool) -> dict[str, Any]:
        """What is answered to a form, as JSON, sent in our own name. A refusal is NotProved."""
        name, secret = self._provider.client_id, self._provider.client_secret
        mine = {"client_id": name, "client_secret": secret} if in_body else {}
        asked = self._client.build_request("POST", address, data=fields | mine, headers={"Accept": "application/json"})
        if not in_body:
            basic = httpx.BasicAuth(quote(name, safe=""), quote(secret, safe=""))
            asked = next(basic.auth_flow(asked))
        status, said = await self._ask(asked)
        if 400 <= status < 500:
            raise NotProved(f"{self._provider.name} did not accept that sign-in. Please begin again.")
        if status != 200:
            raise ProviderAway(_away(self._provider))
        return said

    async def _ask(self, asked: httpx.Request) -> tuple[int, dict[str, Any]]:
        try:
            with anyio.fail_after(self._ends - anyio.current_time()):
                answer = await self._client.send(asked, stream=True)
                body = b""
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise ProviderAway(_away(self._provider))
                await answer.aclose()
        except (TimeoutError, OSError, httpx.HTTPError, httpx.InvalidURL):
            raise ProviderAway(_away(self._provider)) from None
        return answer.status_code, _as_object(body)


def _as_object(body: bytes) -> dict[str, Any]:
    """A JSON object; an empty one for what is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
