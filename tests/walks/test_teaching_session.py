"""One room and three phones in real browsers, from opening to the record: the network goes away for one of them, and
the server is started again in the middle. Nothing typed is lost, and nothing is shown before the close."""

import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from casebook.app import create_app
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.reflect.response import Response
from casebook.reflect.room import RoomAnswer
from casebook.settings import read_settings
from casebook.teach.teaching_session import TeachingSession
from tests.browser_fixtures import axe_violations
from tests.conftest import cast
from tests.databases import copied
from tests.teach.rooms import answers, in_it
from tests.web.test_teaching_sessions import a_set
from tests.web.uploading import free_port

LATER = 15_000


class Site:
    """The library on a port, which can be stopped and started again."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.address = f"http://localhost:{library.settings.port}"
        self.start()

    def start(self) -> None:
        app = create_app(self.library)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.library.settings.port, log_level="warning", timeout_graceful_shutdown=5
        )
        self.server = uvicorn.Server(config)
        app.state.stopping = lambda: self.server.should_exit
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def site(ready_stock: Path, tmp_path: Path) -> Iterator[Site]:
    data = copied(ready_stock, tmp_path / "data")
    made = Site(open_library(read_settings(data=data, demo=True, second_factor="offered", port=free_port())))
    yield made
    made.stop()
    made.library.engine.dispose()


class People:
    """Those of the walk, each with a browser of her own."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def enter(self, name: str, *, width: int, height: int = 780) -> Page:
        context = self.browser.new_context(
            base_url=self.site.address, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda wrong: self.wrong.append(str(wrong)))
        page.on("response", lambda answer: self.wrong.append(answer.url) if answer.status >= 500 else None)
        if name:
            page.goto("/")
            page.get_by_role("button", name=name).click()
            page.wait_for_url("**/")
        return page


@pytest.fixture
def people(browser: Browser, site: Site) -> Iterator[People]:
    made = People(browser, site)
    yield made
    for context in made.contexts:
        context.close()
    assert made.wrong == []


def look(page: Page, name: str, *widths: int) -> None:
    """No accessibility fault, nothing wider than the window; and a picture where somebody asked for pictures."""
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1080 if width > 1000 else 780})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        assert axe_violations(page) == [], f"{name} at {width}"
        if folder := os.environ.get("TEST_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


def press(page: Page, name: str) -> None:
    """By the keyboard, as somebody at the front of a room does."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def give(page: Page, option: str, reasons: str) -> None:
    page.get_by_role("radio", name=option).check(force=True)
    page.get_by_label("Your reasons").fill(reasons)
    page.get_by_role("radio", name="Fairly sure").check(force=True)


def tells_the_author(tom: Page) -> None:
    """Three short questions on the record, by keyboard, looked at before they are sent."""
    tom.locator("summary", has_text="Tell the author what happened").focus()
    tom.keyboard.press("Enter")
    look(tom, "record-tell", 360, 1280)
    tom.get_by_role("radio", name="In part").focus()
    tom.keyboard.press("Space")
    tom.keyboard.press("Tab")
    tom.keyboard.type("As Mrs Baker, born 3/4/1951, asked: whose bleep is it?")
    press(tom, "Tell the author")
    expect(tom.get_by_text("Look at the marked words first")).to_be_visible()
    expect(tom.get_by_role("radio", name="In part")).to_be_checked()
    look(tom, "record-marked", 360, 1280)
    tom.get_by_label("What was missing").fill("Whose bleep is it?")
    press(tom, "Tell the author as it stands here")
    expect(tom.get_by_text("You have told the author of this case")).to_be_visible()


def test_a_room_goes_through_a_case_over_a_cut_network_and_a_restart(people: People, site: Site) -> None:
    tom = people.enter("Tom", width=1920, height=1080)
    tom.goto("/teaching-sessions")
    look(tom, "sessions", 360, 1280)
    tom.get_by_role("link", name="Open a session").click()
    tom.get_by_role("radio", name="The open door").check(force=True)
    look(tom, "session-new", 360, 1280)
    tom.get_by_role("button", name="Open it").click()
    code = tom.locator(".ts-big-code").inner_text().replace(" ", "")
    look(tom, "screen-watch", 360, 1280, 1920)

    lena, otto = people.enter("Lena", width=360), people.enter("Otto", width=360)
    sam = people.enter("", width=360)
    for phone in (lena, otto, sam):
        phone.goto("/join")
        phone.get_by_label("The code on the screen").fill(code.lower())
        if phone is sam:
            look(sam, "join", 360, 1280)
            phone.get_by_label("A name to go by").fill("Sam")
        phone.get_by_role("button", name="Join").click()
        expect(phone.get_by_text("Watch on the screen.")).to_be_visible()
    look(sam, "seat-watch", 360, 1280)
    sam.get_by_role("link", name="Watch or read it on this phone").click()
    expect(sam.get_by_text("The corridor lights hummed all night.").first).to_be_visible()
    look(sam, "seat-film", 360)
    sam.get_by_role("link", name="Back to the session").click()

    press(tom, "Put the question")
    for phone in (lena, otto, sam):
        expect(phone.get_by_role("button", name="Commit my answer")).to_be_visible(timeout=LATER)
    look(lena, "seat-answer", 360, 1280)
    expect(tom.get_by_text("Answers are arriving: a few")).to_be_visible(timeout=LATER)
    look(tom, "screen-alone", 360, 1280, 1920)

    give(lena, "Stay with him", "He is alone, and he asked.")
    lena.get_by_role("button", name="Commit my answer").click()
    expect(lena.get_by_text("Your answer is kept")).to_be_visible(timeout=LATER)
    look(lena, "seat-kept", 360, 1280)

    # Otto's network goes while he writes, and he presses all the same
    otto.context.set_offline(True)
    give(otto, "Answer the bleep", "It may be worse elsewhere.")
    otto.get_by_role("button", name="Commit my answer").click()
    expect(otto.get_by_text("This did not reach us.")).to_be_visible(timeout=LATER)

    # the server goes, while Sam writes; and comes back
    site.stop()
    give(sam, "Ask a nurse", "Neither of them is left then.")
    time.sleep(2.5)
    site.start()
    otto.context.set_offline(False)
    otto.get_by_role("button", name="Commit my answer").click()
    expect(otto.get_by_text("Your answer is kept")).to_be_visible(timeout=LATER)
    sam.get_by_role("button", name="Commit my answer").click()
    expect(sam.get_by_text("Your answer is kept")).to_be_visible(timeout=LATER)
    expect(tom.get_by_text("Answers are arriving: most")).to_be_visible(timeout=LATER)
    second_tab = people.contexts[0].new_page()
    second_tab.goto(tom.url)
    expect(second_tab.get_by_text("Answers are arriving: most")).to_be_visible()

    # nine more, so that there are figures; nobody's browser, as browsers are dear
    with writing(site.library.engine) as db:
        session = db.exec(select(TeachingSession)).one()
        more = [in_it(db, session) for _ in range(12)]
        for number, person in enumerate(more):
            assert answers(db, site.library, session, person, ("stay", "go", "ask")[number % 3])

    press(tom, "Let them talk")
    expect(second_tab.get_by_role("button", name="Give out tables")).to_be_visible(timeout=LATER)
    press(second_tab, "Give out tables")
    expect(lena.get_by_text("Tables are mixed by chance")).to_be_visible(timeout=LATER)
    look(lena, "seat-table", 360, 1280)
    expect(tom.get_by_text("Your phone says which of")).to_be_visible(timeout=LATER)
    look(tom, "screen-discuss", 360, 1280, 1920)

    press(tom, "Ask again")
    for phone in (lena, sam):
        expect(phone.get_by_role("button", name="Commit my second answer")).to_be_visible(timeout=LATER)
    look(lena, "seat-again", 360, 1280)
    lena.get_by_role("radio", name="Ask a nurse").check(force=True)
    lena.get_by_label("Your reasons").fill("Otto said he would want somebody there.")
    lena.get_by_role("radio", name="Very sure", exact=True).check(force=True)
    lena.get_by_role("button", name="Commit my second answer").click()
    expect(lena.get_by_text("Your second answer is kept")).to_be_visible(timeout=LATER)
    sam.get_by_label("Your reasons").fill("Still the same, half written")
    expect(sam.get_by_text("Draft kept, sealed for you alone.")).to_be_visible(timeout=LATER)
    sam.reload()
    expect(sam.get_by_label("Your reasons")).to_have_value("Still the same, half written")

    for shown in (tom, lena, sam, otto):
        assert "about 5" not in shown.content()
        assert "How this room chose" not in shown.content()
    press(tom, "Close the question")
    expect(tom.get_by_text("The question is closed.")).to_be_visible()
    look(tom, "screen-closed", 1920)
    press(tom, "Show their reasons")
    expect(tom.get_by_text("Fewer than ten let the room read theirs")).to_be_visible()
    press(tom, "Show how the room chose")
    expect(tom.get_by_role("heading", name="How this room chose")).to_be_visible()
    look(tom, "screen-figures", 360, 1280, 1920)
    expect(lena.get_by_role("heading", name="How this room chose")).to_be_visible(timeout=LATER)
    look(lena, "seat-figures", 360, 1280)

    tom.get_by_text("End", exact=True).click()
    tom.get_by_role("button", name="End the session").click()
    tom.get_by_label("Your notes on this session").fill("A quiet room at first.")
    tom.get_by_role("button", name="Keep my notes").click()
    tells_the_author(tom)
    look(tom, "record", 360, 1280)
    ada = people.enter("Ada", width=1280)
    ada.goto("/studio/readers/the-open-door")
    expect(ada.get_by_text("It split the room in part")).to_be_visible()
    look(ada, "heard", 360, 1280)
    for phone in (lena, otto, sam):
        expect(phone.get_by_text("Thank you for taking part")).to_be_visible(timeout=LATER)
    look(sam, "seat-over", 360)
    with reading(site.library.engine) as db:
        assert len(db.exec(select(Response)).all()) == 3 + 12 + 1, "nothing lost, nothing doubled"
        assert len(db.exec(select(RoomAnswer)).all()) == 3 + 12 + 1
        assert cast(db, "tom").name == "Tom Ferreira"


def test_a_room_watches_what_its_set_has_chosen_for_as_long_as_it_says(people: People, site: Site) -> None:
    key = a_set(site.library)
    tom = people.enter("Tom", width=1280, height=900)
    tom.goto(f"/sets/{key}/builder")
    tom.get_by_role("link", name="Take a room through it").click()
    expect(tom.get_by_role("radio", name="Tuesday teaching")).to_be_checked()
    tom.get_by_role("button", name="Open it").click()
    expect(tom.get_by_text("The bleep, 0:01 to 0:03")).to_be_visible()
    tom.get_by_text("Minutes", exact=True).click()
    look(tom, "set-minutes", 360, 1280, 1920)
    expect(tom.get_by_label("Talk")).to_have_value("8")
    tom.get_by_label("Talk").fill("12")
    press(tom, "Keep these minutes")
    press(tom, "Play The bleep")
    expect(tom.get_by_text("The part chosen for you ends here.")).to_be_visible(timeout=LATER)
    lena = people.enter("Lena", width=360)
    lena.goto(f"/join/{tom.locator('.ts-big-code').inner_text().replace(' ', '')}")
    lena.get_by_role("button", name="Join").click()
    lena.get_by_role("link", name="Watch or read it on this phone").click()
    expect(lena.get_by_role("heading", name="What is said in this part")).to_be_visible()
    lena.locator("media-controller:defined").wait_for(state="attached", timeout=LATER)  # the player has put itself on
    look(lena, "set-film", 360, 1280)
    lena.get_by_role("link", name="Back to the session").click()
    press(tom, "Put the question")
    give(lena, "Stay with him", "He asked.")
    lena.get_by_role("button", name="Commit my answer").click()
    expect(lena.get_by_text("Your answer is kept")).to_be_visible(timeout=LATER)
    press(tom, "Let them talk")
    expect(tom.locator(".ts-clock")).to_have_text(re.compile("1[12]:"))
    for page in (tom, lena):
        expect(page.get_by_text("And who decides?")).to_be_visible(timeout=LATER)
    look(tom, "set-discuss", 360, 1280, 1920)
    look(lena, "set-talk", 360, 1280)


def test_a_phone_without_scripts_takes_part(browser: Browser, people: People, site: Site) -> None:
    tom = people.enter("Tom", width=1280, height=900)
    tom.goto("/teaching-sessions/new")
    tom.get_by_role("radio", name="The open door").check(force=True)
    tom.get_by_role("button", name="Open it").click()
    code = tom.locator(".ts-big-code").inner_text().replace(" ", "")
    context = browser.new_context(
        base_url=site.address, viewport={"width": 360, "height": 780}, java_script_enabled=False
    )
    people.contexts.append(context)
    sam = context.new_page()
    sam.goto(f"/join/{code}")
    sam.get_by_label("A name to go by").fill("Sam")
    sam.get_by_role("button", name="Join").click()
    press(tom, "Put the question")
    expect(tom.get_by_text("Answers are arriving: a few")).to_be_visible()
    sam.get_by_role("link", name="Look again").click()
    give(sam, "Stay with him", "He asked.")
    sam.get_by_role("button", name="Commit my answer").click()
    expect(sam.get_by_text("Your answer is kept")).to_be_visible()
