"""What a provider says is believed when every part of it holds, and when it says nothing nobody waits long."""

import time
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from joserfc.jwk import OctKey, RSAKey

from casebook.errors import NotProved, ProviderAway
from casebook.people.attempt import Attempt, begin, read_attempt
from casebook.people.id_tokens import LOGOUT_EVENT, Departure, Proof
from casebook.people.provider_client import MOST_BYTES, ProviderClient
from tests.doubles.lying_provider import LyingProvider, lying_provider, nonce_of
from tests.oidc_provider import SECRET, provider_of

BACK = "http://localhost:8000/sign-in/with/north/answer"


@pytest.fixture
def lying() -> Iterator[LyingProvider]:
    with lying_provider() as double:
        yield double


@pytest.fixture
def client(lying: LyingProvider) -> ProviderClient:
    return ProviderClient(provider_of(lying.issuer, domains=("casebook.example",)))


def proved(client: ProviderClient, lying: LyingProvider, **answer: str) -> Proof:
    attempt = begin("north", next="")

    async def go() -> Proof:
        lying.nonce = nonce_of(await client.way_there(attempt, back=BACK))
        return await client.proof(attempt, {"code": "a-code"} | answer, back=BACK)

    return anyio.run(go)


def departed(client: ProviderClient, token: object) -> Departure:
    assert isinstance(token, str)
    return anyio.run(client.departure, token)


def test_what_is_right_is_believed(client: ProviderClient, lying: LyingProvider) -> None:
    proof = proved(client, lying)
    assert (proof.issuer, proof.subject) == (lying.issuer, "lena-1")
    assert (proof.email, proof.email_verified) == ("lena@casebook.example", True)
    lying.claims = {"aud": ["casebook-north", "another"], "azp": "casebook-north"}
    assert proved(client, lying).subject == "lena-1"


MOMENT = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another"}, {"nonce": None}, {"iss": "https://other.example"}, {"iss": None},
        {"aud": "another-client"}, {"aud": None}, {"aud": ["another-client"]},
        {"aud": ["casebook-north", "another"], "azp": "another"},
        {"exp": MOMENT - 120}, {"exp": None}, {"exp": "tomorrow"}, {"iat": None}, {"iat": MOMENT + 3600},
        {"nbf": MOMENT + 3600}, {"sub": None}, {"sub": ""}, {"sub": "x" * 300}, {"sub": 7}, {"at_hash": "AAAA"},
    ],
    ids=",".join,
)  # fmt: skip
def test_a_token_of_which_one_claim_is_wrong_proves_nothing(
    client: ProviderClient, lying: LyingProvider, claims: dict[str, Any]
) -> None:
    lying.claims = claims
    with pytest.raises(NotProved):
        proved(client, lying)


def test_a_token_that_is_not_signed_by_the_providers_own_key_proves_nothing(
    client: ProviderClient, lying: LyingProvider
) -> None:
    proved(client, lying)
    forger = RSAKey.generate_key(2048, {"kid": "one"})
    public = OctKey.import_key(str(lying.key.as_dict(private=False)["n"]))
    for header, key in (
        ({"alg": "none"}, None),
        ({"alg": "HS256"}, OctKey.import_key(SECRET)),  # the secret we share signs nobody in
        ({"alg": "HS256"}, public),  # nor a public key taken for a secret
        ({}, forger),
    ):
        lying.header, lying.sign_with = header, key
        with pytest.raises(NotProved):
            proved(client, lying)
    lying.header, lying.sign_with = {}, None
    for raw in (7, "", "a.b.c", "x" * 20_000, str(lying.token())[:-4] + "AAAA", [1]):
        lying.raw = raw
        with pytest.raises(NotProved):
            proved(client, lying)


def test_a_secret_key_in_a_providers_list_signs_nothing(client: ProviderClient, lying: LyingProvider) -> None:
    shared = OctKey.import_key("a secret that anyone can read in the list", {"kid": "two"})
    lying.shown.append(shared)  # type: ignore[arg-type]
    lying.header, lying.sign_with = {"alg": "HS256", "kid": "two"}, shared
    with pytest.raises(NotProved):
        proved(client, lying)


def test_a_new_key_is_fetched_when_it_is_first_met_and_an_unknown_one_does_not_make_us_hammer(
    client: ProviderClient, lying: LyingProvider
) -> None:
    proved(client, lying)
    proved(client, lying)
    assert lying.asked.count("/jwks") == 1
    assert lying.asked.count("/.well-known/openid-configuration") == 1
    lying.key = RSAKey.generate_key(2048, {"kid": "next", "use": "sig"})
    lying.shown.append(lying.key)
    assert proved(client, lying).subject == "lena-1"
    assert lying.asked.count("/jwks") == 2
    lying.header = {"kid": "never"}
    for _ in range(5):
        with pytest.raises(NotProved):
            proved(client, lying)
    assert lying.asked.count("/jwks") <= 3


def test_the_words_of_another_person_are_not_taken_for_hers(client: ProviderClient, lying: LyingProvider) -> None:
    lying.userinfo = {"sub": "somebody-else", "email": "tom@casebook.example", "email_verified": True}
    with pytest.raises(NotProved):
        proved(client, lying)
    lying.userinfo = {"sub": "lena-1", "email": ["x"], "email_verified": "yes", "name": 3}
    proof = proved(client, lying)
    assert (proof.email, proof.email_verified, proof.name) == ("", False, "")
    lying.userinfo = {"sub": "lena-1", "email": "\N{KELVIN SIGN}ate@casebook.example", "email_verified": True}
    assert proved(client, lying).email == "", "kate is somebody else"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "x" * MOST_BYTES},
    ],
    ids=lambda one: next(iter(one)),
)
def test_a_provider_that_sends_us_elsewhere_is_not_followed(
    client: ProviderClient, lying: LyingProvider, metadata: dict[str, Any]
) -> None:
    lying.metadata = metadata
    with pytest.raises(ProviderAway):
        proved(client, lying)


def test_a_provider_that_is_slow_drips_breaks_or_is_gone_is_given_up_within_five_seconds(
    client: ProviderClient, lying: LyingProvider
) -> None:
    def took() -> float:
        began = time.monotonic()
        with pytest.raises(ProviderAway) as away:
            proved(client, lying)
        assert "North Trust does not answer just now" in str(away.value)
        return time.monotonic() - began

    lying.status = 500
    assert took() < 2
    lying.status, lying.slow_s = 200, 60
    assert took() < 5
    lying.slow_s, lying.drips = 0, True
    assert took() < 5
    gone = ProviderClient(provider_of("http://127.0.0.1:1"))
    with pytest.raises(ProviderAway):
        anyio.run(lambda: gone.way_there(begin("north", next=""), back=BACK))


def leaving(lying: LyingProvider, **claims: Any) -> object:
    lying.claims = {"exp": None} | claims
    return lying.token(jti="j", events={LOGOUT_EVENT: {}}, sid="s")


def test_a_logout_token_is_judged_as_hard(client: ProviderClient, lying: LyingProvider) -> None:
    departure = departed(client, leaving(lying))
    assert (departure.subject, departure.sid, departure.jti) == ("lena-1", "s", "j")
    assert departed(client, leaving(lying, sub=None)).sid == "s"
    for wrong in (
        {"iss": "https://other.example"}, {"aud": "another"}, {"iat": MOMENT - 3600}, {"iat": MOMENT + 3600},
        {"iat": None}, {"iat": "now"}, {"exp": MOMENT - 120}, {"jti": None}, {"jti": ""}, {"events": None},
        {"events": {}}, {"events": {LOGOUT_EVENT: 1}}, {"events": LOGOUT_EVENT}, {"nonce": "n"},
        {"sub": None, "sid": None}, {"sub": 7}, {"sid": ["s"]},
    ):  # fmt: skip
        with pytest.raises(NotProved):
            departed(client, leaving(lying, **wrong))
    lying.header = {"alg": "none"}
    with pytest.raises(NotProved):
        departed(client, leaving(lying))
    lying.header, lying.claims = {}, {}
    with pytest.raises(NotProved):  # an ID token is no logout token
        departed(client, lying.token(nonce="n"))


def test_what_was_begun_for_one_page_or_provider_ends_in_no_other() -> None:
    attempt = begin("north", next="/themes")
    assert read_attempt(attempt.as_text()) == attempt
    others = [
        Attempt(attempt.secret, "south", attempt.began, attempt.next),
        Attempt(attempt.secret, attempt.provider, attempt.began + 1, attempt.next),
        Attempt(attempt.secret, attempt.provider, attempt.began, "/other"),
        begin("north", next="/themes"),
    ]
    for other in others:
        assert not {attempt.state, attempt.nonce, attempt.verifier} & {other.state, other.nonce, other.verifier}
    assert len({attempt.state, attempt.nonce, attempt.verifier}) == 3
    old = Attempt(attempt.secret, "north", attempt.began - 601, "")
    for text in ("", "x", "e30=", old.as_text(), Attempt("short", "north", attempt.began, "").as_text()):
        assert read_attempt(text) is None
