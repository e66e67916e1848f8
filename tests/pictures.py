"""Take the pictures under `docs/pictures` from a running demonstration whose clips are ready:
`python -m tests.pictures http://localhost:8000`. Each page at 360 and 1280 px, as Lena before and after her answer."""

import sys

from playwright.sync_api import Page, sync_playwright

from tests.browser import find_chromium
from tests.browser_fixtures import shot

CASE = "/cases/his-shoes"
WIDTHS = (360, 1280)


def main(address: str) -> None:
    """Take them all."""
    program, arguments = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        take(page, "signed-out", "/")
        take(page, "sign-in", "/sign-in")
        take(page, "who-sees-what", "/who-sees-what")
        page.goto("/")
        page.get_by_role("button", name="Lena").click()
        for name, path in (
            ("home", "/"), ("themes", "/themes"), ("theme", "/themes/truth-telling-and-candour"),
            ("search", "/search?q=did+I+have+a+bad+night"), ("contributor", "/contributors/nia-bevan"),
        ):  # fmt: skip
            take(page, name, path)
        page.goto(CASE)
        if page.get_by_role("button", name="Commit my answer").count():
            play(page)
            shot(page, "front", 1280, whole=False)
            for width in WIDTHS:
                shot(page, "case", width)
            commit(page)
        take(page, "case-answered", CASE)
        take(page, "compare", f"{CASE}/comparison")
        take(page, "answer-again", f"{CASE}/second-answer")
        take(page, "my-casebook", "/my-casebook")
        page.goto("/")
        context.clear_cookies()
        page.goto("/")
        page.get_by_role("button", name="Tom").click()
        take(page, "guide", f"{CASE}/guide")
        dark = browser.new_context(base_url=address, color_scheme="dark", viewport={"width": 1280, "height": 900})
        page = dark.new_page()
        page.goto("/")
        page.get_by_role("button", name="Otto").click()
        page.wait_for_url("**/")
        page.goto(CASE)
        play(page)
        for width in WIDTHS:
            shot(page, "case-dark", width)
        browser.close()


def take(page: Page, name: str, path: str) -> None:
    """One page at each width."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for width in WIDTHS:
        shot(page, name, width)


def play(page: Page) -> None:
    """Play a little, so that the picture shows the film with its captions."""
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 2", timeout=30_000)
    page.evaluate("() => { const film = document.querySelector('video'); film.muted = true; film.currentTime = 31; }")
    page.locator("media-play-button").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 32")
    page.locator("media-play-button").click()


def commit(page: Page) -> None:
    """An answer, so that what follows opens."""
    page.locator("input[name=choice]").nth(1).check(force=True)
    page.get_by_label("Your reasons").fill(
        "He should hear it from someone who can answer his questions, and he asked me, so it starts with me."
    )
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.get_by_role("button", name="Commit my answer").click()
    page.get_by_role("link", name="Compare").first.wait_for()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
