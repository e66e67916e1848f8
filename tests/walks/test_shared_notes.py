"""A note that a group reads, in two browsers, one of them a phone: let by keyboard, read, heard, and taken back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.walks.looking import looked_at
from tests.walks.test_trainee import commit

Open = Callable[..., Page]
CASE = "/cases/the-open-door"


def test_a_note_is_let_read_and_taken_back(open_page: Open) -> None:
    lena, tom = open_page("Lena"), open_page("Tom", width=360)
    lena.goto(f"{CASE}?t=12")
    lena.get_by_label("Your note, for you alone").fill("He asks Dr Abernathy twice. Nobody hears the second time.")
    lena.get_by_label("To, for a range").last.fill("0:15")
    lena.get_by_role("button", name="Keep the note").click()
    lena.get_by_role("link", name="Let my group read this").focus()
    lena.keyboard.press("Enter")
    lena.get_by_role("heading", name="Look at the marked words first").wait_for()
    looked_at(lena, "let-note")
    expect(lena.get_by_label("Cohort North")).to_be_checked()  # she has no other group
    lena.get_by_label("What they may read").fill("He asks twice. Nobody hears the second time.")
    lena.get_by_role("button", name="Let them read it").press("Enter")
    expect(lena.get_by_text("is read by cohort North, under your name")).to_be_visible()
    looked_at(lena, "let-note-own")
    tom.goto(CASE)
    expect(tom.locator(".group-notes")).to_have_count(0)  # nobody reads another before his own answer
    commit(tom)
    tom.get_by_role("link", name="Compare").first.wait_for()
    tom.goto(CASE)
    part = tom.locator(".group-notes")
    expect(part).to_contain_text("Lena Marsh")
    expect(part).not_to_contain_text("Abernathy")
    looked_at(tom, "let-note-read")
    part.get_by_role("link").first.press("Enter")
    tom.wait_for_function("() => document.querySelector('video').currentTime >= 11.9")
    lena.goto("/my-casebook#shared")
    looked_at(lena, "let-note-casebook")
    lena.get_by_role("button", name="Take it back").press("Enter")
    expect(lena.get_by_text("Notes your group may read")).to_have_count(0)
    tom.goto(CASE)
    expect(tom.locator(".group-notes")).to_have_count(0)
