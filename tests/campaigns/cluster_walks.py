"""The walks of a trainee, an author and a room in real browsers, on a cluster: each request may meet another process.

What is acknowledged on the way is written down, to be looked for after each fault.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx2
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlmodel import Session, select

from casebook.cases.case import Case
from casebook.cases.decision_point import DecisionPoint
from casebook.cases.publication import Publication
from casebook.jobs.job import Job
from casebook.media.clip import Recording
from casebook.people.person import Person
from casebook.reflect.responding import response_id
from casebook.reflect.response import FIRST, SECOND, Response
from casebook.reflect.room import RoomAnswer
from casebook.teach.teaching_session import TeachingSession, TeachingStep
from casebook.web.access import cookie_name
from tests.browser import find_chromium
from tests.campaigns.cluster_site import Cluster
from tests.walks import test_from_empty as authoring
from tests.walks.test_teaching_session import give, press
from tests.walks.test_trainee import (
    test_search_finds_a_spoken_phrase_and_opens_the_player_at_that_second as finds_a_phrase,
)
from tests.walks.test_trainee import test_the_whole_way as goes_the_whole_way

TITLES = (("The night bleep", "Dr Okoye"), ("The morning list", "Dr Adeyemi"))
SEEN_WITHIN_S, PATIENCE_MS = 3.0, 60_000


class Visitors:
    """People with a browser each, who come by the address that everybody uses."""

    def __init__(self, cluster: Cluster, browser: Browser) -> None:
        self.cluster, self.browser = cluster, browser
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def page(self, cookie: str = "") -> Page:
        """Another browser, signed in where a cookie is given."""
        address = self.cluster.address
        context = self.browser.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}, ignore_https_errors=True, reduced_motion="reduce"
        )
        self.contexts.append(context)
        if cookie:
            name = cookie_name(self.cluster.library.settings)
            secure = address.startswith("https")
            context.add_cookies([{"name": name, "value": cookie, "url": address, "secure": secure}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda wrong: self.wrong.append(str(wrong)))
        page.on("response", lambda came: self.wrong.append(f"{came.status} {came.url}") if came.status > 499 else None)
        return page

    def enter(self, name: str) -> Page:
        """One of the cast."""
        page = self.page()
        page.goto("/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url("**/")
        return page


@contextmanager
def visiting(cluster: Cluster) -> Iterator[Visitors]:
    """A browser for as long as the block lasts."""
    expect.set_options(timeout=PATIENCE_MS)
    program, words = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=words)
        try:
            yield Visitors(cluster, browser)
        finally:
            browser.close()
            expect.set_options(timeout=5_000)


def trainee(visitors: Visitors, name: str) -> None:
    """Somebody new finds a case, watches, answers, compares, answers again; and finds a phrase by search."""
    cluster = visitors.cluster
    person, cookie = cluster.newcomer(name)

    def opened(_: str) -> Page:
        page = visitors.page(cookie)
        page.goto("/")
        return page

    goes_the_whole_way(opened)
    for turn in (FIRST, SECOND):
        cluster.tell(f"{name}'s answer {turn}", _answered(cluster, person, "the-open-door", turn))
    finds_a_phrase(opened)


def _answered(cluster: Cluster, person: Person, slug: str, turn: int) -> Callable[[Session], bool]:
    def look(db: Session) -> bool:
        case = db.exec(select(Case).where(Case.slug == slug)).one()
        point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
        return db.get(Response, response_id(cluster.library.keyring, point, person, turn)) is not None

    return look


def author(visitors: Visitors, which: int) -> str:
    """Ada sends a recording, has it cut and its case read by Vera, publishes it, and somebody new answers there; says
    which workers made the film."""
    cluster, (title, speaker) = visitors.cluster, TITLES[which]
    ada = visitors.enter("Ada")
    ada.goto("/studio")
    recording = authoring.a_recording_agreed_to(cluster.folder, ada, title, speaker)
    whole = hashlib.sha256((cluster.folder / "night.mp4").read_bytes()).hexdigest()
    key = recording.rstrip("/").rsplit("/", 1)[1]
    cluster.tell(
        f"the recording {title}",
        lambda db: db.exec(select(Recording.sha256).where(Recording.key == key)).first() == whole,
    )
    for part, words in authoring.SAID.items():
        authoring.write_down(ada, recording, part, words, title)
    authoring.a_case_written(ada, title)
    authoring.clips_told(ada, title)
    authoring.read_by_another(visitors.enter("Vera"), title)
    authoring.published(ada, title)
    slug = title.lower().replace(" ", "-")
    cluster.tell(f"the case {title}, published", lambda db: _is_published(db, slug))
    person, cookie = cluster.newcomer(f"Lea {which}")
    page = visitors.page(cookie)
    page.goto("/cases")
    authoring.watched_and_answered(page, title)
    cluster.tell(f"the first answer to {title}", _answered(cluster, person, slug, FIRST))
    return f"{makers(cluster)} of {len(cluster.workers)} workers have made film"


def _is_published(db: Session, slug: str) -> bool:
    published = select(Publication).join(Case, Case.id == Publication.case_id)  # type: ignore[arg-type]
    return db.exec(published.where(Case.slug == slug)).first() is not None


def makers(cluster: Cluster) -> int:
    """How many workers have made film until now."""
    with Session(cluster.library.engine) as db:
        names = db.exec(select(Job.worker).where(Job.kind == "transcode", Job.worker != "")).all()
    return len({name.split(":")[1] for name in names})


class Listener(threading.Thread):
    """Somebody who hears how a session moves, from one web process alone; knows when it heard each turn."""

    def __init__(self, port: int, path: str, cookie: str) -> None:
        super().__init__(daemon=True)
        self.address, self.headers = f"http://localhost:{port}{path}", {"cookie": cookie}
        self.heard: dict[str, float] = {}
        self.start()

    def run(self) -> None:
        with (
            suppress(httpx2.TransportError),
            httpx2.Client(timeout=30) as client,
            client.stream("GET", self.address, headers=self.headers) as came,
        ):
            for line in came.iter_lines():
                if line.startswith("data: ") and line[6:]:
                    self.heard.setdefault(line[6:], time.monotonic())

    def since(self, began: float, seconds: float = 15) -> float:
        """Seconds until it heard something new."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if later := [one for one in self.heard.values() if one > began]:
                return min(later) - began
            time.sleep(0.01)
        return seconds


def room(visitors: Visitors, name: str, *, kill: bool = False) -> tuple[float, float, float]:
    """Tom takes two phones through a case, and a web process is killed in the middle where that is asked for. Answers
    the longest that an event took to each web process, to a phone's page, and a phone's answer to be kept."""
    cluster = visitors.cluster
    tom = visitors.enter("Tom")
    tom.goto("/teaching-sessions/new")
    tom.get_by_role("radio", name="The open door").check(force=True)
    tom.get_by_role("button", name="Open it").click()
    code = tom.locator(".ts-big-code").inner_text().replace(" ", "")
    key = tom.url.rstrip("/").rsplit("/", 1)[1]
    comers = [cluster.newcomer(f"{name} {number}") for number in range(2)]
    phones = [visitors.page(cookie) for _, cookie in comers]
    for phone in phones:
        phone.goto(f"/join/{code}")
        phone.get_by_role("button", name="Join").click()
        expect(phone.get_by_text("Watch on the screen.")).to_be_visible()
    sent = f"{cookie_name(cluster.library.settings)}={comers[0][1]}"
    listeners = [Listener(one.port, f"/teaching-sessions/{key}/live", sent) for one in cluster.web]
    time.sleep(2)
    told, shown, kept = [], [], []

    def turned(button: str, sees: str) -> None:
        began = time.monotonic()
        press(tom, button)
        for phone in phones:
            expect(phone.get_by_role("button", name=sees)).to_be_visible()
            shown.append(time.monotonic() - began)
        told.extend(one.since(began) for one in listeners if one.is_alive())

    turned("Put the question", "Commit my answer")
    if kill:
        cluster.web[0].kill()
    for phone, (person, _) in zip(phones, comers, strict=True):
        give(phone, "Stay with him", "He asked.")
        began = time.monotonic()
        phone.get_by_role("button", name="Commit my answer").click()
        expect(phone.get_by_text("Your answer is kept")).to_be_visible()
        kept.append(time.monotonic() - began)
        cluster.tell(f"{person.name}'s answer", _answered(cluster, person, "the-open-door", FIRST))
    cluster.tell(f"two answers in the room of {name}", lambda db: _in_room(db, key) == 2)
    press(tom, "Let them talk")
    expect(tom.get_by_role("button", name="Ask again")).to_be_visible()
    turned("Ask again", "Commit my second answer")
    press(tom, "Close the question")
    expect(tom.get_by_text("The question is closed.")).to_be_visible()
    tom.get_by_text("End", exact=True).click()
    tom.get_by_role("button", name="End the session").click()
    for phone in phones:
        expect(phone.get_by_text("Thank you for taking part")).to_be_visible()
    cluster.tell(
        f"the end of the session of {name}",
        lambda db: not db.exec(select(TeachingSession).where(TeachingSession.key == key)).one().is_open,
    )
    return max(told), max(shown), max(kept)


def _in_room(db: Session, key: str) -> int:
    rooms = select(TeachingStep.room_id).join(TeachingSession, TeachingSession.id == TeachingStep.teaching_session_id)  # type: ignore[arg-type]
    room_id = db.exec(rooms.where(TeachingSession.key == key)).first()
    return len(db.exec(select(RoomAnswer).where(RoomAnswer.room_id == room_id)).all())
