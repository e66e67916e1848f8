"""Writing for oneself in a real browser: it saves itself and says so, also after a lost network; and My casebook."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.walks.test_every_page import look

Open = Callable[..., Page]
NEW = "/reflections/new?case=the-open-door"


def test_it_saves_itself_and_says_so(open_page: Open) -> None:
    page = open_page("Lena", width=360)
    page.goto(NEW)
    page.get_by_label("So what?").fill("I rang 943 476 5919, and Mrs Jones came.")
    expect(page.locator("[data-state]")).to_have_text("Not saved yet.")
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    expect(page.locator("#saved mark").first).to_have_text("943 476 5919")
    page.get_by_label("What?", exact=True).fill("He asked.")
    expect(page.locator("[data-state]")).to_have_text("Not saved yet.")
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    held = page.evaluate("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
    assert "He asked." not in held
    assert "943" not in held
    page.goto(NEW)
    expect(page.get_by_label("What?", exact=True)).to_have_value("He asked.")
    page.get_by_label("Headings").select_option("gibbs")
    page.get_by_role("button", name="Use these headings").click()
    expect(page.get_by_label("Feelings")).to_be_visible()
    expect(page.get_by_label("What?", exact=True)).to_have_value("He asked.")


def test_a_lost_network_loses_no_word(open_page: Open) -> None:
    page = open_page("Otto")
    page.goto(NEW)
    page.context.set_offline(True)
    page.get_by_label("So what?").fill("Written in a lift.")
    expect(page.locator("[data-state]")).to_contain_text("the network is away")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    page.goto(NEW)
    expect(page.get_by_label("So what?")).to_have_value("Written in a lift.")


def test_a_line_that_goes_silent_is_said_and_tried_again(open_page: Open) -> None:
    page = open_page("Otto")
    page.clock.install()
    page.goto(NEW)
    page.route("**/reflections**", lambda route: None)  # taken, and never answered
    with page.expect_request("**/reflections**"):
        page.get_by_label("So what?").fill("Written in a tunnel.")
        page.clock.run_for(2_000)
    expect(page.locator("[data-state]")).to_have_text("Saving …")
    page.clock.run_for(20_000)
    expect(page.locator("[data-state]")).to_contain_text("the network is away")
    page.unroute("**/reflections**")
    page.clock.run_for(12_000)
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    page.goto(NEW)
    expect(page.get_by_label("So what?")).to_have_value("Written in a tunnel.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_have_no_fault_at_any_width(open_page: Open, dark: bool) -> None:
    page = open_page("Tom", dark=dark)
    page.goto(NEW)
    look(page, NEW)
    page.get_by_label("So what?").fill("I rang 943 476 5919 about averyveryverylongwordwithoutanyspaceinit" + "x" * 80)
    page.get_by_label("Action").first.fill("Ask about cover at night")
    page.get_by_text("Capabilities it shows").click()
    page.get_by_role("checkbox", name="Professional values").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    look(page, NEW)
    look(page, "/my-casebook")
    page.goto(NEW)
    page.get_by_label("I have finished this reflection").check()
    page.get_by_role("button", name="Save", exact=True).click()
    look(page, "/my-casebook")
    page.get_by_role("button", name="Done").first.click()
    look(page, "/my-casebook?show=reflections")
    look(page, "/my-casebook/portfolio")


def test_a_reflection_is_shared_read_and_taken_back(open_page: Open) -> None:
    lena, tom = open_page("Lena"), open_page("Tom")
    lena.goto(NEW)
    lena.get_by_label("So what?").fill("It held me.")
    lena.get_by_role("button", name="Save", exact=True).click()
    lena.get_by_role("link", name="Share it with one person").click()
    lena.get_by_label("The address she signs in with").fill("tom@casebook.example")
    lena.get_by_role("button", name="Share it").click()
    look(lena, lena.url)
    tom.goto("/my-casebook")
    tom.get_by_role("link", name="A reflection by Lena Marsh").click()
    assert "It held me." not in tom.content()
    tom.get_by_role("button", name="Open it").click()
    expect(tom.get_by_text("It held me.")).to_be_visible()
    look(tom, tom.url)
    lena.goto(NEW)
    expect(lena.get_by_text("first read").first).to_be_visible()
    lena.get_by_role("link", name="Take it back").click()
    lena.get_by_role("button", name="Take it back").click()
    tom.goto("/my-casebook")
    expect(tom.get_by_role("link", name="A reflection by Lena Marsh")).to_have_count(0)


def test_a_note_is_written_beside_the_film_without_stopping_it(open_page: Open) -> None:
    page = open_page("Vera")
    page.goto("/cases/the-open-door")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.locator("media-play-button").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    page.locator("summary[data-note-here]").click()
    page.get_by_label("Your note, for you alone").fill("Those lights.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".note-words")).to_have_text("Those lights.")
    assert page.evaluate("() => !document.querySelector('video').paused"), "the film plays on"
    assert page.locator("[data-at]").get_attribute("data-at") != "0", "it stands where the film was"
    page.get_by_text("Change or delete").click()
    page.get_by_label("To, for a range").first.fill("0:03")
    page.get_by_role("button", name="Save the note").click()
    look(page, "/cases/the-open-door")
    page.goto("/cases/the-open-door")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.locator("[data-at]").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 2")
    page.wait_for_function("() => document.querySelector('video').currentTime < 2", timeout=10_000)  # round again
    page.goto("/reflections/new?case=the-open-door")
    page.get_by_role("button", name="Put it into my words").click()
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    expect(page.get_by_label("What?", exact=True)).to_have_value("Those lights.")
