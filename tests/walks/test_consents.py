"""Consents in a real browser: the register, one consent, and a contributor who withdraws by keys alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Use
from casebook.media.consenting import Said, give_consent
from casebook.people.introducing import introduce
from casebook.people.person import Appointment, Role
from tests.conftest import cast, make_ready
from tests.walks.looking import looked_at

Open = Callable[..., Page]


@pytest.fixture
def consent(served_library: Library) -> str:
    """The film is that of somebody who exists and ends in 40 days; Vera keeps consents. Answers the consent's key."""
    with writing(served_library.engine) as db:
        nia = introduce(db, name="Dr Nia Bevan", role="GP for twenty years", stage="gp", setting="prison")
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording
        given = give_consent(
            db, recording, evidence="Cabinet 7, the blue folder", contributor=nia, uses=set(Use), keeps_text=True,
            until=now() + timedelta(days=40), by=cast(db, "ada"),
            said=Said(territory="United Kingdom", shown_as="Dr Nia Bevan, GP", treatment="As they are",
                      employer="North Vale, by letter of 2 May 2026"),
        )  # fmt: skip
        db.add(Appointment(person_id=cast(db, "vera").pk, role=Role.consent_officer))
        return given.key


def tab_to(page: Page, name: str) -> None:
    """Come to a link or a button by the keyboard alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.innerText?.trim().startsWith(name)", name):
            return
    raise AssertionError(f"{name} cannot be reached by keys")


def test_a_link_is_given_and_she_withdraws_by_keys_alone(
    open_page: Open, served_library: Library, consent: str
) -> None:
    vera = open_page("Vera")
    vera.get_by_role("link", name="Consents").click()
    expect(vera.get_by_text("39 days left")).to_be_visible()
    looked_at(vera, "consents")
    vera.goto(f"/consents/{consent}")
    vera.get_by_role("button", name="I have listened").click()
    expect(vera.get_by_text("Vera Lindqvist listened")).to_be_visible()
    vera.get_by_label("PDF, PNG or JPEG").set_input_files(
        {"name": "form.txt", "mimeType": "text/plain", "buffer": b"not a form"}
    )
    vera.get_by_role("button", name="Keep the file").click()
    expect(vera.get_by_text("Choose a PDF, PNG or JPEG file.")).to_be_visible()
    vera.get_by_label("PDF, PNG or JPEG").set_input_files(
        {"name": "form.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed"}
    )
    vera.get_by_role("button", name="Keep the file").click()
    expect(vera.get_by_text("SHA-256")).to_be_visible()
    looked_at(vera, "consent")
    vera.get_by_role("button", name="Give a link").click()
    link = vera.locator(".consent-link code").inner_text()
    looked_at(vera, "consent-link")

    hers = open_page("", width=360, javascript=False)
    hers.goto(link)
    expect(hers.get_by_role("heading", name="Your words here")).to_be_visible()
    tab_to(hers, "Withdraw this")
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("heading", name="Withdraw this?")).to_be_visible()
    tab_to(hers, "Withdraw now")
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("heading", name="Your receipt")).to_be_visible()
    make_ready(served_library)
    hers.reload()
    expect(hers.get_by_text("files of film, sound, pictures and captions")).to_be_visible()
    vera.goto("/consents?standing=withdrawn")
    expect(vera.get_by_text("The open door").first).to_be_visible()
    vera.goto(f"/consents/{consent}")
    expect(vera.get_by_text("Withdrawn by the speaker")).to_be_visible()
    looked_at(vera, "consent-withdrawn")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_her_pages_are_sound_at_every_width(open_page: Open, served_library: Library, consent: str, dark: bool) -> None:
    ada = open_page("Ada", dark=dark)
    ada.goto(f"/consents/{consent}")
    ada.get_by_role("button", name="Give a link").click()
    link = ada.locator(".consent-link code").inner_text()
    hers = open_page("", dark=dark)
    hers.goto(link)
    looked_at(hers, f"contribution-{'dark' if dark else 'light'}")
    hers.get_by_role("link", name="Withdraw this").click()
    looked_at(hers, f"contribution-withdrawal-{'dark' if dark else 'light'}")
    hers.get_by_role("button", name="Withdraw now").click()
    looked_at(hers, f"contribution-receipt-{'dark' if dark else 'light'}")


def test_what_was_agreed_is_changed_in_the_studio(open_page: Open, served_library: Library, consent: str) -> None:
    with writing(served_library.engine) as db:
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording
    ada = open_page("Ada")
    ada.goto(f"/studio/recordings/{recording.key}")
    ada.get_by_text("Change what was agreed").click()
    expect(ada.get_by_label("Shown to a group")).to_be_checked()
    looked_at(ada, "recording-consent")
    ada.get_by_label("Shown to a group").uncheck()
    ada.get_by_role("button", name="Write the change down").click()
    expect(ada.get_by_text("learning alone, being shown in parts, pictures, its words as a file")).to_be_visible()
    ada.get_by_role("link", name="All of it").click()
    expect(ada.get_by_role("heading", name="History")).to_be_visible()
