"""Every page in a real browser: no accessibility fault, nothing wider than the window, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]
SIGNED_OUT = ("/", "/sign-in", "/about", "/who-sees-what", "/accessibility", "/forgotten-password", "/signed-out")
NOT_THERE = ("/nope", "/joining?link=none", "/password?link=none", "/cases/none")
SIGNED_IN = (
    "/", "/themes", "/themes/truth-telling", "/cases/the-open-door", "/contributors/dr-first",
    "/search?q=leave+the+door", "/search?q=nothing+like+it", "/search", "/my-casebook",
    "/cases", "/cases?theme=truth-telling&stage=gp&sort=length", "/contributors",
    "/my-casebook/bookmarks", "/cohorts", "/programmes", "/account", "/account/second-step",
)  # fmt: skip
AFTER_COMMITTING = ("/cases/the-open-door", "/cases/the-open-door/comparison", "/cases/the-open-door/guide",
                    "/cases/the-open-door/second-answer", "/my-casebook", "/themes/truth-telling",
                    "/account/closing", "/my-casebook/portfolio")  # fmt: skip
TEACHING = ("/teaching", "/sets", "/teaching-sessions", "/cohorts", "/programmes", "/health-checks")
WIDTHS = (320, 360, 768, 1280, 1920)


def look(page: Page, path: str) -> None:
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide in a window of {width}"
        if width in (360, 1280):
            assert axe_violations(page) == [], f"{path} at {width} px"
    title = page.title()
    assert title
    assert "None" not in title


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_for_anyone(open_page: Open, dark: bool) -> None:
    page = open_page("", dark=dark)
    for path in SIGNED_OUT:
        look(page, path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_that_say_that_something_is_not_there(open_page: Open, dark: bool) -> None:
    page = open_page("Otto", dark=dark, missing=True)
    for path in NOT_THERE:
        look(page, path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_for_one_who_has_not_answered(open_page: Open, dark: bool) -> None:
    page = open_page("Otto", dark=dark)
    for path in SIGNED_IN:
        look(page, path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_for_one_who_has_answered(open_page: Open, dark: bool) -> None:
    page = open_page("Ada", dark=dark)
    page.goto("/cases/the-open-door")
    page.get_by_role("radio", name="Another way").check(force=True)
    page.get_by_label("Your reasons").fill("x")
    page.locator("[name=another_way]").fill("Call his daughter.")
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.get_by_role("button", name="Commit my answer").click()
    page.get_by_role("link", name="Compare").first.wait_for()
    for path in AFTER_COMMITTING:
        look(page, path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_reasons_and_options_that_trainees_send(open_page: Open, dark: bool) -> None:
    page = open_page("Ada", dark=dark)
    page.goto("/cases/the-open-door")
    page.get_by_role("radio", name="Another way").check(force=True)
    page.locator("[name=another_way]").fill("Call his daughter, Mrs Baker.")
    page.locator("[name=offer]").check()
    page.get_by_label("Your reasons").fill("Mrs Baker, born 3/4/1951, would want to know.")
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.locator("[name=share]").check()
    page.get_by_role("button", name="Commit my answer").click()
    page.wait_for_url("**/shared-reason")
    page.goto("/cases/the-open-door/comparison")
    address = page.get_by_role("link", name="Let colleagues read them").first.get_attribute("href")
    for path in (str(address), "/studio/reasons", "/studio/readers", "/studio/readers/the-open-door"):
        look(page, path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_whoever_teaches_and_what_a_cohort_has_open(open_page: Open, dark: bool) -> None:
    tom = open_page("Tom", dark=dark)
    tom.goto("/sets")
    tom.get_by_label("Name of the set").fill("Nights on call, for those who have just begun")
    tom.get_by_role("button", name="Start a set").click()
    tom.wait_for_url("**/builder")
    where = tom.url.removesuffix("/builder")
    tom.get_by_role("button", name="Add “The open door”").click()
    tom.locator("#set-finding").get_by_text("In the set").wait_for()
    tom.goto(f"{where}/shares")
    tom.get_by_role("button", name="Share with the cohort").click()
    tom.goto(f"{where}/teaching-notes")
    tom.get_by_label("A question").check()
    tom.get_by_label("Your words").fill("Has anyone taken three in one evening?")
    tom.get_by_role("button", name="Send it").click()
    tom.get_by_role("article", name="Question by Tom Ferreira").first.wait_for()
    for path in (where, f"{where}/teaching-notes", "/teaching-notes", *TEACHING):
        look(tom, path)
    lena = open_page("Lena", dark=dark)
    for path in ("/", where, "/sets"):
        look(lena, path)
    for name in ("Ada", "Vera"):
        look(open_page(name, dark=dark), "/teaching")
