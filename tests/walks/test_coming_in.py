"""Coming in by one's organisation: there and back, linking an account once, leaving; and by a letter when the password
is forgotten. By a real provider and a real mail server."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.signing_in import set_password
from tests.conftest import cast
from tests.oidc_provider import Running, real_provider
from tests.people.posts import SENDER, Box, mail_server
from tests.walks.looking import looked_at
from tests.walks.serving import served
from tests.web.test_provider_endings import set_provider
from tests.web.uploading import free_port

PASSWORD = "three unrelated words"


@dataclass
class Place:
    """A site with a provider and a mail server beside it."""

    site: str
    library: Library
    provider: Running
    box: Box


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    port = free_port()
    site = f"http://localhost:{port}"
    with real_provider(site, "north") as provider, mail_server() as (box, office):
        set_provider(tmp_path, provider.issuer)
        mail = {"smtp_host": office.host, "smtp_port": office.port, "smtp_security": "none", "mail_from": SENDER}
        with served(tmp_path, port=port, address=site, demo=False, **mail) as library:
            with writing(library.engine) as db:
                set_password(db, cast(db, "lena"), PASSWORD)
            yield Place(site, library, provider, box)


def opened(browser: Browser, place: Place, *, javascript: bool = True, width: int = 1280) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=place.site
    )
    return context.new_page()


def let_in(page: Page, name: str) -> None:
    page.get_by_role("link", name="Sign in with North Trust").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Let me in").click()


def letter(box: Box, about: str) -> str:
    """The text of a letter, when it has come."""
    for _ in range(600):
        for one in box.letters:
            if about in str(one["subject"]):
                return str(one.get_content())
        time.sleep(0.1)
    raise AssertionError(f"no letter about {about!r} came")


def test_by_ones_organisation_and_out_again(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    page.goto("/my-casebook")
    looked_at(page, "sign-in-by-provider")
    let_in(page, "lena")
    page.wait_for_url("**/my-casebook")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out of casebook").wait_for()
    looked_at(page, "signed-out")
    assert "North Trust" in letter(place.box, "Another way to sign in")
    page.get_by_role("link", name="Sign out of North Trust too").click()
    page.get_by_role("button", name="Out").click()
    page.wait_for_url(f"{place.site}/")
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with North Trust").click()
    page.get_by_label("Name").wait_for()  # the provider has forgotten her too
    page.context.close()


def test_linking_an_account_once_by_its_password_on_a_phone_without_scripts(browser: Browser, place: Place) -> None:
    page = opened(browser, place, javascript=False, width=360)
    page.goto("/sign-in")
    let_in(page, "claims-lena")
    page.get_by_role("heading", name="One more step, this once").wait_for()
    page.get_by_label("Your casebook password").fill("not the right one")
    page.get_by_role("button", name="Link and sign in").click()
    page.get_by_role("heading", name="Nothing is linked yet").wait_for()
    page.get_by_label("Your casebook password").fill(PASSWORD)
    page.get_by_role("button", name="Link and sign in").click()
    page.wait_for_url(f"{place.site}/")
    assert page.locator("body[data-person]").count() == 1
    page.context.close()


def test_the_page_that_links_by_keyboard(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    page.goto("/sign-in")
    let_in(page, "claims-lena")
    looked_at(page, "link-account")
    page.get_by_label("Your casebook password").focus()
    page.keyboard.type("not the right one")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing is linked yet").wait_for()
    looked_at(page, "link-account-refused")
    page.get_by_label("Your casebook password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{place.site}/")
    page.context.close()


def test_a_forgotten_password_is_chosen_anew_by_a_letter(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    page.goto("/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    looked_at(page, "forgotten-password")
    page.get_by_label("Email address").fill("lena@casebook.example")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look at your mail").wait_for()
    looked_at(page, "look-at-your-mail")
    found = re.search(r"http://\S+/password\?link=\S+", letter(place.box, "A new password"))
    assert found
    page.goto(found[0])
    looked_at(page, "choose-password")
    page.get_by_label("A new password").fill("short")
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_text("A password has 12 to 128 characters").wait_for()
    looked_at(page, "choose-password-refused")
    page.get_by_label("A new password").fill("four quite unrelated words")
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_role("heading", name="Your password is chosen").wait_for()
    looked_at(page, "password-chosen")
    page.goto(found[0])
    looked_at(page, "link-does-not-work")
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("lena@casebook.example")
    page.get_by_label("Password", exact=True).fill("four quite unrelated words")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{place.site}/")
    page.context.close()


def test_a_provider_that_is_gone_leaves_every_other_way_open(browser: Browser, place: Place) -> None:
    place.provider.process.kill()
    page = opened(browser, place)
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with North Trust").click()
    page.get_by_text("North Trust does not answer just now").wait_for()
    looked_at(page, "provider-away")
    page.get_by_label("Email address").fill("lena@casebook.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{place.site}/")
    page.context.close()
