"""The studio over bad networks, in a real browser: a line that breaks in the middle of what is sent, a laptop that is
closed, and proxies that hold live events back."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, ClipState, Recording
from tests.doubles.networks import BadNetwork
from tests.walks.serving import served
from tests.web.test_studio import bring

MB = 1024 * 1024


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with served(tmp_path_factory.mktemp("bad")) as made:
        yield made


@pytest.fixture
def network(library: Library) -> Iterator[BadNetwork]:
    made = BadNetwork(library.settings.port)
    yield made
    made.close()


@pytest.fixture
def page(browser: Browser, network: BadNetwork) -> Iterator[Page]:
    """Ada, behind the network; what her browser complains of while that is down is no fault of the page."""
    context = browser.new_context(base_url=network.address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("dialog", lambda asked: asked.accept())
    opened.goto("/")
    opened.get_by_role("button", name="Ada").click()
    opened.wait_for_url("**/")
    yield opened
    context.close()


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 MB that are no film: what becomes of it is another matter."""
    path = tmp_path_factory.mktemp("tape") / "tape.mp4"
    path.write_bytes(random.Random(7).randbytes(20 * MB))
    return path


def begin(page: Page, tape: Path, title: str) -> None:
    page.goto("/studio/uploads/new")
    page.get_by_label("What it is called").fill(title)
    page.get_by_label("The recording").set_input_files(tape)
    page.get_by_role("button", name="Send it").click()


def arrived(library: Library, title: str) -> Recording:
    with reading(library.engine) as db:
        return db.exec(select(Recording).where(Recording.title == title)).one()


def is_sent_once(network: BadNetwork, tape: Path) -> None:
    """No byte went twice, but for the few that were on the line when it broke."""
    passed = sum(one.passed for one in network.sent)
    assert tape.stat().st_size <= passed < tape.stat().st_size + MB
    resumed = [one.offset for one in network.sent if one.offset % (8 * MB)]
    assert resumed, "it went on in the middle of a piece, where the server stood"


def test_a_line_that_breaks_in_the_middle_of_a_piece_costs_nothing_that_had_arrived(
    page: Page, network: BadNetwork, library: Library, tape: Path
) -> None:
    network.break_after = 3 * MB + 4321
    begin(page, tape, "Broken line")
    assert network.down.wait(20)
    expect(page.locator("[data-says]")).to_contain_text("The network is away", timeout=90_000)
    assert [one.passed for one in network.sent] == [3 * MB + 4321]
    network.mend()
    page.wait_for_url("**/studio", timeout=90_000)
    assert arrived(library, "Broken line").sha256 == hashlib.sha256(tape.read_bytes()).hexdigest()
    is_sent_once(network, tape)


def test_a_laptop_that_was_closed_goes_on_with_the_same_file(
    page: Page, network: BadNetwork, library: Library, tape: Path
) -> None:
    network.break_after = 5 * MB + 99
    begin(page, tape, "Closed laptop")
    assert network.down.wait(20)
    page.close()
    network.mend()
    again = page.context.new_page()
    again.goto("/studio")
    expect(again.get_by_text("of 20.0 MB has arrived")).to_be_visible()
    again.get_by_role("link", name="Go on with tape.mp4").click()
    again.get_by_label("The recording").set_input_files(tape)
    again.get_by_role("button", name="Go on with it").click()
    again.wait_for_url("**/studio", timeout=60_000)
    assert arrived(library, "Closed laptop").sha256 == hashlib.sha256(tape.read_bytes()).hexdigest()
    is_sent_once(network, tape)


@pytest.mark.parametrize("events", ["hold", "cut"])
def test_where_events_do_not_come_through_the_page_asks_instead(
    page: Page, network: BadNetwork, library: Library, tmp_path: Path, events: str
) -> None:
    network.events = events
    title = f"Told all the same ({events})"
    _, key = bring(library, tmp_path, title)
    page.goto("/studio")
    row = page.locator(f"#clip-{key}")
    expect(row).to_contain_text("Refused. This is text, not a recording.", timeout=30_000)
    with writing(library.engine) as db:
        clip = db.exec(select(Clip).where(Clip.key == key)).one()
        clip.state, clip.reason = ClipState.quarantined, f"It stopped, {events}."
        db.add(clip)
    expect(row).to_contain_text(f"It stopped, {events}.", timeout=20_000)
    assert network.asked_again >= 1
    # set aside, it is tried again by one press
    row.get_by_role("button", name="Try again").click()
    page.wait_for_url(f"**/studio#clip-{key}")
    expect(row).not_to_contain_text("Set aside")


def test_where_events_come_through_nothing_is_asked(page: Page, network: BadNetwork) -> None:
    page.goto("/studio")
    page.wait_for_timeout(7000)
    assert network.asked_again == 0
