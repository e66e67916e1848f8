"""From half a sentence to the second it is said, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]
VIDEO = "document.querySelector('clip-player video')"


def test_half_a_sentence_is_typed_the_moment_chosen_and_heard(open_page: Open) -> None:
    page = open_page("Tom")
    page.goto("/search")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.press_sequentially("please leave the do", delay=15)
    moment = page.locator("#found .moment a").first
    expect(moment).to_contain_text("He said, please leave the door open.")
    expect(moment.locator("mark").first).to_contain_text("please leave the")
    expect(page).to_have_url(re.compile(r"/search\?q=please"))
    expect(box).to_be_focused()
    expect(box).to_have_value("please leave the do")

    # the still of that second is there, cut from the sheet
    still = moment.locator(".moment-still image")
    address = still.get_attribute("href")
    assert address
    assert page.request.get(address).status == 200
    box_of_it = moment.locator(".moment-still svg").bounding_box()
    assert box_of_it
    assert box_of_it["width"] > 60

    moment.click()
    page.wait_for_function(f"() => Math.abs({VIDEO}.currentTime - 12) < 0.5", timeout=15_000)
    assert page.evaluate(f"() => {VIDEO}.paused"), "nothing plays before a person says so"
    page.locator("media-play-button").click()
    page.wait_for_function(f"() => {VIDEO}.currentTime > 12.6")
    assert page.evaluate(f"() => !{VIDEO}.muted && {VIDEO}.volume > 0")
    heard = f"() => [...{VIDEO}.textTracks].find(one => one.kind == 'captions').activeCues[0]?.text ?? ''"
    assert "please leave the door open" in page.evaluate(heard)


def test_what_was_found_can_be_reached_with_the_keyboard_and_the_address_brings_it_back(open_page: Open) -> None:
    page = open_page("Tom")
    page.goto("/search?q=bleep+went+again")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")  # the button
    page.keyboard.press("Tab")  # the case
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => Math.abs({VIDEO}.currentTime - 16) < 0.5", timeout=15_000)
    page.go_back()
    expect(page.locator("#found .moment a").first).to_contain_text("And then my bleep went again.")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("words", ["corridor", "coridor", "quxblorp", ""])
def test_the_page_fits_and_can_be_used_by_everyone(open_page: Open, width: int, words: str) -> None:
    page = open_page("Tom", width=width)
    page.goto(f"/search?q={words}")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []


def test_without_javascript_the_form_answers_the_same(open_page: Open) -> None:
    page = open_page("Tom", javascript=False)
    page.goto("/search")
    page.get_by_role("searchbox").fill("please leave the door")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found .moment a").first).to_contain_text("please leave the door open")


def test_an_author_searches_from_the_studio(open_page: Open) -> None:
    page = open_page("Ada", width=360)
    page.goto("/studio")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.get_by_label("Find a moment in any case").fill("zebracanary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=zebracanary")
    expect(page.locator("#found .moment a").first).to_contain_text("after the decision")
    assert axe_violations(page) == []
