"""An author's way by keyboard alone: cut the film where it asks, write a case from nothing, have it read, publish it.
And what the studio's forms look like, on a phone too."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from casebook.cases.content_reading import read_content
from casebook.cases.content_shape import GUIDE_PARTS
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.webvtt import SpokenCue
from tests.conftest import cast
from tests.walks.looking import looked_at
from tests.walks.serving import served
from tests.walks.test_by_keyboard import Keys

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(small_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A site with one case, and a worker that makes clips."""
    with served(tmp_path_factory.mktemp("writing")) as library:
        read, report = read_content(small_content), ImportReport()
        with writing(library.engine) as db:
            import_vocabulary(db, read, report)
            for one in read.cases.values():
                import_case(db, one, bring_files(db, library.storage, one), report, by=cast(db, "ada"))
        yield library


@pytest.fixture
def enter(browser: Browser, site: Library) -> Iterator[Enter]:
    """A page of the site as one of the cast; the test fails when the page complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def entered(name: str, *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.settings.own_address, viewport={"width": width, "height": 900}, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        page.goto("/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url("**/")
        return page

    yield entered
    for context in contexts:
        context.close()
    assert complaints == []


def wait_for_words(site: Library, page: Page, title: str) -> None:
    """Let the worker make the clip, and somebody read its words against the sound."""
    for _ in range(240):
        with reading(site.engine) as db:
            clip = db.exec(select(Clip).where(Clip.title == title)).one()
            if clip.state is ClipState.ready:
                break
        page.wait_for_timeout(500)
    with writing(site.engine) as db:
        clip = db.exec(select(Clip).where(Clip.title == title)).one()
        assert clip.state is ClipState.ready
        transcript = keep_transcript(
            db, clip, [SpokenCue(100, 1900, "Mrs Okafor saw that I had my coat on.", "Dr First")]
        )
        transcript.read_by, transcript.read_on = "The tests", transcript.created_at.date()


def test_a_case_is_written_by_keyboard_from_nothing_to_published(enter: Enter, site: Library) -> None:
    ada, vera = enter("Ada"), enter("Vera")
    keys = Keys(ada, judged=True)
    with reading(site.engine) as db:
        recording = db.exec(select(Recording).where(Recording.original_name == "ada.mp4")).one().key
    ada.goto(f"/studio/recordings/{recording}")
    keys.write("What the two are called", "The coat")
    keys.write("The decision is at", "0:02")
    keys.press("Cut it there")
    wait_for_words(site, ada, "The coat, before")

    ada.goto("/studio/manuscripts")
    keys.write("Its title", "The coat")
    keys.press("Begin")
    where = ada.url.removesuffix("/edit")
    keys.write("The dilemma, in one line", "My coat is on and she is still waiting.")
    keys.write("Where it happens", "Medical")
    keys.write("Level", "Found")
    keys.write("The story", "It is ten at night. Your coat is on.")
    keys.write("Who you are, and when", "It is 22:00.")
    keys.write("The question", "What do you do?")
    for option in ("Stay", "Go home", "Ring the registrar"):
        keys.write("What one would do", option)
        keys.write("Its best advocate", "Somebody has to.")
        keys.write("What it costs", "Sleep.")
    keys.tick("Trustworthy")
    keys.tick("Courage")
    keys.write("The closing question", "What led?")
    keys.write("The twist", "She has gone home.")
    expect(ada.locator("#draft-said")).to_contain_text("Saved", timeout=15_000)
    keys.tick("There is nothing to warn of")
    keys.write("The primary theme", "Truth")
    for part in GUIDE_PARTS:
        keys.write(part, "Something to say.")
    keys.press("Save")
    expect(ada.get_by_text("A clip that is told before the decision.", exact=True)).to_be_visible()
    looked_at(ada, "manuscript-missing")

    keys.press("Clips")
    keys.write("Clip", "The coat, before")
    keys.press("Save")
    looked_at(ada, "manuscript-clips")
    keys.press("What is missing")
    expect(ada.locator(".checks").first.locator("li")).to_have_count(2)

    vera.goto(f"{where}/preview")
    expect(vera.get_by_text("Your coat is on.").first).to_be_visible()
    expect(vera.get_by_text("She has gone home.")).to_have_count(0)
    vera.goto(f"{where}/preview?after=yes")
    expect(vera.get_by_text("She has gone home.")).to_be_visible()
    vera.goto(where)
    expect(vera.get_by_role("heading", name="1 place to look at")).to_be_visible()
    looked_at(vera, "manuscript-marks")
    readers = Keys(vera, judged=True)
    readers.press("Names nobody")
    expect(vera.get_by_role("heading", name="No places to look at")).to_be_visible()
    looked_at(vera, "manuscript-marks-cleared")
    readers.press("I have read it; nobody can be told from it")
    ada.goto(where)
    expect(ada.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    keys.press("Publish version 1")
    expect(ada.get_by_role("heading", name="The coat", exact=True)).to_be_visible()
    lena = enter("Lena")
    lena.goto("/cases/the-coat")
    expect(lena.get_by_text("Your coat is on.").first).to_be_visible()
    expect(lena.get_by_text("She has gone home.")).to_have_count(0)
    expect(lena.locator("video").first).to_be_attached()


def test_the_studios_forms_are_looked_at(enter: Enter) -> None:
    ada = enter("Ada")
    ada.goto("/studio/manuscripts")
    looked_at(ada, "manuscripts")
    ada.get_by_role("button", name="Write it anew : The open door").click()
    ada.wait_for_url("**/edit")
    where = ada.url.removesuffix("/edit")
    for name, path in (
        ("manuscript-edit", f"{where}/edit"),
        ("manuscript-show", where),
        ("manuscript-told", f"{where}/clips"),
        ("preview-before", f"{where}/preview"),
        ("preview-after", f"{where}/preview?after=yes"),
        ("guidance", "/studio/guidance"),
        ("guidance-edit", "/studio/guidance/some-guidance"),
        ("speakers", "/studio/speakers"),
        ("speaker-edit", "/studio/speakers/dr-first"),
        ("themes-written", "/studio/themes"),
        ("theme-edit", "/studio/themes/truth-telling"),
    ):
        ada.goto(path)
        looked_at(ada, name)
    ada.goto(f"{where}/clips")
    ada.get_by_role("link", name="its themes").first.click()
    looked_at(ada, "clip-themes")
    ada.get_by_role("navigation", name="Where you are").get_by_role("link").last.click()
    looked_at(ada, "recording-decision")


def test_two_tabs_are_told_of_each_other_and_both_words_stay(enter: Enter) -> None:
    first, second = enter("Ada"), enter("Ada")
    first.goto("/studio/manuscripts")
    first.get_by_label("Its title").fill("Two tabs")
    first.get_by_role("button", name="Begin").click()
    first.wait_for_url("**/edit")
    second.goto(first.url)
    first.get_by_role("textbox", name="The story").fill("From the first tab.")
    expect(first.locator("#draft-said")).to_contain_text("Saved", timeout=15_000)
    first.wait_for_timeout(2500)
    second.get_by_role("textbox", name="The story").fill("From the second tab.")
    expect(second.locator("#draft-said")).to_contain_text("Not saved:", timeout=15_000)
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", name="Saved meanwhile")).to_be_visible()
    expect(second.get_by_text("From the first tab.")).to_be_visible()
    expect(second.get_by_role("textbox", name="The story")).to_have_value("From the second tab.")
    looked_at(second, "manuscript-clash")
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url(lambda address: not address.endswith("/edit"))
    second.goto(first.url)
    expect(second.get_by_role("textbox", name="The story")).to_have_value("From the second tab.")
