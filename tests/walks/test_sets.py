"""An educator's way: a set of three cases built and shared by mouse, by keyboard alone and without scripts; and what a
learner then opens."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.db.engine import writing
from tests.browser_fixtures import axe_violations
from tests.conftest import cast
from tests.three_cases import write_more_cases
from tests.walks.serving import served

MOST_ACTIONS = 40
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(small_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with three cases, and a worker that makes their clips."""
    content = write_more_cases(small_content, tmp_path_factory.mktemp("three"))
    with served(tmp_path_factory.mktemp("sets")) as library:
        read, report = read_content(content), ImportReport()
        with writing(library.engine) as db:
            import_vocabulary(db, read, report)
            for one in read.cases.values():
                case = import_case(db, one, bring_files(db, library.storage, one), report, by=cast(db, "ada"))
                review_confidentiality(db, case, by=cast(db, "vera"))
                publish(db, case, by=cast(db, "ada"))
        yield library.settings.own_address


@pytest.fixture
def enter(browser: Browser, address: str) -> Iterator[Open]:
    """A page of the site as one of the cast; the test fails when the page complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def entered(name: str = "Tom", *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        page.goto("/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url("**/")
        return page

    yield entered
    for context in contexts:
        context.close()
    assert [one for one in complaints if "422" not in one] == []


class Counted:
    """A hand that counts what it does: every click, every field filled, every drag."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def fill(self, what: Locator, words: str) -> None:
        self.actions += 1
        what.fill(words)

    def drag(self, what: Locator, onto: Locator) -> None:
        self.actions += 1
        what.scroll_into_view_if_needed()
        start = what.bounding_box()
        assert start
        self.page.mouse.move(start["x"] + 5, start["y"] + 10)
        self.page.mouse.down()
        for _ in range(3):  # a hand looks where the place is now
            end = onto.bounding_box()
            assert end
            self.page.mouse.move(end["x"] + 20, end["y"] + 3, steps=4)
        with self.page.expect_response("**/order"):
            self.page.mouse.up()


def has_steps(page: Page, many: int) -> None:
    page.wait_for_function(f"() => document.querySelectorAll('.set-step').length === {many}")


def order(page: Page) -> list[str]:
    return page.locator(".set-step h3").all_inner_texts()


def test_a_set_of_three_is_built_and_shared_in_few_actions(enter: Open) -> None:
    page = enter()
    hand = Counted(page)
    hand.click(page.get_by_role("link", name="Teach"))
    hand.click(page.get_by_role("link", name="Sets"))
    hand.fill(page.get_by_label("Name of the set"), "Nights on call")
    hand.click(page.get_by_role("button", name="Start a set"))
    page.wait_for_url("**/builder")
    hand.fill(page.locator("#q"), "leave the door")
    page.locator("#set-finding mark").first.wait_for()
    for many, title in enumerate(("The open door", "His daughter", "The list"), start=1):
        hand.click(page.get_by_role("button", name=f"Add “{title}”"))
        has_steps(page, many)
        page.locator("#set-finding").get_by_text("In the set").nth(many - 1).wait_for()
    hand.click(page.locator(".set-more summary").first)
    hand.fill(page.get_by_label("Your prompt").first, "Who is in the room?")
    hand.fill(page.get_by_label("Minutes").first, "20")
    hand.fill(page.get_by_label("to in “The bleep”").first, "0:02")
    hand.click(page.get_by_role("button", name="Save The open door"))
    page.get_by_text("42 of 45 minutes").wait_for()
    hand.drag(page.locator(".set-grip").nth(2), page.locator(".set-step").nth(1))
    page.wait_for_function("() => document.querySelectorAll('.set-step h3')[1].innerText === 'The list'")
    page.reload()
    assert order(page) == ["The open door", "The list", "His daughter"]
    assert page.locator("#set-title").inner_text() == "The set"
    hand.click(page.get_by_role("link", name="Share it"))
    hand.click(page.get_by_role("button", name="Share with the cohort"))
    hand.click(page.get_by_role("button", name="Make a code"))
    code = page.locator(".set-join").inner_text()
    assert page.locator(".set-qr svg").is_visible()
    assert hand.actions <= MOST_ACTIONS, hand.actions
    print(f"built and shared in {hand.actions} actions")

    lena = enter("Lena", width=360)
    lena.get_by_role("link", name="Nights on call").click()
    assert lena.locator(".set-stop h2").all_inner_texts() == ["The open door", "The list", "His daughter"]
    assert lena.get_by_text("Who is in the room?").is_visible()
    assert axe_violations(lena) == []
    otto = enter("Otto")
    otto.goto("/sets/by-code")
    otto.get_by_label("Join code").fill(code)
    otto.get_by_role("button", name="Open it").click()
    assert otto.locator(".set-stop h2").count() == 3


def tab_to(page: Page, what: Locator, *, back: bool = False) -> None:
    """Press Tab until this has the focus."""
    for _ in range(150):
        if what.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{what} cannot be reached by Tab")


def test_a_set_is_built_put_in_order_and_shared_by_keyboard_alone(enter: Open) -> None:
    page = enter()
    keys = page.keyboard
    tab_to(page, page.get_by_role("link", name="Teach"))
    keys.press("Enter")
    page.wait_for_url("**/teaching")
    tab_to(page, page.get_by_role("link", name="Sets"))
    keys.press("Enter")
    page.wait_for_url("**/sets")
    tab_to(page, page.get_by_label("Name of the set"))
    keys.type("By keyboard")
    keys.press("Enter")
    page.wait_for_url("**/builder")
    for many in (1, 2, 3):
        tab_to(page, page.get_by_role("button", name="Add “").first)
        keys.press("Enter")
        has_steps(page, many)
    was = order(page)
    last = page.get_by_role("button", name=f"Move up: {was[2]}")
    tab_to(page, last, back=True)
    keys.press("Enter")
    page.wait_for_function(f"() => document.querySelectorAll('.set-step h3')[1].innerText === {was[2]!r}")
    assert last.evaluate("(one) => one === document.activeElement"), "the button keeps the focus as its case moves"
    keys.press("Enter")
    page.wait_for_function(f"() => document.querySelectorAll('.set-step h3')[0].innerText === {was[2]!r}")
    more = page.locator(".set-more summary").first
    tab_to(page, more)
    keys.press("Enter")
    tab_to(page, page.get_by_label("Your prompt").first)
    keys.type("Say it aloud.")
    tab_to(page, page.get_by_role("button", name="Save").first)
    keys.press("Enter")
    page.locator(".set-more[open]").first.wait_for()
    tab_to(page, page.get_by_role("link", name="Share it"), back=True)
    keys.press("Enter")
    page.wait_for_url("**/shares")
    tab_to(page, page.get_by_role("button", name="Share with the cohort"))
    keys.press("Enter")
    page.get_by_text("Cohort North").wait_for()
    page.goto(page.url.replace("/shares", ""))
    assert page.locator(".set-stop h2").all_inner_texts() == [was[2], was[0], was[1]]
    assert page.get_by_text("Say it aloud.").is_visible()


def test_a_set_is_built_and_shared_without_scripts(enter: Open) -> None:
    page = enter(javascript=False, width=360)
    page.get_by_role("link", name="Teach").click()
    page.get_by_role("link", name="Sets").click()
    page.get_by_label("Name of the set").fill("Without scripts")
    page.get_by_role("button", name="Start a set").click()
    page.locator("#q").fill("door")
    page.get_by_role("button", name="Search", exact=True).click()
    for _ in range(3):
        page.get_by_role("button", name="Add “").first.click()
    assert len(order(page)) == 3
    was = order(page)
    assert not page.locator(".set-grip").first.is_visible()
    page.get_by_role("button", name=f"Move down: {was[0]}").click()
    assert order(page) == [was[1], was[0], was[2]]
    page.locator(".set-more summary").first.click()
    page.get_by_label("Minutes").first.fill("never")
    page.get_by_role("button", name="Save").first.click()
    assert page.get_by_text("Write the minutes as a number").is_visible()
    page.get_by_label("Minutes").first.fill("15")
    page.get_by_role("button", name="Save").first.click()
    assert page.get_by_text("37 of 45 minutes").is_visible()
    page.get_by_role("link", name="Share it").click()
    page.get_by_role("button", name="Share with the cohort").click()
    assert page.get_by_text("Cohort North").is_visible()


def test_pages_of_sets_have_no_fault_and_fit_their_window(enter: Open) -> None:
    page = enter()
    page.goto("/sets")
    page.get_by_label("Name of the set").fill("Looked at")
    page.get_by_role("button", name="Start a set").click()
    page.wait_for_url("**/builder")
    where = page.url.removesuffix("/builder")
    page.goto("/cases/the-list")
    page.get_by_role("button", name="Add to “Looked at”").click()
    page.locator("#add-the-list a").wait_for()
    for path in (
        "/sets",
        "/sets/by-code",
        where,
        f"{where}/builder",
        f"{where}/builder?q=door",
        f"{where}/shares",
        f"{where}/guide",
    ):
        page.goto(path)
        for opens in page.locator("main details > summary").all():
            if opens.is_visible():
                opens.click()
        for width in (320, 360, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (path, width)
            if width in (360, 1280):
                assert axe_violations(page) == [], (path, width)


def test_a_part_of_a_clip_stops_where_it_ends_and_goes_on_when_played_again(enter: Open) -> None:
    page = enter("Otto")
    page.goto("/cases/the-open-door")
    key = page.locator("clip-player, .stage").first.get_attribute("id") or ""
    page.goto(f"/cases/the-open-door?clip={re.sub('^player-', '', key)}&t=0.5&until=1.5")
    page.locator("clip-player").wait_for(timeout=60_000)  # the worker may still be making it
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 2", timeout=60_000)
    page.evaluate("() => { document.querySelector('video').muted = true; }")
    page.locator(".big-play").click()
    page.locator("[data-part-ends]").wait_for()
    at = page.evaluate("() => document.querySelector('video').currentTime")
    assert 1.4 <= at <= 2.2
    page.evaluate("() => document.querySelector('video').play()")
    page.wait_for_function("() => document.querySelector('[data-part-ends]').hidden")
