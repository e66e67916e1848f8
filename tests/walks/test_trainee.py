"""A trainee's whole way in a real browser, from a theme to a second answer; and search lands on the second."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
CASE = "/cases/the-open-door"
PLAYED = re.compile(r"\.(m3u8|m4s|mp4|opus|m4a)(\?|$)")
TIME = "() => document.querySelector('video').currentTime"


def commit(page: Page, reasons: str = "He asked me to.") -> None:
    page.get_by_role("radio", name="Stay with him").check(force=True)
    page.get_by_label("Your reasons").fill(reasons)
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.get_by_role("button", name="Commit my answer").click()


def test_the_whole_way(open_page: Open) -> None:
    goes_the_whole_way(open_page)


def goes_the_whole_way(open_page: Open, figures: str | re.Pattern[str] = "about 50") -> None:
    """From the first page to a second answer, for somebody who has not answered; others' figures are these."""
    page = open_page("Lena")
    page.get_by_role("link", name="Truth-telling").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Truth-telling")
    page.get_by_role("link", name="The open door").first.click()

    # watch: it waits to be played, then time advances and captions show
    assert page.evaluate(TIME) == 0
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.locator("media-play-button").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    shown = "() => [...document.querySelector('video').textTracks].find(t => t.kind == 'captions').activeCues.length"
    page.evaluate("() => { document.querySelector('video').currentTime = 1 }")
    page.wait_for_function(f"() => ({shown})() > 0")
    assert (
        page.evaluate("() => [...document.querySelector('video').textTracks].find(t => t.kind == 'captions').mode")
        == "showing"
    )
    current = page.locator("[data-transcript] [aria-current=true]")
    expect(current).to_contain_text("corridor lights")

    # a line of the transcript is a way to its moment
    page.get_by_text("And then my bleep went again.").click()
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 16) < 1.5")

    # the film stops at the decision, and the source holds nothing of what follows
    page.wait_for_function("() => document.querySelector('video').ended", timeout=15_000)
    expect(page.get_by_text("The film waits here until you have answered.")).to_be_visible()
    assert "zebracanary" not in page.content()
    assert "His hand." not in page.content()

    # a form that is not complete says so beside the field and keeps what was typed
    page.get_by_label("Your reasons").fill("Because he asked me, at two in the morning.")
    page.get_by_role("button", name="Commit my answer").click()
    expect(page.get_by_text("Choose what you would do").first).to_be_visible()
    expect(page.get_by_label("Your reasons")).to_have_value("Because he asked me, at two in the morning.")
    commit(page, "Because he asked me, at two in the morning.")

    # compare: rounded figures, the doctors' own choices, the twist, a second answer
    page.get_by_role("link", name="Compare").first.click()
    page.wait_for_url("**/comparison")
    expect(page.get_by_text(figures).first).to_be_visible()
    expect(page.get_by_text("He has not long.")).to_be_visible()
    expect(page.get_by_text("His hand.").first).to_be_visible()
    page.get_by_role("link", name="Answer again").first.click()
    page.get_by_role("radio", name="Ask a nurse").check(force=True)
    page.get_by_label("Your reasons").fill("Somebody can be with him.")
    page.get_by_role("radio", name="Very sure", exact=True).check(force=True)
    page.get_by_label("What moved you").fill("The second doctor.")
    page.locator("main form").get_by_role("button").click()
    page.wait_for_url("**/comparison**")
    page.goto("/my-casebook")
    expect(page.get_by_text("Because he asked me, at two in the morning.")).to_be_visible()
    expect(page.get_by_text("Somebody can be with him.")).to_be_visible()

    # what was told after is open now, and plays
    page.goto(CASE)
    page.get_by_role("link", name="What I did").first.click()
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    assert "zebracanary" in page.content()


def test_search_finds_a_spoken_phrase_and_opens_the_player_at_that_second(open_page: Open) -> None:
    page = open_page("Otto")
    page.get_by_role("searchbox").first.fill("please leave the door")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    page.get_by_role("link", name="please leave the door").first.click()
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 12) < 1", timeout=15_000)
    assert page.evaluate("() => document.querySelector('video').paused"), "nothing plays before a person says so"
    page.locator("media-play-button").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 12.5")
    assert page.evaluate(TIME) < 16


def test_the_whole_way_without_javascript(open_page: Open) -> None:
    page = open_page("Tom", javascript=False)
    page.goto("/themes/truth-telling")
    page.get_by_role("link", name="The open door").first.click()
    expect(page.get_by_text("The corridor lights hummed all night.")).to_be_visible()
    page.get_by_label("Your reasons").fill("Kept, I hope.")
    page.get_by_role("button", name="Commit my answer").click()
    expect(page.get_by_label("Your reasons")).to_have_value("Kept, I hope.")
    commit(page)
    assert "zebracanary" in page.content() or page.get_by_role("link", name="What I did").count()
    page.goto(f"{CASE}/comparison")
    expect(page.get_by_text("about 50").first).to_be_visible()
    page.goto("/search?q=leave+the+door+open")
    expect(page.get_by_role("link", name="leave the door open").first).to_be_visible()


def test_the_decision_can_be_made_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("Vera")
    page.goto(CASE)
    page.get_by_role("radio", name="Stay with him").focus()
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name") == "reasons":
            break
    page.keyboard.type("With the keyboard alone.")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("() => document.activeElement.name || document.activeElement.innerText")
        seen.append(name)
        if name == "confidence" or str(name).startswith("position-"):
            page.keyboard.press("Space")
        if str(name).strip() == "Commit my answer":
            page.keyboard.press("Enter")
            break
    assert "confidence" in seen
    assert "position-courage" in seen
    expect(page.get_by_role("link", name="Compare").first).to_be_visible()
    page.goto("/my-casebook")
    expect(page.get_by_text("With the keyboard alone.")).to_be_visible()


def test_a_case_is_completed_from_its_transcript_alone_without_javascript(open_page: Open) -> None:
    page = open_page("Otto", javascript=False, width=360)
    played: list[str] = []
    page.on("request", lambda asked: played.append(asked.url) if PLAYED.search(asked.url) else None)
    page.goto(CASE)
    expect(page.get_by_text("He said, please leave the door open.")).to_be_visible()
    page.locator("#considerations summary").click()
    page.get_by_role("checkbox", name="Courage").check()
    page.get_by_role("button", name="Keep as a draft for now").click()
    expect(page.get_by_role("checkbox", name="Courage")).to_be_checked()
    commit(page, "Read, not heard: he asked her to stay.")
    page.get_by_role("link", name="What I did").first.click()
    expect(page.get_by_text("I sat down zebracanary and took his hand.")).to_be_visible()
    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_text("He has not long.")).to_be_visible()
    expect(page.get_by_role("heading", name="By career stage")).to_be_visible()
    page.get_by_role("link", name="Answer again").first.click()
    page.get_by_label("Your reasons").fill("He has not long.")
    page.get_by_role("radio", name="Very sure", exact=True).check(force=True)
    page.get_by_role("button", name="Commit my second answer").click()
    expect(page.get_by_text("You have answered again")).to_be_visible()
    assert played == [], "nothing was played, and nothing had to be"
