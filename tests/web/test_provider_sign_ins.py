"""Signing in by a real provider: what it proves, whom that lets in, and everything that must not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from httpx2 import Response
from sqlmodel import select

from casebook.audit.audit_entry import AuditEntry
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.letter import Letter, LetterKind
from casebook.people.linking import came_by
from casebook.people.person import Person, SignIn
from casebook.people.provider_link import ProviderLink
from casebook.people.queries import person_by_email, roles_of
from casebook.people.signing_in import set_password, suspend
from tests.conftest import Visitor, cast
from tests.oidc_provider import Running, Traveller, provider_of, real_provider

from .stepping import code, with_app

SITE = "http://localhost:8000"
PASSWORD = "three unrelated words"
HERS = {"organisation": "north-vale-hospitals", "domains": ("casebook.example",)}
Set = Callable[..., Library]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with real_provider(SITE, "north", "south") as provider:
        yield provider


@pytest.fixture
def known(library: Library, running: Running) -> Set:
    """The library with the provider set as a test wants it."""

    def set_so(**different: Any) -> Library:
        both = [provider_of(running.issuer, slug, **different) for slug in ("north", "south")]
        with writing(library.engine) as db:
            set_password(db, cast(db, "lena"), PASSWORD)
        return replace(library, providers={one.slug: one for one in both})

    return set_so


def there(visitor: Visitor, next: str = "", slug: str = "north") -> str:
    answer = visitor.get(f"/sign-in/with/{slug}" + (f"?next={next}" if next else ""))
    assert answer.status_code == 303
    return answer.headers["location"]


def back(visitor: Visitor, address: str) -> Response:
    assert address.startswith(SITE), address
    return visitor.get(address.removeprefix(SITE))


def came(library: Library, name: str, *, second: bool = False, next: str = "") -> tuple[Visitor, Response]:
    visitor = Visitor(library)
    return visitor, back(visitor, Traveller().let_in(there(visitor, next), name, second=second))


def who(library: Library, visitor: Visitor) -> str:
    """The address of who is signed in, or nothing."""
    found = re.search(r'data-person="([^"]+)"', visitor.get("/about").text)
    with reading(library.engine) as db:
        return db.exec(select(Person.email).where(Person.key == found[1])).one() if found else ""


def changed(address: str, **query: str) -> str:
    parts = urlsplit(address)
    kept = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return urlunsplit(parts._replace(query=urlencode({name: v for name, v in (kept | query).items() if v})))


def links(library: Library) -> int:
    with reading(library.engine) as db:
        return len(db.exec(select(ProviderLink)).all())


def test_the_sign_in_page_offers_it_and_one_comes_back_where_one_was_going(known: Set) -> None:
    library = known(**HERS)
    assert 'href="/sign-in/with/north?next=%2Fthemes"' in Visitor(library).get("/sign-in?next=%2Fthemes").text.replace(
        "next=/themes", "next=%2Fthemes"
    )
    visitor, answer = came(library, "lena", next="/themes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/themes")
    assert who(library, visitor) == "lena@casebook.example"
    with reading(library.engine) as db:
        (row,) = [one for one in db.exec(select(SignIn)).all() if one.revoked_at is None]
        by = came_by(db, row)
        assert by is not None
        assert (by.provider, by.second_factor, bool(by.sid)) == ("north", False, True)
        (letter,) = db.exec(select(Letter)).all()
        assert (letter.kind, letter.about) == (LetterKind.provider_linked, "North Trust")


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_one_never_comes_back_to_another_site(known: Set, next: str) -> None:
    assert came(known(**HERS), "lena", next=next)[1].headers["location"] == "/"


def test_what_is_asked_of_the_provider_is_bound_to_this_browser(known: Set) -> None:
    asked = parse_qs(urlsplit(there(Visitor(known()))).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["redirect_uri"] == [f"{SITE}/sign-in/with/north/answer"]


def test_the_second_time_it_is_the_link_that_counts_and_no_address(known: Set) -> None:
    library = known(**HERS)
    came(library, "lena")
    with writing(library.engine) as db:
        lena, otto = cast(db, "lena"), cast(db, "otto")
        lena.email, otto.email = "moved@elsewhere.example", "swap@casebook.example"
        db.add(lena)
        db.add(otto)
        db.flush()
        otto.email = "lena@casebook.example"
    visitor, _ = came(library, "lena")
    assert who(library, visitor) == "moved@elsewhere.example"
    assert links(library) == 1


@pytest.mark.parametrize(
    ("name", "different"),
    [
        ("lena", {}),  # speaks for no domain
        ("claims-lena", HERS),  # has not verified the address
        ("lena", HERS | {"organisation": "south-haven-medical-school"}),  # her account is another organisation's
        ("new", HERS),  # there is no account, and this provider makes none
    ],
)
def test_an_address_alone_opens_nothing(known: Set, name: str, different: dict[str, Any]) -> None:
    library = known(**different)
    visitor, answer = came(library, name, next="/themes")
    assert answer.headers["location"].startswith("/sign-in/link")
    page = visitor.get(answer.headers["location"]).text
    assert "One more step" in page
    assert (who(library, visitor), links(library)) == ("", 0)
    refused = visitor.post("/sign-in/link", password="not the right one", next="/themes")
    assert refused.status_code == 422
    assert "not the right one" not in refused.text
    assert (who(library, visitor), links(library)) == ("", 0)


def test_whether_an_address_has_an_account_is_not_told(known: Set) -> None:
    pages = []
    for name, email in (("claims-lena", "lena@casebook.example"), ("new", "new@casebook.example")):
        visitor, answer = came(known(), name)
        asked = visitor.get(answer.headers["location"]).text
        wrong = visitor.post("/sign-in/link", password="not the right one").text
        pages.append((asked + wrong).replace(email, "ADDRESS"))
    assert pages[0] == pages[1]


def test_the_accounts_own_password_links_it_once_and_for_all(known: Set) -> None:
    library = known()
    visitor, answer = came(library, "claims-lena", next="/themes")
    linked = visitor.post("/sign-in/link", password=PASSWORD, next="/themes")
    assert (linked.status_code, linked.headers["location"]) == (303, "/themes")
    assert who(library, visitor) == "lena@casebook.example"
    again, answer = came(library, "claims-lena")
    assert answer.headers["location"] == "/"
    assert who(library, again) == "lena@casebook.example"
    assert visitor.post("/sign-in/link", password=PASSWORD).status_code == 410, "an offer is taken once"


def test_an_offer_is_this_browsers_alone_and_guessing_is_slow(known: Set) -> None:
    library = known()
    visitor, _ = came(library, "claims-lena")
    assert Visitor(library).post("/sign-in/link", password=PASSWORD).status_code == 410
    assert [visitor.post("/sign-in/link", password="wrong " * 3).status_code for _ in range(10)] == [422] * 10
    assert visitor.post("/sign-in/link", password=PASSWORD).status_code == 429


@pytest.mark.parametrize("made", ["unproven", "handed_link"])
def test_an_account_that_another_could_have_made_is_not_linked_on_a_providers_word(known: Set, made: str) -> None:
    """Whoever made it with Lena's address knows its password, and would read what Lena writes."""
    library = known(**HERS)
    with writing(library.engine) as db:
        lena = cast(db, "lena")
        setattr(lena, made, True)
        db.add(lena)
    visitor, answer = came(library, "lena")
    assert answer.headers["location"].startswith("/sign-in/link")
    assert (who(library, visitor), links(library)) == ("", 0)
    visitor.post("/sign-in/link", password=PASSWORD)
    with reading(library.engine) as db:
        assert getattr(cast(db, "lena"), made), "and gains nothing by linking"


def test_a_new_account_is_made_only_where_the_provider_is_set_to_and_is_a_trainee(known: Set) -> None:
    library = known(**HERS, makes_accounts=True)
    visitor, _ = came(library, "new")
    assert who(library, visitor) == "new@casebook.example"
    with reading(library.engine) as db:
        made = person_by_email(db, "new@casebook.example")
        assert made
        assert [role.value for role in roles_of(db, made)] == ["trainee"]
        assert made.organisation_id == cast(db, "lena").organisation_id
        assert (made.name, made.password_hash, made.unproven) == ("New Here", "", False)


def test_a_provider_makes_no_account_outside_its_own_domains(known: Set) -> None:
    library = known(organisation="x", domains=("other.example",), makes_accounts=True)
    visitor, answer = came(library, "new")
    assert answer.headers["location"].startswith("/sign-in/link")
    visitor, answer = came(library, "silent")
    assert "did not tell us your address" in answer.text
    assert (who(library, visitor), links(library)) == ("", 0)


def test_who_is_suspended_does_not_come_in_by_a_provider(known: Set) -> None:
    library = known(**HERS)
    came(library, "lena")
    with writing(library.engine) as db:
        suspend(db, cast(db, "lena"), reason="x")
    visitor, answer = came(library, "lena")
    assert answer.status_code == 403
    assert "cannot sign in at present" in answer.text
    assert who(library, visitor) == ""


def test_a_second_factor_counts_where_it_is_set_and_the_provider_is_the_authority(known: Set) -> None:
    def counts(**different: Any) -> bool:
        library = known(**different)
        came(library, "lena", second=True)
        with reading(library.engine) as db:
            newest = db.exec(select(SignIn).order_by(SignIn.id.desc())).first()  # type: ignore[union-attr]
            by = came_by(db, newest) if newest else None
            assert by is not None
            return by.second_factor

    assert not counts(**HERS)
    assert counts(**HERS, second_factor_amr=("otp",))
    assert not counts(**HERS, second_factor_amr=("hwk",))
    assert counts(**HERS, second_factor_acr=("urn:second",))
    assert not counts(second_factor_amr=("otp",)), "not where it speaks for no domain"


def test_who_has_a_second_step_here_does_it_unless_the_provider_vouches_for_one(known: Set) -> None:
    library = known(**HERS, second_factor_amr=("otp", "mfa"))
    secret, _ = with_app(library, "lena")
    visitor, answer = came(library, "lena", next="/themes")
    assert answer.headers["location"] == "/sign-in/second-step?next=%2Fthemes"
    assert who(library, visitor) == ""
    done = visitor.post("/sign-in/second-step", code=code(secret), next="/themes")
    assert (done.status_code, done.headers["location"]) == (303, "/themes")
    assert who(library, visitor) == "lena@casebook.example"
    with reading(library.engine) as db:
        (row,) = db.exec(select(SignIn)).all()
        by = came_by(db, row)
        assert by is not None, "so that leaving there ends it here"
        assert (by.provider, bool(by.sid), bool(row.second_factor_at)) == ("north", True, True)
        assert db.exec(select(AuditEntry.act, AuditEntry.outcome)).all() == [("second_steps.create", "done")]


def test_a_password_alone_ties_no_provider_to_an_account_that_has_a_second_step(known: Set) -> None:
    """Whoever stole it could otherwise come back by her own provider after it was changed."""
    library = known()
    secret, _ = with_app(library, "lena")
    visitor, _ = came(library, "claims-lena")
    asked = visitor.post("/sign-in/link", password=PASSWORD, next="/themes")
    assert asked.headers["location"] == "/sign-in/second-step?next=%2Fthemes"
    assert (who(library, visitor), links(library)) == ("", 0)
    assert visitor.post("/sign-in/second-step", code="000000").status_code == 422
    assert links(library) == 0
    assert visitor.post("/sign-in/second-step", code=code(secret), next="/themes").status_code == 303
    assert (who(library, visitor), links(library)) == ("lena@casebook.example", 1)
    with reading(library.engine) as db:
        assert [letter.kind for letter in db.exec(select(Letter)).all()] == [LetterKind.provider_linked]
    assert came(library, "claims-lena")[1].headers["location"] == "/sign-in/second-step", "asked each time, as before"


def test_a_providers_second_factor_counts_only_with_the_accounts_own_address(known: Set) -> None:
    """A profile there can say one address on the day it is linked, and its owner's own on the next."""
    library = known(**HERS, second_factor_amr=("otp",))
    with_app(library, "lena")
    assert came(library, "lena", second=True)[1].headers["location"] == "/"
    with writing(library.engine) as db:
        db.add(ProviderLink(person_id=cast(db, "lena").pk, issuer=library.providers["north"].issuer, subject="new"))
    visitor, answer = came(library, "new", second=True)
    assert answer.headers["location"] == "/sign-in/second-step"
    assert who(library, visitor) == ""


def test_coming_in_and_being_refused_are_kept_in_the_audit(known: Set) -> None:
    library = known(**HERS)
    came(library, "lena")
    with writing(library.engine) as db:
        suspend(db, cast(db, "lena"), reason="Left.")
    came(library, "lena")
    with reading(library.engine) as db:
        assert db.exec(select(AuditEntry.act, AuditEntry.outcome)).all() == [
            ("provider_sign_ins.create", "done"), ("provider_sign_ins.create", "refused"),
        ]  # fmt: skip
        assert set(db.exec(select(AuditEntry.who)).all()) == {cast(db, "lena").key}


def test_a_tampered_state_a_strange_browser_and_another_provider_are_refused(known: Set) -> None:
    library = known(**HERS)
    visitor = Visitor(library)
    address = Traveller().let_in(there(visitor), "lena")
    cookie = visitor.client.cookies["attempt"]
    stranger = Visitor(library)
    assert back(stranger, address).status_code == 403, "began in another browser"
    for wrong in (changed(address, state="x" * 43), changed(address, state=""), address.replace("/north/", "/south/")):
        visitor.client.cookies.set("attempt", cookie)
        assert back(visitor, wrong).status_code == 403
        visitor.client.cookies.clear()
    visitor.client.cookies.set("attempt", cookie[:-6] + "AAAA==")
    assert back(visitor, address).status_code == 403
    assert (who(library, visitor), who(library, stranger), links(library)) == ("", "", 0)


def test_an_answer_in_another_issuers_name_is_refused(known: Set) -> None:
    library = known(**HERS)
    for iss in ("https://other.example", ""):
        visitor = Visitor(library)
        address = Traveller().let_in(there(visitor), "lena")
        answer = back(visitor, changed(address, iss=iss))
        assert (answer.status_code, who(library, visitor)) == (403, "")


def test_a_code_is_good_once(known: Set) -> None:
    library = known(**HERS)
    visitor = Visitor(library)
    address = Traveller().let_in(there(visitor), "lena")
    cookie = visitor.client.cookies["attempt"]
    assert back(visitor, address).status_code == 303
    assert "attempt" not in visitor.client.cookies
    visitor.client.cookies.clear()
    assert back(visitor, address).status_code == 403
    visitor.client.cookies.set("attempt", cookie)
    assert back(visitor, address).status_code == 403
    assert who(library, visitor) == ""


def test_a_token_with_another_nonce_is_refused(known: Set) -> None:
    """Somebody puts her own attempt's answer into another's: the provider signs the nonce it was given."""
    library = known(**HERS)
    visitor = Visitor(library)
    address = Traveller().let_in(changed(there(visitor), nonce="of-another-attempt"), "lena")
    answer = back(visitor, address)
    assert (answer.status_code, who(library, visitor), links(library)) == (403, "", 0)


def test_a_code_got_with_another_verifier_is_refused(known: Set) -> None:
    library = known(**HERS)
    visitor, other = Visitor(library), Visitor(library)
    challenge = parse_qs(urlsplit(there(other)).query)["code_challenge"][0]
    address = Traveller().let_in(changed(there(visitor), code_challenge=challenge), "lena")
    answer = back(visitor, address)
    assert (answer.status_code, who(library, visitor)) == (403, "")


def test_who_says_no_at_the_provider_is_back_with_every_other_way(known: Set) -> None:
    visitor = Visitor(known())
    asked = parse_qs(urlsplit(there(visitor)).query)
    issuer = asked and there(visitor).split("/auth")[0]
    state = parse_qs(urlsplit(there(visitor)).query)["state"][0]
    answer = visitor.get(
        "/sign-in/with/north/answer?" + urlencode({"error": "access_denied", "state": state, "iss": issuer})
    )
    assert answer.status_code == 403
    assert "did not sign you in" in answer.text
    assert 'name="password"' in answer.text


def test_leaving_says_that_one_is_still_in_at_the_provider_and_offers_the_way_out(known: Set, running: Running) -> None:
    library = known(**HERS)
    visitor, _ = came(library, "lena")
    left = visitor.post("/sign-out")
    assert left.headers["location"] == "/signed-out?from=north"
    page = visitor.get("/signed-out?from=north").text
    assert "Sign out of North Trust too" in page
    out = visitor.get("/sign-in/with/north/ending").headers["location"]
    assert out.startswith(f"{running.issuer}/session/end?")
    assert parse_qs(urlsplit(out).query) == {
        "client_id": ["casebook-north"], "post_logout_redirect_uri": [f"{SITE}/"],
    }  # fmt: skip
    assert who(library, visitor) == ""


def test_a_provider_that_is_not_set_is_not_found(known: Set) -> None:
    visitor = Visitor(known())
    assert visitor.get("/sign-in/with/nobody").status_code == 404
    assert visitor.get("/sign-in/with/nobody/answer?state=x&code=y").status_code == 404
    assert visitor.post("/sign-in/with/nobody/ending", headers={}, logout_token="x").status_code == 404
