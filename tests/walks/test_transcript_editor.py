"""The transcript editor in a real browser, with the keyboard and real film."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]
NOW = "() => document.querySelector('video').currentTime"


def editor(page: Page) -> None:
    """From the case to its editor, as an author goes."""
    page.goto("/cases/the-open-door")
    page.get_by_role("link", name="Edit it").click()
    page.wait_for_url("**/transcript")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")


def said(page: Page, number: int) -> object:
    return page.get_by_role("textbox", name=re.compile(rf"^Line {number}$"))


def seek(page: Page, seconds: float) -> None:
    page.evaluate("seconds => { document.querySelector('video').currentTime = seconds }", seconds)
    page.wait_for_function(f"() => Math.abs(document.querySelector('video').currentTime - {seconds}) < 0.3")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved \d"))


def put_back(page: Page) -> None:
    """The words as the other walks expect them."""
    words = (
        "WEBVTT\n\n00:00.200 --> 00:03.000\n<v Dr First>The corridor lights hummed all night.\n\n"
        "00:04.000 --> 00:07.000\n<v Dr First>I had not sat down since midnight.\n\n"
        "00:12.000 --> 00:15.500\n<v Dr First>He said, please leave the door open.\n\n"
        "00:16.000 --> 00:19.500\n<v Dr First>And then my bleep went again.\n"
    )
    page.get_by_text("Or paste its text").click()
    page.get_by_label("The text of the file").fill(words)
    page.get_by_role("button", name="Take these lines").click()
    page.wait_for_load_state()
    expect(said(page, 3)).to_have_value("He said, please leave the door open.")  # type: ignore[arg-type]


def test_words_are_heard_marked_split_merged_retimed_and_reviewed(open_page: Open) -> None:
    page = open_page("Ada")
    editor(page)

    # the cue being heard is marked, and keys move the film from within the words
    line = page.locator(".cue-line")
    expect(line).to_have_count(4)
    said(page, 2).focus()  # type: ignore[attr-defined]
    seek(page, 4.5)
    expect(line.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Alt+KeyK")
    page.wait_for_function("() => document.querySelector('video').currentTime > 5")
    page.keyboard.press("Alt+KeyK")
    assert page.evaluate("() => document.querySelector('video').paused")
    before = page.evaluate(NOW)
    page.keyboard.press("Alt+KeyJ")
    page.wait_for_function(f"() => document.querySelector('video').currentTime < {before - 2.5}")

    # what is typed is typed, and saved by itself; it is a draft from then on
    page.keyboard.press("End")
    page.keyboard.type(" jkm,. it was late")
    expect(said(page, 2)).to_have_value("I had not sat down since midnight. jkm,. it was late")  # type: ignore[arg-type]
    saved(page)
    expect(page.get_by_text("Nobody has read this version")).to_be_visible()

    # split at the cursor and at the moment
    seek(page, 6)
    said(page, 2).focus()  # type: ignore[attr-defined]
    page.evaluate("() => document.activeElement.setSelectionRange(35, 35)")
    page.keyboard.press("Alt+Enter")
    expect(line).to_have_count(5)
    expect(said(page, 3)).to_be_focused()  # type: ignore[arg-type]
    expect(said(page, 3)).to_have_value("jkm,. it was late")  # type: ignore[arg-type]
    assert page.get_by_label("Line 3 begins at").input_value().startswith(("0:05.9", "0:06.0"))

    # merge with the next, by keys again
    page.keyboard.press("Alt+ArrowUp")
    expect(said(page, 2)).to_be_focused()  # type: ignore[arg-type]
    page.keyboard.press("Alt+KeyM")
    expect(line).to_have_count(4)

    # begins and ends where the film is
    page.keyboard.press("Alt+ArrowDown")
    seek(page, 12.5)
    page.keyboard.press("Alt+Comma")
    seek(page, 15)
    page.keyboard.press("Alt+Period")
    assert page.get_by_label("Line 3 begins at").input_value().startswith("0:12.5")
    assert page.get_by_label("Line 3 ends at").input_value().startswith(("0:15.0", "0:14.9"))
    saved(page)

    # it outlives the page, and a person says that she has read it
    page.reload()
    expect(said(page, 2)).to_have_value("I had not sat down since midnight. jkm,. it was late")  # type: ignore[arg-type]
    assert page.get_by_label("Line 3 begins at").input_value().startswith("0:12.5")
    page.get_by_role("button", name="I have read it against the sound").click()
    expect(page.get_by_text("Read against the sound by Ada Kowalczyk")).to_be_visible()
    put_back(page)


def test_find_and_replace_counts_first(open_page: Open) -> None:
    page = open_page("Vera")
    editor(page)
    page.get_by_text("Find and replace").click()
    page.get_by_label("Find", exact=True).fill("the")
    expect(page.locator("#found")).to_have_text("3 places")
    page.get_by_label("Replace with").fill("that")
    page.get_by_role("button", name="Replace all").click()
    expect(page.get_by_text("was replaced in 3 places")).to_be_visible()
    put_back(page)


def test_without_a_connection_words_are_kept_and_saved_later(open_page: Open) -> None:
    page = open_page("Ada")
    editor(page)
    page.route("**/studio/**", lambda route: route.abort("internetdisconnected"))
    said(page, 1).fill("The lights hummed.")  # type: ignore[attr-defined]
    expect(page.locator("#saved")).to_contain_text("Not saved: there is no connection. Your words are kept here.")
    page.unroute("**/studio/**")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    page.reload()
    expect(said(page, 1)).to_have_value("The lights hummed.")  # type: ignore[arg-type]
    put_back(page)


def test_a_second_tab_is_told_and_keeps_its_words(open_page: Open) -> None:
    ada, vera = open_page("Ada"), open_page("Vera")
    editor(ada)
    editor(vera)
    said(ada, 1).fill("Ada wrote this.")  # type: ignore[attr-defined]
    saved(ada)
    said(vera, 1).fill("Vera wrote this.")  # type: ignore[attr-defined]
    expect(vera.get_by_text("Saved by the other: “Ada wrote this.”")).to_be_visible()
    expect(said(vera, 1)).to_have_value("Vera wrote this.")  # type: ignore[arg-type]
    expect(vera.locator("#saved")).to_contain_text("Your words are kept here")
    vera.get_by_role("button", name="Save", exact=True).click()
    saved(vera)
    vera.reload()
    expect(said(vera, 1)).to_have_value("Vera wrote this.")  # type: ignore[arg-type]
    put_back(vera)


def test_hostile_words_are_captions_and_nothing_else(open_page: Open) -> None:
    page = open_page("Ada")
    editor(page)
    said(page, 1).fill("<script>alert(1)</script> --> <c.x>y</c> &amp;")  # type: ignore[attr-defined]
    saved(page)
    page.reload()
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    seek(page, 1)
    shown = "[...document.querySelector('video').textTracks].find(one => one.kind == 'captions')"
    page.wait_for_function(f"() => {shown}.activeCues?.length")
    drawn = page.evaluate(
        f"() => {{ const f = {shown}.activeCues[0].getCueAsHTML();"
        " return [f.textContent, [...f.querySelectorAll('*')].map(one => one.title || one.tagName)] }"
    )
    assert drawn == ["<script>alert(1)</script> --> <c.x>y</c> &amp;", ["Dr First"]]
    put_back(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_accessible_and_fits(open_page: Open, dark: bool) -> None:
    page = open_page("Ada", dark=dark)
    editor(page)
    for summary in page.locator("main details > summary").all():
        summary.click()
    for width in (320, 360, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        if width in (360, 1280):
            page.evaluate("() => scrollTo(0, 0)")  # the film at its own place, its controls over the film
            assert axe_violations(page) == [], f"{width} px"


def test_the_plain_form_works_without_scripts(open_page: Open) -> None:
    page = open_page("Ada", javascript=False)
    page.goto("/cases/the-open-door")
    page.get_by_role("link", name="Edit it").click()
    said(page, 1).fill("Without a script.")  # type: ignore[attr-defined]
    said(page, 1).press("Tab")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(said(page, 1)).to_have_value("Without a script.")  # type: ignore[arg-type]
    page.locator(".cue-line summary").nth(1).click()
    page.get_by_role("button", name="Split line 2").click()
    expect(page.locator(".cue-line")).to_have_count(5)
    put_back(page)
