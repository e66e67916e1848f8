"""An educator sets up a second step and comes in by it, by keyboard: an app, a recovery code, and a passkey of a device
that Chromium pretends to have."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.joining import appoint
from casebook.people.one_time_codes import code_at, step_of
from casebook.people.person import Role
from casebook.people.second_factor import Authenticator
from tests.conftest import cast
from tests.walks.looking import looked_at
from tests.walks.serving import served
from tests.web.stepping import PASSWORD, with_password


@pytest.fixture
def strict_site(tmp_path: Path) -> Iterator[Library]:
    """A site without demo people where a second factor is required; Tom teaches, Vera administers."""
    with served(tmp_path, demo=False, second_factor="required") as library:
        for name in ("tom", "vera", "lena"):
            with_password(library, name)
        with writing(library.engine) as db:
            appoint(db, cast(db, "vera"), Role.administrator)
        yield library


@pytest.fixture
def page(browser: Browser, strict_site: Library) -> Iterator[Page]:
    context = browser.new_context(base_url=strict_site.settings.own_address, viewport={"width": 1280, "height": 900})
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    yield page
    context.close()
    assert [one for one in complaints if "422" not in one] == []


def tab_to(page: Page, words: str) -> None:
    """By the tab key alone to what is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const at = document.activeElement;
              return (at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '').trim() }"""
        )
        if here.startswith(words):
            return
    raise AssertionError(f"the tab key does not reach {words!r}")


def first_step(page: Page, name: str) -> None:
    page.goto("/sign-in")
    tab_to(page, "Email address")
    page.keyboard.type(f"{name}@casebook.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("second-step"))


def sign_out(page: Page) -> None:
    page.locator("details.account summary").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sign in").first.wait_for()


def typed_code(library: Library, secret: str) -> str:
    """The app's next code that has not been used; the last is forgotten rather than waited for."""
    with writing(library.engine) as db:
        row = db.exec(select(Authenticator)).one()
        row.last_step = 0
        db.add(row)
    return code_at(secret, step_of(now()))


def device(page: Page, **kind: Any) -> Any:
    """A device in this machine that makes passkeys and knows its owner."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True} | kind  # fmt: skip
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return talk


def test_an_app_and_a_recovery_code_by_keyboard(page: Page, strict_site: Library) -> None:
    first_step(page, "tom")
    page.get_by_role("heading", name="Your second step").wait_for()
    looked_at(page, "second-step-none")
    page.goto("/themes")
    assert "opens with a second step" in page.inner_text("body")
    looked_at(page, "second-step-due")
    page.goto("/teaching")
    page.wait_for_url("**/account/second-step?next=**")
    tab_to(page, "Set up an app")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Set up an app").wait_for()
    looked_at(page, "authenticator")
    secret = page.locator(".factor-secret code").inner_text().replace(" ", "")
    tab_to(page, "Six digits")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.get_by_text("That is not the code").wait_for()
    looked_at(page, "authenticator-wrong")
    page.keyboard.type(code_at(secret, step_of(now())))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    looked_at(page, "recovery-codes")
    codes = page.locator(".recovery-list code").all_inner_texts()
    assert len(codes) == 10
    tab_to(page, "I have kept them")
    page.keyboard.press("Enter")
    page.wait_for_url("**/teaching")
    sign_out(page)

    first_step(page, "tom")
    looked_at(page, "second-step-code")
    page.keyboard.type("12 34 56")
    page.keyboard.press("Enter")
    page.get_by_text("or it was used already").wait_for()
    looked_at(page, "second-step-wrong")
    page.keyboard.type(typed_code(strict_site, secret))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/$"))
    page.goto("/teaching")
    page.get_by_role("heading", name="Teach").wait_for()
    sign_out(page)

    first_step(page, "tom")
    tab_to(page, "I do not have it with me")
    page.keyboard.press("Enter")
    looked_at(page, "second-step-recovery")
    tab_to(page, "A recovery code")
    page.keyboard.type(codes[3])
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/second-step")
    assert "9 of ten" in page.inner_text("main")
    looked_at(page, "second-step-app")


def test_a_passkey_by_keyboard_as_the_second_step_and_by_itself(page: Page, strict_site: Library) -> None:
    device(page)
    first_step(page, "tom")
    tab_to(page, "What you call it")
    page.keyboard.type("This computer")
    tab_to(page, "Make a passkey")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.goto("/account/second-step")
    assert "This computer" in page.inner_text("main")
    looked_at(page, "second-step-passkey")
    tab_to(page, "What you call it")
    tab_to(page, "Make a passkey")
    page.keyboard.press("Enter")
    page.get_by_text("This device has a passkey for you here already.").wait_for()
    page.goto("/account")
    looked_at(page, "account")
    sign_out(page)

    first_step(page, "tom")
    looked_at(page, "second-step-use-passkey")
    tab_to(page, "Use a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/$"))
    page.goto("/teaching")
    page.get_by_role("heading", name="Teach").wait_for()
    sign_out(page)

    page.goto("/sign-in?next=/teaching")
    looked_at(page, "sign-in-passkey")
    tab_to(page, "Sign in with a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/teaching")
    with reading(strict_site.engine) as db:
        assert cast(db, "tom").name in page.locator("details.account summary").get_attribute("aria-label")  # type: ignore[operator]


def test_where_there_is_no_passkey_the_page_says_so(page: Page) -> None:
    device(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("this device has no passkey for you here").wait_for()
    looked_at(page, "sign-in-no-passkey")


def test_an_account_is_mended_and_roles_are_given_in_the_browser(page: Page, strict_site: Library) -> None:
    device(page)
    first_step(page, "vera")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.goto("/people")
    looked_at(page, "people")
    page.get_by_role("link", name="Lena Marsh").click()
    looked_at(page, "person")
    page.get_by_label("Role", exact=True).select_option("educator")
    page.get_by_role("button", name="Give this role").click()
    page.get_by_role("button", name="End the role of educator").wait_for()
    looked_at(page, "person-given")
    page.goto("/account")
    page.get_by_label("Name", exact=True).fill("Vera Lindqvist-Osei")
    page.get_by_role("button", name="Keep these").click()
    page.get_by_text("Your name and stage are kept.").wait_for()
    page.get_by_label("The one you have now").fill("not that one")
    page.get_by_label("The new one").fill("four quite unrelated words")
    page.get_by_role("button", name="Change my password").click()
    page.get_by_text("That is not the password you sign in with.").wait_for()
    looked_at(page, "account-wrong")
    page.goto("/account/proof")
    looked_at(page, "proof")
