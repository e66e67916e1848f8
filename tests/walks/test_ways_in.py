"""Somebody looks at the ways she signs in and ends a provider's, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.lawful_demand import LawfulDemand
from casebook.people.provider_link import ProviderLink
from casebook.people.second_factor import Passkey
from tests.conftest import cast
from tests.people.test_providers import written
from tests.walks.looking import looked_at
from tests.walks.serving import served
from tests.web.stepping import with_password


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Library]:
    """A site with a provider that is tied to Lena's account, one that was, and words of hers that were handed over."""
    secrets = tmp_path / "data/keys/providers"
    secrets.mkdir(parents=True, mode=0o700)
    secrets.parent.chmod(0o700)
    (tmp_path / "providers").mkdir()
    written(secrets, domains='["casebook.example"]')
    (secrets / "north.toml").rename(tmp_path / "providers/north.toml")
    with served(tmp_path, providers=str(tmp_path / "providers")) as library:
        with_password(library, "lena")
        with writing(library.engine) as db:
            lena = cast(db, "lena")
            db.add(Passkey(person_id=lena.pk, name="Phone", credential="c", public_key="k"))
            for issuer in ("https://login.north.example/", "https://old.example/realm"):
                db.add(ProviderLink(person_id=lena.pk, issuer=issuer, subject="1"))
            two = {"approved_by_id": cast(db, "ada").pk, "also_approved_by_id": cast(db, "vera").pk}
            named = {"reference": "IG 2026/14", "kinds": "answers,session-notes", "recipient": "age1", "records": 3}
            db.add(LawfulDemand(person_id=lena.pk, **two, **named))
        yield library


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"the tab key does not reach {name!r}")


def test_she_ends_a_way_in_by_keyboard(browser: Browser, site: Library) -> None:
    context = browser.new_context(base_url=site.settings.own_address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/sign-in?next=/account")
    page.locator("form[action='/demo/sign-in'] button", has_text="Lena").first.click()
    page.goto("/account")
    page.get_by_role("heading", name="Ways you sign in").wait_for()
    looked_at(page, "ways-in")
    tab_to(page, "End signing in with North Trust")
    page.keyboard.press("Enter")
    page.get_by_text("That way in is ended").wait_for()
    looked_at(page, "ways-in-ended")
    with reading(site.engine) as db:
        assert [one.issuer for one in db.exec(select(ProviderLink)).all()] == ["https://old.example/realm"]
    context.close()
