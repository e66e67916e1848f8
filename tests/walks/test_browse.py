"""Browsing in a real browser: by keyboard alone, on a phone and on a desk, without scripts; and carrying on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus has this id or says this."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id || document.activeElement.innerText.trim()") == wanted:
            return
    raise AssertionError(f"the keyboard does not come to {wanted!r}")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_case_is_found_by_keyboard_alone(open_page: Open, width: int) -> None:
    page = open_page("Otto", width=width)
    page.goto("/cases")
    assert axe_violations(page) == []
    if width == 360:
        tab_to(page, "Filters")
        page.keyboard.press("Enter")
        expect(page.locator("#filters")).to_be_visible()
        assert axe_violations(page) == []
    tab_to(page, "stage-consultant")
    page.keyboard.press("Space")
    page.wait_for_url("**/cases?stage=consultant")
    expect(page.locator(".tag-off")).to_contain_text("Consultant")
    assert page.evaluate("() => document.activeElement.id") == "stage-consultant", "the keyboard stays where it was"
    expect(page.get_by_role("checkbox", name="Consultant")).to_be_checked()
    assert axe_violations(page) == []
    if width == 360:
        expect(page.locator("#filters")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#filters")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("status").first).to_have_text("1 case")
    page.go_back()
    page.wait_for_url("**/cases")
    expect(page.locator(".tag-off")).to_have_count(0)
    tab_to(page, "The open door")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The open door")


def test_choosing_what_leaves_nothing_says_so_and_how_to_go_back(open_page: Open) -> None:
    page = open_page("Otto")
    page.goto("/cases")
    page.locator("summary", has_text="Leave out").click()
    page.get_by_role("checkbox", name="Mentions a death").check()
    expect(page.get_by_text("No case answers all of this together.")).to_be_visible()
    expect(page.locator("#found-count")).to_have_text("0 cases")
    expect(page.locator("details", has=page.locator("#facet-without"))).to_have_attribute("open", "")
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#found-count")).to_have_text("1 case")
    expect(page.locator("#without-mentions-a-death")).not_to_be_checked()


def test_all_of_it_works_without_scripts(open_page: Open) -> None:
    page = open_page("Otto", javascript=False, width=360)
    page.goto("/cases")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="Truth-telling").check()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**/cases?theme=truth-telling*")
    page.get_by_role("link", name="The open door").click()
    page.get_by_role("button", name="Bookmark this case").click()
    expect(page.get_by_role("button", name="Case bookmarked")).to_be_visible()
    page.goto("/my-casebook/bookmarks")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


#: Pauses the film at the first frame after so many seconds, in the page itself: a slow machine cannot let it run on.
PAUSED_AFTER = """seconds => {
  const film = document.querySelector("video");
  const pause = () => film.currentTime > seconds ? film.pause() : requestAnimationFrame(pause);
  pause();
}"""


def test_she_carries_on_where_she_stopped_and_keeps_a_moment(open_page: Open) -> None:
    page = open_page("Tom")
    page.goto("/cases/the-open-door")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.get_by_text("He said, please leave the door open.").click()
    with page.expect_response("**/my-casebook/places") as sent:
        page.evaluate(PAUSED_AFTER, 12.3)
    assert sent.value.status == 204
    page.get_by_role("button", name="Bookmark this moment").click()
    expect(page.get_by_text("Kept in My casebook.")).to_be_visible()
    assert page.evaluate("() => document.querySelector('video').currentTime") > 12, "the player was left alone"
    page.goto("/cases/the-open-door")
    expect(page.get_by_text("You stopped at 0:12")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="Carry on from there").click()
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 12.5) < 1")
    page.goto("/my-casebook/bookmarks")
    assert axe_violations(page) == []
    expect(page.get_by_role("link", name="The open door, “The bleep” at 0:12")).to_be_visible()
    page.get_by_role("button", name="Forget my history").click()
    expect(page.get_by_text("A case you open is listed here")).to_be_visible()
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "open-door" not in kept, "nothing of it stays in the browser"
