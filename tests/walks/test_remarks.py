"""A word to a case's author and her answer, in a real browser: by keyboard, without scripts, at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.walks.test_every_page import look
from tests.walks.test_trainee import CASE, commit

Open = Callable[..., Page]
HEARD = "/studio/readers/the-open-door"


def compare(page: Page) -> None:
    """Answer, and open the comparison."""
    page.goto(CASE)
    commit(page)
    page.get_by_role("link", name="Compare").first.wait_for()
    page.goto(f"{CASE}/comparison")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_told_looked_at_answered_and_taken_back(open_page: Open, dark: bool) -> None:
    reader = open_page("Ada", dark=dark)
    compare(reader)
    reader.get_by_role("link", name="Tell the author").click()
    look(reader, reader.url)
    reader.get_by_role("button", name="Tell the author").click()
    expect(reader.get_by_text("Say whether it taught or misled you.")).to_be_visible()
    reader.get_by_role("radio", name="misled me").check()
    reader.get_by_label("What it was").fill("As Mrs Baker, born 3/4/1951, said: whose bleep is it? " + "x" * 90)
    reader.get_by_role("button", name="Tell the author").click()
    expect(reader.get_by_role("heading", name="Look at the marked words first")).to_be_visible()
    assert reader.get_by_role("radio", name="misled me").is_checked()
    reader.get_by_role("button", name="Tell the author as it stands here").click()
    expect(reader.get_by_text("Not answered yet.")).to_be_visible()

    ada = open_page("Ada", dark=dark)
    ada.goto("/studio")
    ada.get_by_role("link", name="What readers say").click()
    look(ada, ada.url)
    ada.get_by_role("link", name="The open door").click()
    look(ada, HEARD)
    ada.locator("#waiting li", has_text="whose bleep").get_by_role("button", name="It stays as it is").click()
    expect(ada.get_by_text("Say why, in a sentence").first).to_be_visible()
    answer = ada.locator("#waiting li", has_text="whose bleep").get_by_label("Your answer, in a sentence")
    answer.fill("It will say so.")
    ada.locator("#waiting li", has_text="whose bleep").get_by_role("button", name="It will change").click()
    expect(ada.get_by_text("It will say so.").first).to_be_visible()
    look(ada, HEARD)

    look(reader, f"{CASE}/comparison")
    look(reader, "/my-casebook")
    expect(reader.get_by_text("It will say so.").first).to_be_visible()
    reader.get_by_role("button", name="Take it back from the author").click()
    expect(reader.get_by_text("It will say so.")).to_have_count(0)
    ada.reload()
    expect(ada.get_by_text("whose bleep")).to_have_count(0)


def test_keys_alone_are_enough_without_scripts(open_page: Open) -> None:
    reader = open_page("Ada", width=360, javascript=False)
    compare(reader)
    reader.get_by_role("link", name="Tell the author").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/remark")
    for _ in range(40):
        reader.keyboard.press("Tab")
        if reader.evaluate("() => document.activeElement.name") == "says":
            break
    reader.keyboard.press("Space")
    reader.keyboard.press("Tab")
    reader.keyboard.type("That nobody is on time.")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_text("That it taught you something: “That nobody is on time.”")).to_be_visible()
    reader.get_by_role("button", name="Take it back").click()
