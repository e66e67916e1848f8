"""An author's way in a real browser: send a recording over a network that goes away, watch it become a clip, cut it,
write its consent down and take it back."""

import hashlib
import random
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Recording
from tests.browser_fixtures import axe_violations
from tests.small_content import make_film
from tests.walks.serving import served

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """An empty library, served, with a worker beside it."""
    with served(tmp_path_factory.mktemp("studio")) as library:
        yield library


@pytest.fixture(scope="module")
def site(studio: Library) -> str:
    return f"http://localhost:{studio.settings.port}"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes of quiet noise: 23 MB."""
    path = tmp_path_factory.mktemp("talk") / "Gespräch – Nachtdienst.wav"
    chance = random.Random(1)
    block = b"".join(chance.randint(-900, 900).to_bytes(2, "little", signed=True) for _ in range(96_000))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        for _ in range(120):
            file.writeframes(block)
    return path


def kept(studio: Library, title: str) -> Recording | None:
    with reading(studio.engine) as db:
        return db.exec(select(Recording).where(Recording.title == title)).first()


def enter(browser: Browser, site: str, *, bytes_a_second: int) -> Page:
    """Ada in a browser whose network is slow, or away; what it complains of then is not a fault."""
    page = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/")
    page.get_by_role("button", name="Ada").click()
    page.wait_for_url("**/")
    limit(page, bytes_a_second)
    return page


def limit(page: Page, bytes_a_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def test_an_upload_goes_on_after_the_network_was_away(browser: Browser, site: str, studio: Library, talk: Path) -> None:
    page = enter(browser, site, bytes_a_second=4_000_000)
    page.goto("/studio")
    page.get_by_role("link", name="Send a recording").click()
    page.get_by_label("What it is called").fill("Night shift")
    page.get_by_label("The recording").set_input_files(talk)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("[data-rate]")).to_contain_text("MB/s", timeout=15_000)
    expect(page.locator("[data-left]")).to_contain_text("s")
    page.context.set_offline(True)
    expect(page.locator("[data-says]")).to_contain_text("The network is away")
    time.sleep(1)
    assert kept(studio, "Night shift") is None
    page.context.set_offline(False)
    limit(page, 8_000_000)
    page.wait_for_url("**/studio", timeout=60_000)
    recording = kept(studio, "Night shift")
    assert recording is not None
    assert recording.sha256 == hashlib.sha256(talk.read_bytes()).hexdigest()
    assert recording.original_name == "Gespräch – Nachtdienst.wav"
    # the page tells by itself when it is ready: nothing is reloaded
    expect(page.locator("[data-part=ready]").get_by_role("link", name="Night shift", exact=True)).to_be_visible(
        timeout=60_000
    )
    page.context.close()


def test_an_upload_goes_on_after_pause_and_reload(browser: Browser, site: str, studio: Library, talk: Path) -> None:
    page = enter(browser, site, bytes_a_second=4_000_000)
    page.on("dialog", lambda asked: asked.accept())
    page.goto("/studio/uploads/new")
    page.get_by_label("What it is called").fill("Second night")
    page.get_by_label("The recording").set_input_files(talk)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("[data-rate]")).to_contain_text("MB/s", timeout=15_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-says]")).to_contain_text("Paused")
    sent = page.locator("[data-bytes]").inner_text()
    time.sleep(1)
    assert page.locator("[data-bytes]").inner_text() == sent
    page.get_by_role("button", name="Go on").click()
    time.sleep(1.5)
    page.reload()
    expect(page.get_by_text("Go on where you stopped")).to_be_visible()
    page.get_by_label("The recording").set_input_files(talk)
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_url("**/studio", timeout=60_000)
    recording = kept(studio, "Second night")
    assert recording is not None
    assert recording.sha256 == hashlib.sha256(talk.read_bytes()).hexdigest()
    page.context.close()


def test_send_play_cut_and_consent(open_page: Open, studio: Library, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=8) or tmp_path / "film.mp4"
    page = open_page("Ada")
    page.goto("/studio/uploads/new")
    page.get_by_label("What it is called").fill("A talk")
    page.get_by_label("The recording").set_input_files(film)
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/studio")
    ready = page.locator("[data-part=ready]")
    expect(ready.get_by_role("link", name="A talk", exact=True)).to_be_visible(timeout=60_000)
    ready.get_by_role("link", name="A talk", exact=True).click()
    # she may play what she brought, though nobody has agreed to anything yet
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.locator("media-play-button").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    clip = page.url.split("clip=")[1]
    otto = open_page("Otto")
    assert otto.request.get(page.url).status == 403
    assert otto.request.get(f"/clips/{clip}").status == 404
    # cut
    page.get_by_role("button", name="Cut it", exact=True).click()
    expect(page.get_by_text("Give the clip a title.").first).to_be_visible()
    page.get_by_label("What it is called").fill("The middle")
    page.get_by_label("Begins at").fill("0:02.5")
    page.get_by_label("Ends at").fill("0:05")
    page.get_by_role("button", name="Cut it", exact=True).click()
    cut = page.locator(".take").filter(has_text="The middle")
    expect(cut.locator(".length")).to_have_text("0:02", timeout=60_000)
    # its words: none yet, and the way to write them
    row = page.locator("#clips ~ .takes .take").first
    expect(row).to_contain_text("No words yet")
    expect(row.get_by_role("link", name="Write them")).to_be_visible()
    # consent, by keys alone; a form that is not whole keeps what was typed
    page.get_by_label("Who speaks").select_option("Somebody new")
    page.get_by_label("The name they chose").fill("Dr Nia Bevan")
    page.get_by_role("button", name="Write the consent down").click()
    expect(page.get_by_text("Nothing was changed yet")).to_be_visible()
    expect(page.get_by_label("The name they chose")).to_have_value("Dr Nia Bevan")
    page.get_by_label("The name they chose").focus()
    for typed in ("Tab", "GP for twenty years", "Tab", "GP", "Tab", "Prison", "Tab", "ArrowDown"):
        if typed in ("Tab", "ArrowDown"):
            page.keyboard.press(typed)
        else:
            page.keyboard.type(typed)
    expect(page.get_by_label("Everyone, wherever this library is shown")).to_be_checked()
    page.get_by_label("Shown in cases").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Its words taken away as a file")).not_to_be_checked()
    page.get_by_label("Where the signed form is").fill("Folder 7")
    page.get_by_label("Until").fill("2099-12-31")
    page.get_by_role("button", name="Write the consent down").click()
    expect(page.get_by_text("Consent live")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Dr Nia Bevan, GP")).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').readyState >= 3")
    time.sleep(0.5)  # what the player asks for after the withdrawal is refused, and browsers complain of that
    page.get_by_text("Withdraw it").click()
    page.get_by_role("button", name="Withdraw consent now").click()
    expect(page.get_by_text("This film has been taken back by the person in it. All that was made")).to_be_visible()
    expect(page.get_by_text("Was it a mistake?")).to_be_visible()
    assert page.request.get(f"/clips/{clip}").status == 404


def test_a_plain_form_sends_too(open_page: Open, studio: Library, talk: Path, tmp_path: Path) -> None:
    picture = tmp_path / "Bild.png"
    make_picture(picture)
    page = open_page("Ada", javascript=False)
    page.goto("/studio/uploads/new")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Choose a recording.").first).to_be_visible()
    page.get_by_label("What it is called").fill("Sound with a picture")
    page.get_by_role("radio", name="Sound with pictures").check(force=True)
    page.get_by_label("Picture 1", exact=True).set_input_files(picture)
    page.get_by_label("What it shows").first.fill("An empty bed")
    page.get_by_label("The recording").set_input_files(talk)
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/studio")
    recording = kept(studio, "Sound with a picture")
    assert recording is not None
    assert recording.sha256 == hashlib.sha256(talk.read_bytes()).hexdigest()
    assert [(one["at_ms"], one["alt"]) for one in recording.stills] == [(0, "An empty bed")]
    assert list(studio.settings.uploads_folder.iterdir()) == []


def make_picture(path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes((120, 150, 160)) * 320 for _ in range(180))
    head = struct.pack(">IIBBBBB", 320, 180, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_studios_pages_are_whole_at_every_width(open_page: Open, studio: Library, dark: bool) -> None:
    page = open_page("Ada", dark=dark)
    page.goto("/studio")
    paths = ["/studio", "/studio/uploads/new"]
    if page.locator(".take h3 a").count():
        paths.append(str(page.locator(".take h3 a").first.get_attribute("href")))
    for path in paths:
        page.goto(path)
        for width in (320, 360, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            # the studio opens itself anew when a clip is ready, so it is waited for and not looked at once
            page.wait_for_function("most => document.documentElement.scrollWidth <= most", arg=width, timeout=9000)
            if width in (360, 1280):
                assert axe_violations(page) == [], (path, width)


def test_the_studio_is_not_there_for_others(open_page: Open) -> None:
    otto = open_page("Otto")
    expect(otto.get_by_role("link", name="Studio")).to_have_count(0)
    for path in ("/studio", "/studio/uploads/new", "/studio/progress", "/studio/recordings/abcdefghjkmn"):
        assert otto.request.get(path).status == 403
