"""A name goes from an interview, by keyboard: marked, planned, redacted, and played again without it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db import changes
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.queries import cues_of
from tests.conftest import make_ready

from .looking import looked_at

Open = Callable[..., Page]


def name_somebody(library: Library) -> str:
    """A case that is not open yet, in which somebody is named; answers the clip's key."""
    with writing(library.engine) as db:
        for publication in db.exec(select(Publication)).all():
            publication.ended_at = now()
            db.add(publication)
        clip = db.exec(select(Clip).join(CaseClip).order_by(CaseClip.position)).first()  # type: ignore[arg-type]
        assert clip
        cue = cues_of(db, clip)[1]
        cue.text = "Mrs Okafor had not sat down since midnight."
        db.add(cue)
        changes.note(db, "clip", clip.key)
        return clip.key


def press_to(page: Page, name: str, *, role: str = "button", key: str = "Enter") -> None:
    """Go to something with the keyboard alone, and press it."""
    wanted = page.get_by_role(role, name=re.compile(f"^{name}"))  # type: ignore[arg-type]
    expect(wanted.first).to_be_visible()
    for _ in range(90):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("one => one === document.activeElement"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_a_name_is_found_redacted_and_gone(open_page: Open, served_library: Library) -> None:
    key = name_somebody(served_library)
    page = open_page("Vera")
    page.goto("/cases/the-open-door")
    page.get_by_role("link", name="Read for confidentiality").click()
    expect(page.get_by_role("heading", name="1 place to look at")).to_be_visible()
    looked_at(page, "confidentiality")

    press_to(page, "Redact Mrs Okafor", role="link")
    page.wait_for_url("**/redaction?*")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    expect(page.get_by_label("From", exact=True)).to_have_value("0:04.000")
    press_to(page, "Plan it")
    expect(page.get_by_text("0:04.000 to 0:07.000")).to_be_visible()

    page.get_by_label("From", exact=True).focus()
    page.keyboard.type("0:01")
    page.get_by_label("To", exact=True).focus()
    page.keyboard.type("0:03")
    page.get_by_role("radio", name=re.compile("^Bleep")).focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^Blur a box"))).to_be_checked()
    page.get_by_label("Width").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".redact-still rect")).to_have_attribute("width", "41")
    looked_at(page, "redaction-box")

    box = page.locator(".redact-still svg")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] * 0.5, place["y"] + place["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.9, place["y"] + place["height"] * 0.75)
    page.mouse.up()
    expect(page.get_by_label("From the left")).to_have_value("50")
    expect(page.get_by_label("Height")).to_have_value("50")
    press_to(page, "Plan it")
    expect(page.get_by_text("40 × 50 % of the picture")).to_be_visible()
    looked_at(page, "redaction-planned")

    press_to(page, "Preview bleep")
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
    film = "document.querySelector('video')"
    page.wait_for_function(f"() => {film}.currentTime > 4 && {film}.muted")
    expect(page.locator("#preview-mark")).to_be_hidden(timeout=20_000)
    assert not page.evaluate(f"() => {film}.muted"), "as it was before"
    press_to(page, "Preview blur a box")
    expect(page.locator(".redact-cover")).to_be_visible()
    expect(page.locator("#preview-mark")).to_be_hidden(timeout=20_000)

    press_to(page, "Redact all 2 now")
    expect(page.get_by_text("is being made ready to play")).to_be_visible()
    looked_at(page, "redaction-closed")
    make_ready(served_library)
    page.wait_for_function("() => document.querySelector('video')")
    page.reload()
    expect(page.get_by_text("Undo a mistake")).to_be_visible()
    page.get_by_text("Undo a mistake").click()
    looked_at(page, "redaction-done")

    page.goto("/cases/the-open-door")
    expect(page.locator(f"#transcript-{key}")).to_contain_text("[…]")
    expect(page.locator("body")).not_to_contain_text("Okafor")
    page.get_by_role("link", name="Read for confidentiality").click()
    expect(page.get_by_role("heading", name="No places to look at")).to_be_visible()
    press_to(page, "I have read it")
    expect(page.get_by_text("have been read for confidentiality")).to_be_visible()
    looked_at(page, "confidentiality-read")


def test_it_can_all_be_asked_for_without_scripts(open_page: Open, served_library: Library) -> None:
    key = name_somebody(served_library)
    page = open_page("Ada", javascript=False, width=360)
    page.goto(f"/studio/clips/{key}/redaction")
    page.get_by_label("From", exact=True).fill("4")
    page.get_by_label("To", exact=True).fill("7")
    page.get_by_role("radio", name=re.compile("^Silence")).check()
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Redact it now").click()
    expect(page.get_by_text("Silence 0:04.000 to 0:07.000")).to_be_visible()
