"""The second step of signing in, and what opens before it: nothing."""

from dataclasses import replace

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.half_signing_in import sign_in_half
from casebook.people.id_tokens import Proof
from casebook.people.linking import linked_person
from casebook.people.passkeys import Place, keep_new, offer_new
from casebook.people.person import SignIn
from casebook.people.providers import Provider
from casebook.people.second_factor import HalfSignIn
from casebook.people.signing_in import suspend
from casebook.web.routes import MAP
from tests.conftest import Visitor, cast
from tests.doubles.device import Device

from .stepping import PASSWORD, code, first_step, strict, with_app, with_password


@pytest.fixture
def visitor(stocked: Library) -> Visitor:
    return Visitor(strict(stocked))


def test_password_and_code_sign_in_and_go_where_one_was_going(visitor: Visitor) -> None:
    secret, _ = with_app(visitor.library, "tom")
    assert first_step(visitor, "tom", "/sets") == "/sign-in/second-step?next=%2Fsets"
    assert 'value="/sets"' in visitor.get("/sign-in/second-step?next=%2Fsets").text
    done = visitor.post("/sign-in/second-step", code=code(secret), next="/sets")
    assert (done.status_code, done.headers["location"]) == (303, "/sets")
    assert visitor.get("/teaching").status_code == 200
    assert visitor.get("/sign-in/second-step").headers["location"] == "/sign-in", "the half sign-in is over"


def test_the_half_sign_in_opens_nothing_else(visitor: Visitor) -> None:
    with_app(visitor.library, "tom")
    first_step(visitor, "tom")
    assert "half" in visitor.client.cookies
    assert "sid" not in visitor.client.cookies
    visitor.client.cookies.set("sid", visitor.client.cookies["half"])
    for line in MAP:
        if line.method == "GET" and line.permission != "public" and "{" not in line.path and not line.own:
            assert visitor.get(line.path).headers["location"].startswith("/sign-in?"), line.path
    with reading(visitor.library.engine) as db:
        assert db.exec(select(SignIn)).all() == []


def test_a_code_counts_once(visitor: Visitor) -> None:
    secret, _ = with_app(visitor.library, "tom")
    first_step(visitor, "tom")
    used = code(secret)
    assert visitor.post("/sign-in/second-step", code=used).status_code == 303
    other = Visitor(visitor.library)
    first_step(other, "tom")
    refused = other.post("/sign-in/second-step", code=used)
    assert refused.status_code == 422
    assert used not in refused.text
    assert other.get("/themes").status_code == 303


def test_wrong_codes_are_slowed_down_for_that_account_alone(visitor: Visitor) -> None:
    tom, _ = with_app(visitor.library, "tom")
    ada, _ = with_app(visitor.library, "ada")
    first_step(visitor, "tom")
    assert [visitor.post("/sign-in/second-step", code="000000").status_code for _ in range(5)] == [422] * 5
    slowed = visitor.post("/sign-in/second-step", code=code(tom))
    assert slowed.status_code == 429
    assert "about a minute" in slowed.text
    other = Visitor(visitor.library)
    first_step(other, "ada")
    assert other.post("/sign-in/second-step", code=code(ada)).status_code == 303


def test_a_recovery_code_stands_in_once_and_leads_to_where_the_app_is_replaced(visitor: Visitor) -> None:
    _, codes = with_app(visitor.library, "tom")
    first_step(visitor, "tom")
    done = visitor.post("/sign-in/second-step", recovery=f" {codes[0].upper().replace('-', ' ')}", next="/sets")
    assert (done.status_code, done.headers["location"]) == (303, "/account/second-step")
    assert "9 of ten" in visitor.get("/account/second-step").text
    other = Visitor(visitor.library)
    first_step(other, "tom")
    assert other.post("/sign-in/second-step", recovery=codes[0]).status_code == 422
    first_step(other, "tom")
    assert other.post("/sign-in/second-step", recovery=codes[1]).status_code == 303


def test_recovery_codes_are_nowhere_in_the_database(visitor: Visitor) -> None:
    secret, codes = with_app(visitor.library, "tom")
    held = b"".join(path.read_bytes() for path in visitor.library.settings.data.rglob("*") if path.is_file())
    for word in (secret, codes[0], codes[0].replace("-", "")):
        assert word.encode() not in held


def test_a_passkey_is_the_second_step_or_the_whole_of_it(visitor: Visitor) -> None:
    device = Device()
    with_password(visitor.library, "tom")
    with writing(visitor.library.engine) as db:
        tom, here = cast(db, "tom"), Place("localhost", device.origin)
        keep_new(db, here, device.make(offer_new(db, here, by=tom)), name="Phone", by=tom)
    first_step(visitor, "tom")
    options = visitor.post("/sign-in/passkey/challenge", step="second").text
    assert "allowCredentials" in options
    done = visitor.post("/sign-in/passkey", step="second", credential=device.sign(options), next="/teaching")
    assert (done.status_code, done.headers["location"]) == (303, "/teaching")
    alone = Visitor(visitor.library)
    options = alone.post("/sign-in/passkey/challenge").text
    assert device.identity.hex() not in options
    done = alone.post("/sign-in/passkey", credential=device.sign(options), next="/teaching")
    assert done.status_code == 303
    assert alone.get("/teaching").status_code == 200


def test_of_a_first_step_that_another_took_in_this_browser_nothing_comes_with_ones_own_passkey(
    visitor: Visitor,
) -> None:
    """On a ward's computer somebody may have brought a provider's word, and left."""
    device, library = Device(), visitor.library
    provider = Provider("north", "North Trust", "https://north.example", "us", "north-trust", "x" * 20)
    visitor = Visitor(replace(library, providers={"north": provider}))
    with writing(library.engine) as db:
        tom, here = cast(db, "tom"), Place("localhost", device.origin)
        keep_new(db, here, device.make(offer_new(db, here, by=tom)), name="Phone", by=tom)
        theirs = sign_in_half(db, tom, provider="north", proof=Proof(provider.issuer, "theirs"))
    visitor.client.cookies.set("half", theirs)
    options = visitor.post("/sign-in/passkey/challenge").text
    assert visitor.post("/sign-in/passkey", credential=device.sign(options)).status_code == 303
    with reading(library.engine) as db:
        assert linked_person(db, provider.issuer, "theirs") is None
        assert db.exec(select(HalfSignIn)).all() == []


def test_a_passkey_that_is_refused_keeps_one_at_the_page_one_was_at(visitor: Visitor) -> None:
    refused = visitor.post("/sign-in/passkey", credential="{}")
    assert refused.status_code == 422
    assert "Try again" in refused.text
    with_app(visitor.library, "tom")
    first_step(visitor, "tom")
    refused = visitor.post("/sign-in/passkey", step="second", credential="{}")
    assert refused.status_code == 422
    assert "The second step" in refused.text


def test_a_suspended_person_comes_in_by_no_step(visitor: Visitor) -> None:
    device, (secret, codes) = Device(), with_app(visitor.library, "tom")
    with writing(visitor.library.engine) as db:
        tom, here = cast(db, "tom"), Place("localhost", device.origin)
        keep_new(db, here, device.make(offer_new(db, here, by=tom)), name="Phone", by=tom)
    first_step(visitor, "tom")
    with writing(visitor.library.engine) as db:
        suspend(db, cast(db, "tom"), reason="Asked by his organisation.")
    for fields in ({"code": code(secret)}, {"recovery": codes[0]}):
        assert visitor.post("/sign-in/second-step", **fields).headers["location"] == "/sign-in"
    options = visitor.post("/sign-in/passkey/challenge").text
    assert visitor.post("/sign-in/passkey", credential=device.sign(options)).status_code == 401
    again = visitor.post("/sign-in", email="tom@casebook.example", password=PASSWORD)
    assert again.status_code == 403
    with reading(visitor.library.engine) as db:
        assert db.exec(select(HalfSignIn)).all() == []
