"""The ways one signs in: seen, and a provider's ended by its owner alone, who is never left without a way in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.audit.audit_entry import AuditEntry
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.letter import Letter, LetterKind
from casebook.people.person import SignIn
from casebook.people.post_office import PostOffice
from casebook.people.provider_link import ProviderLink, ProviderSignIn
from casebook.people.providers import Provider
from casebook.people.second_factor import Passkey
from tests.conftest import Visitor, cast

from .stepping import PASSWORD, with_password

Set = Callable[..., Library]
NORTH = Provider(
    slug="north",
    name="North Trust",
    issuer="https://sign-in.north.example",
    client_id="casebook",
    client_secret="a secret of the test's own, long enough",
    organisation="north-vale-hospitals",
    domains=("casebook.example",),
)


@pytest.fixture
def linked(stocked: Library) -> Library:
    """North Trust is set, and Lena's and Tom's accounts are tied to it; so is Lena's to one that is gone."""
    library = replace(
        stocked, providers={"north": NORTH}, post_office=PostOffice("127.0.0.1", 1, "none", "x@y.example")
    )
    with writing(library.engine) as db:
        for name, issuer in (("lena", NORTH.issuer), ("lena", "https://old.example/realm"), ("tom", NORTH.issuer)):
            db.add(ProviderLink(person_id=cast(db, name).pk, issuer=issuer, subject=f"{name}-1"))
    return library


def link_of(library: Library, name: str, issuer: str = NORTH.issuer) -> ProviderLink | None:
    with reading(library.engine) as db:
        hers = select(ProviderLink).where(ProviderLink.person_id == cast(db, name).pk, ProviderLink.issuer == issuer)
        return db.exec(hers).first()


def address_of(library: Library, name: str, issuer: str = NORTH.issuer) -> str:
    found = link_of(library, name, issuer)
    assert found is not None
    return f"/account/providers/{found.key}/removal"


def test_she_sees_every_way_and_what_ending_one_would_mean(linked: Library) -> None:
    with_password(linked, "lena")
    page = Visitor(linked).enter("lena").get("/account").text
    assert "Ways you sign in" in page
    assert "Your password" in page
    assert "North Trust" in page
    assert "it may be tied to your account again" in page, "the provider is the authority for her address"
    assert "old.example" in page
    assert "not set up here any more" in page
    assert "lena-1" not in page, "what the provider calls her is nobody's to read off a screen"


def test_without_a_provider_the_page_is_as_it_was(linked: Library) -> None:
    assert "Ways you sign in" not in Visitor(linked).enter("vera").get("/account").text


def test_ended_it_opens_nothing_she_is_told_and_it_is_kept_in_the_audit(linked: Library) -> None:
    with_password(linked, "lena")
    lena, there, elsewhere = (Visitor(linked).enter("lena") for _ in range(3))
    with writing(linked.engine) as db:
        here_by, by_north, by_password = db.exec(select(SignIn).order_by(SignIn.id)).all()  # type: ignore[arg-type]
        for one in (here_by, by_north):
            db.add(ProviderSignIn(sign_in_id=one.pk, provider="north", issuer=NORTH.issuer, subject="lena-1"))
        assert by_password.revoked_at is None
    answer = lena.post(address_of(linked, "lena"))
    assert answer.headers["location"] == "/account?said=provider#ways"
    assert "That way in is ended" in lena.get("/account?said=provider").text, "she goes on where she is"
    assert there.get("/themes").status_code == 303, "whoever came by it is out"
    assert elsewhere.get("/themes").status_code == 200
    assert link_of(linked, "lena") is None
    assert link_of(linked, "tom") is not None
    with reading(linked.engine) as db:
        (letter,) = db.exec(select(Letter)).all()
        kept = db.exec(select(AuditEntry).where(AuditEntry.act == "own_provider_links.remove")).all()
    assert (letter.kind, letter.about) == (LetterKind.provider_unlinked, "North Trust")
    assert [one.outcome for one in kept] == ["done"]
    assert kept[0].about.startswith("providers/")


def test_the_only_way_in_stays(linked: Library) -> None:
    lena = Visitor(linked).enter("lena")
    assert "It is your only way in" in lena.get("/account").text
    refused = lena.post(address_of(linked, "lena"))
    assert refused.status_code == 409
    assert "North Trust is your only way in" in refused.text
    assert link_of(linked, "lena") is not None
    assert lena.post(address_of(linked, "lena", "https://old.example/realm")).status_code == 303, "it opened nothing"


def test_a_passkey_or_another_provider_is_a_way_in(linked: Library) -> None:
    with writing(linked.engine) as db:
        lena = cast(db, "lena")
        db.add(Passkey(person_id=lena.pk, name="Phone", credential="c", public_key="k"))
        db.add(ProviderLink(person_id=cast(db, "tom").pk, issuer=NORTH.issuer, subject="tom-2"))
    assert Visitor(linked).enter("lena").post(address_of(linked, "lena")).status_code == 303
    tom = Visitor(linked).enter("tom")
    assert tom.post(address_of(linked, "tom")).status_code == 303
    assert tom.post(address_of(linked, "tom")).status_code == 409, "and the last of them stays"


def test_a_browser_that_was_left_open_ends_nothing(linked: Library) -> None:
    with_password(linked, "lena")
    lena = Visitor(linked).enter("lena")
    with writing(linked.engine) as db:
        for one in db.exec(select(SignIn)).all():
            one.proved_at = now() - timedelta(minutes=11)
            db.add(one)
    page = lena.get("/account").text
    assert "End it" not in page
    assert "/account/proof?next=/account" in page
    asked = lena.post(address_of(linked, "lena"))
    assert asked.headers["location"] == "/account/proof?next=%2Faccount"
    assert link_of(linked, "lena") is not None
    assert lena.post("/account/proof", password=PASSWORD, next="/account").headers["location"] == "/account"
    assert lena.post(address_of(linked, "lena")).status_code == 303


def test_anothers_is_as_one_that_never_was(linked: Library) -> None:
    lena, hers = Visitor(linked).enter("lena"), address_of(linked, "tom")
    refused, missing = lena.post(hers), lena.post("/account/providers/k3m4k3m4k3m4/removal")
    assert (refused.status_code, refused.content) == (404, missing.content)
    assert link_of(linked, "tom") is not None
    assert Visitor(linked).post(hers).status_code == 401
