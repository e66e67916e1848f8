"""Educators write to each other about a case in a real browser, and a reviewer hides what was reported."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.walks.looking import looked_at

Open = Callable[..., Page]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_question_is_asked_answered_reported_and_hidden(open_page: Open, dark: bool) -> None:
    tom, ada, vera = open_page("Tom", dark=dark), open_page("Ada", width=360, dark=dark), open_page("Vera", dark=dark)
    asked = f"Has anyone split a room of thirty with it, in the {'dark' if dark else 'light'}?"
    tom.goto("/teaching")
    tom.get_by_role("link", name="Among educators").click()
    looked_at(tom, "teaching_notes-none")
    tom.goto("/cases/the-open-door")
    tom.get_by_role("link", name="What educators say").click()
    tom.get_by_label("A question").check()
    tom.get_by_label("Your words").fill(f"{asked} Mrs Quince would know.")
    tom.get_by_role("button", name="Send it").click()
    tom.get_by_text("Some words may tell who somebody is").wait_for()
    looked_at(tom, "teaching_notes-marked")
    tom.get_by_label("Your words").fill(asked)
    tom.get_by_role("button", name="Send it").click()
    tom.get_by_role("article", name="Question by Tom Ferreira").first.wait_for()
    ada.goto("/cases/the-open-door/teaching-notes")
    ada.locator("summary", has_text="Answer the question").first.focus()
    ada.keyboard.press("Enter")
    ada.get_by_label("Your answer").first.fill("Yes: let the back row begin.")
    ada.get_by_role("button", name="Send my answer").first.click()
    ada.get_by_text("let the back row begin").first.wait_for()
    looked_at(ada, "teaching_notes-case")
    ada.get_by_role("link", name="Report this question by Tom Ferreira").first.click()
    looked_at(ada, "teaching_notes-report")
    ada.get_by_label("What is wrong with it").fill("It tells which room it was.")
    ada.get_by_role("button", name="Report it").click()
    vera.goto("/teaching-note-reports")
    looked_at(vera, "teaching_notes-reported")
    vera.get_by_label("The reason its writer will read").fill("It tells which room it was.")
    vera.get_by_role("button", name="Hide it").click()
    vera.get_by_role("button", name="Show it again").first.wait_for()
    tom.reload()
    assert tom.get_by_text("Hidden by a reviewer: It tells which room it was.").first.is_visible()
    looked_at(tom, "teaching_notes-hidden")
    tom.get_by_role("link", name="Change your question").first.click()
    looked_at(tom, "teaching_notes-edit")
    tom.goto("/teaching-notes")
    looked_at(tom, "teaching_notes-newest")
