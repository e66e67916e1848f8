"""A new administrator's way: from an empty folder to an organisation with its own sign-in, an educator with a second
step, and a first case that its speaker agreed to, a second person read, its author published and a trainee watched and
answered. As `docs/operators.md` says it, by real commands, a real provider and a real mail server."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from casebook.cases.content_shape import GUIDE_PARTS
from casebook.clock import now
from casebook.people.one_time_codes import code_at, step_of
from tests.databases import environment
from tests.oidc_provider import SECRET, real_provider
from tests.people.posts import SENDER, Box, mail_server
from tests.small_content import make_film
from tests.walks.looking import looked_at
from tests.walks.test_coming_in import let_in, letter
from tests.web.uploading import free_port

PASSWORD = "three unrelated words"
PEOPLE = {
    name: {"email": f"{name}@north.example", "email_verified": True, "name": f"{name.title()} North"}
    for name in ("tom", "lena")
}
TITLE, SPEAKER = "The night bleep", "Dr Okoye"
SAID = {"before": "The bleep went at four. She was two floors up.", "after": "I went up, and I told her so."}


@dataclass
class Start:
    """A machine with nothing on it but the settings: commands, browsers and letters of the one site."""

    folder: Path
    site: str
    settings: dict[str, str]
    box: Box
    browser: Browser
    pages: list[Page] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Nobody's settings but these."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
        return clean | self.settings

    def command(self, *words: str, typed: str = "") -> str:
        """What a command says; it has to do well."""
        done = subprocess.run(
            [sys.executable, "-m", "casebook", *words], capture_output=True, text=True, input=typed,
            env=self.environment(), timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def visit(self) -> Page:
        """Another browser."""
        size = {"width": 1280, "height": 900}
        page = self.browser.new_context(base_url=self.site, viewport=size).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(60_000)
        self.pages.append(page)
        return page


@pytest.fixture
def start(browser: Browser, small_content: Path, tmp_path: Path) -> Iterator[Start]:
    port = free_port()
    site = f"http://localhost:{port}"
    with ExitStack() as closing:
        provider = closing.enter_context(real_provider(site, "north-trust", people=PEOPLE))
        box, office = closing.enter_context(mail_server())
        settings = {
            "CASEBOOK_DATA": str(tmp_path / "data"), "CASEBOOK_PORT": str(port), "CASEBOOK_ADDRESS": site,
            **environment(tmp_path / "data"),
            "CASEBOOK_SMTP_HOST": office.host, "CASEBOOK_SMTP_PORT": str(office.port), "CASEBOOK_AV1": "false",
            "CASEBOOK_SMTP_SECURITY": "none", "CASEBOOK_MAIL_FROM": SENDER,
        }  # fmt: skip
        start = Start(tmp_path, site, settings, box, browser)
        owner = ("--name", "Nora A", "--role", "administrator", "--organisation", "North Trust", "--password-stdin")
        start.command("person", "add", "nora@north.example", *owner, typed=f"{PASSWORD}\n")
        start.command("import", str(small_content), "--without-cases")
        for name, role in (("ada", "author"), ("vera", "reviewer")):
            asked = ("--name", name.title(), "--role", role, "--organisation", "North Trust", "--invite")
            start.command("person", "add", f"{name}@north.example", *asked)
        data = tmp_path / "data"
        for folder in (data / "providers", data / "keys/providers"):
            folder.mkdir(mode=0o700)
        (data / "providers/north-trust.toml").write_text(
            f'name = "North Trust"\nissuer = "{provider.issuer}"\nclient_id = "casebook-north-trust"\n'
            'organisation = "north-trust"\ndomains = ["north.example"]\nmakes_accounts = true\n'
        )
        (data / "keys/providers/north-trust.secret").write_text(SECRET)
        (data / "keys/providers/north-trust.secret").chmod(0o600)
        for word in ("serve", "work"):
            running = subprocess.Popen([sys.executable, "-m", "casebook", word], env=start.environment())
            closing.callback(stop, running)
        closing.callback(lambda: [page.context.close() for page in start.pages])
        wait_for(site)
        expect.set_options(timeout=30_000)  # a worker makes film beside it
        closing.callback(expect.set_options, 5_000)
        yield start


def stop(running: "subprocess.Popen[bytes]") -> None:
    """As systemd does."""
    running.terminate()
    try:
        running.wait(30)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def wait_for(site: str) -> None:
    """Until it answers."""
    for _ in range(600):
        try:
            if httpx.get(f"{site}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


def enter(page: Page, name: str) -> None:
    """By address and password."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"{name}@north.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def take_second_step(page: Page) -> None:
    """Set up an app, by the secret the page shows."""
    page.get_by_role("button", name="Set up an app").or_(page.get_by_role("link", name="Set up an app")).click()
    secret = page.locator(".factor-secret code").inner_text().replace(" ", "")
    page.get_by_label("Six digits").fill(code_at(secret, step_of(now())))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()


def invited(start: Start, name: str) -> Page:
    """Somebody of the studio chooses her password by the letter she had, and comes in."""
    page = start.visit()
    page.goto(link_for(start.box, name))
    page.get_by_label("A new password").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_role("heading", name="Your password is chosen").wait_for()
    enter(page, name)
    take_second_step(page)
    return page


def link_for(box: Box, name: str) -> str:
    """The link in the letter to somebody whose account was made."""
    letter(box, "Your casebook account")
    for _ in range(300):
        for one in box.letters:
            found = re.search(r"http://\S+/password\?link=\S+", str(one.get_content()))
            if f"{name}@" in str(one["to"]) and found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {name}")


def test_from_empty_to_a_first_case(start: Start) -> None:
    assert "sign-in      North Trust, for North Trust" in start.command("check")
    nora = start.visit()
    enter(nora, "nora")
    take_second_step(nora)
    nora.goto("/")
    expect(nora.get_by_role("heading", name="No dilemmas are open yet")).to_be_visible()
    looked_at(nora, "empty-home")

    tom = start.visit()
    tom.goto("/sign-in")
    let_in(tom, "tom")
    tom.wait_for_url(f"{start.site}/")
    nora.get_by_role("link", name="Give people their roles").click()
    nora.get_by_role("link", name="Tom North").click()
    nora.get_by_label("Role", exact=True).select_option("educator")
    nora.get_by_role("button", name="Give this role").click()
    expect(nora.get_by_text("given by Nora A")).to_be_visible()
    tom.goto("/teaching")
    tom.get_by_role("link", name="Sign in with North Trust").click()  # the provider still knows him
    tom.wait_for_url("**/account/second-step**")
    take_second_step(tom)
    tom.goto("/teaching")
    expect(tom.get_by_role("heading", name="Teach", exact=True)).to_be_visible()

    ada = invited(start, "ada")
    vera = invited(start, "vera")
    ada.goto("/")
    ada.get_by_role("link", name="Begin in the studio").click()
    recording = a_recording_agreed_to(start.folder, ada)
    for part, words in SAID.items():
        write_down(ada, recording, part, words)
    a_case_written(ada)
    clips_told(ada)
    read_by_another(vera)
    published(ada)

    lena = start.visit()
    lena.goto("/sign-in")
    let_in(lena, "lena")
    lena.wait_for_url(f"{start.site}/")
    watched_and_answered(lena)


def a_recording_agreed_to(folder: Path, ada: Page, title: str = TITLE, speaker: str = SPEAKER) -> str:
    """Sent from the studio, cut where it is decided, its consent written down and the signed form kept; its address."""
    film = make_film(folder / "night.mp4", seconds=6)
    form = folder / "form.pdf"
    form.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    ada.get_by_role("link", name="Send a recording").click()
    ada.get_by_label("What it is called").fill(title)
    ada.locator("#file").set_input_files(film)
    ada.get_by_role("button", name="Send it").click()
    ada.wait_for_url("**/studio")
    ada.locator("main").get_by_role("link", name=title, exact=True).first.click()
    ada.wait_for_url("**/studio/recordings/**")
    recording = ada.url.split("?")[0]
    for _ in range(240):  # it is cut when the worker knows how long it is
        if ada.get_by_label("The decision is at").count():
            break
        ada.wait_for_timeout(500)
        ada.goto(recording)
    ada.get_by_label("What the two are called").fill(title)
    ada.get_by_label("The decision is at").fill("0:03")
    ada.get_by_role("button", name="Cut it there").click()
    ada.get_by_label("Who speaks", exact=True).select_option("new")
    ada.get_by_label("The name they chose").fill(speaker)
    ada.locator("#role").fill("Medical registrar")
    ada.locator("#stage").select_option("specialty-training")
    ada.locator("#setting").select_option("medical-ward")
    ada.get_by_label("Shown in cases, to people who learn by themselves").check()
    ada.get_by_label("Where the signed form is").fill("Form 2026-001, kept by the trust")
    ada.get_by_role("button", name="Write the consent down").click()
    ada.get_by_role("link", name="All of it").click()
    ada.locator("#file").set_input_files(form)
    ada.get_by_role("button", name="Keep the file").click()
    expect(ada.get_by_text("PDF, ", exact=False).first).to_be_visible()
    return recording


def write_down(ada: Page, recording: str, part: str, words: str, title: str = TITLE) -> None:
    """The words of a clip, read against its sound."""
    ada.goto(recording)
    ada.get_by_role("link", name=f"Write them : {title}, {part}").click()
    ada.get_by_text("Or paste its text").click()
    ada.locator("#pasted").fill(f"WEBVTT\n\n00:00:00.200 --> 00:00:02.800\n<v Dr Okoye>{words}\n")
    ada.get_by_role("button", name="Take these lines").click()
    ada.get_by_role("button", name="I have read it against the sound").click()
    expect(ada.get_by_text("Read against the sound").first).to_be_visible()


def a_case_written(ada: Page, title: str = TITLE) -> None:
    """From its title to where its clips are chosen."""
    ada.goto("/studio/manuscripts")
    ada.get_by_label("Its title").fill(title)
    ada.get_by_role("button", name="Begin").click()
    ada.wait_for_url("**/edit")
    for label, words in {
        "The dilemma, in one line": "She wants me to come up, and nothing is written down.",
        "The story": "It is four at night. Your bleep goes.",
        "Who you are, and when": "It is 04:00.",
        "The question": "What do you do?",
        "The closing question": "What led?",
    }.items():
        ada.get_by_role("textbox", name=label).first.fill(words)
    ada.get_by_label("Where it happens").select_option("medical-ward")
    ada.get_by_label("Level").select_option("foundation")
    for number, option in enumerate(("Go up", "Ring her", "Ask a colleague")):
        ada.get_by_label("What one would do").nth(number).fill(option)
        ada.get_by_label("Its best advocate").nth(number).fill("Somebody has to.")
        ada.get_by_label("What it costs").nth(number).fill("Sleep.")
    ada.get_by_label("Trustworthy").first.check()
    ada.get_by_label("Courage").first.check()
    ada.get_by_label("There is nothing to warn of").check()
    ada.get_by_label("The primary theme").select_option("truth-telling")
    for part in GUIDE_PARTS:
        ada.get_by_role("textbox", name=part).fill("Something to say.")
    ada.get_by_role("button", name="Save", exact=True).click()
    ada.get_by_role("link", name="Clips", exact=True).click()


def clips_told(ada: Page, title: str = TITLE) -> None:
    """One before the decision, and one after it, in which she chose what the second option says."""
    for part in SAID:
        told = ada.get_by_label("Clip", exact=True).locator("option", has_text=f"{title}, {part}")
        ada.get_by_label("Clip", exact=True).select_option(told.get_attribute("value"))
        ada.locator("#another-part").select_option(part)
        ada.get_by_role("button", name="Save", exact=True).click()
        expect(ada.get_by_role("group", name=f"{title}, {part}")).to_be_visible()
    ada.locator("#clip-2-chose").select_option(label="Go up")
    ada.get_by_role("button", name="Save", exact=True).click()
    ada.get_by_role("link", name="What is missing").click()
    for _ in range(240):  # the film of both is made meanwhile
        if ada.locator(".checks").first.locator("li").count() == 1:
            break
        ada.wait_for_timeout(500)
        ada.reload()
    expect(ada.locator(".checks").first).to_contain_text("by somebody other than the author")
    expect(ada.locator(".checks").first.locator("li")).to_have_count(1)
    looked_at(ada, "empty-one-thing-missing")


def read_by_another(vera: Page, title: str = TITLE) -> None:
    """A reviewer finds the case by herself, reads it before and after, and says so."""
    vera.goto("/")
    vera.get_by_role("link", name="Studio", exact=True).first.click()
    vera.get_by_role("link", name="Cases being written").first.click()
    vera.get_by_role("link", name=title).first.click()
    where = vera.url
    vera.get_by_role("link", name="Preview before the decision").click()
    expect(vera.get_by_text(SAID["before"]).first).to_be_visible()
    expect(vera.get_by_text(SAID["after"])).to_have_count(0)
    vera.goto(where)
    vera.get_by_role("link", name="Preview after it").click()
    vera.get_by_role("link", name=f"{title}, after").click()
    expect(vera.get_by_text(SAID["after"]).first).to_be_visible()
    vera.goto(where)
    while (clear := vera.get_by_role("button", name="Names nobody")).count():
        many = clear.count()
        clear.first.click()
        expect(clear).to_have_count(many - 1)
    vera.get_by_role("button", name="I have read it; nobody can be told from it").click()
    expect(vera.get_by_text("It has been read as it is now.", exact=False)).to_be_visible()


def published(ada: Page, title: str = TITLE) -> None:
    """By its author, once nothing is missing."""
    ada.reload()
    expect(ada.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    ada.get_by_role("button", name="Publish version 1").click()
    expect(ada.get_by_role("heading", name=title, exact=True)).to_be_visible()


def watched_and_answered(lena: Page, title: str = TITLE) -> None:
    """A trainee who was let in by her organisation finds the case, watches it to where it is decided, answers, and
    then sees what the doctor did."""
    lena.get_by_role("link", name=title).first.click()
    expect(lena.get_by_role("heading", level=1)).to_have_text(title)
    lena.wait_for_function("() => document.querySelector('video').readyState >= 2")
    lena.locator("media-play-button").first.click()
    lena.wait_for_function("() => document.querySelector('video').ended")
    assert SAID["before"] in lena.content()
    assert SAID["after"] not in lena.content()
    expect(lena.get_by_text("Fictional case", exact=False)).to_have_count(0)  # Dr Okoye is not invented
    looked_at(lena, "empty-first-case")
    lena.get_by_role("radio", name="Ring her").check(force=True)
    lena.get_by_label("Your reasons").fill("She has asked, and I do not know yet what for.")
    lena.get_by_role("radio", name="Fairly sure").check(force=True)
    lena.get_by_role("button", name="Commit my answer").click()
    lena.get_by_role("link", name="Compare").first.click()
    expect(lena.get_by_text("Go up").first).to_be_visible()
    lena.goto(f"/cases/{title.lower().replace(' ', '-')}")
    lena.get_by_role("link", name="What I did").or_(lena.get_by_role("link", name=f"{title}, after")).first.click()
    lena.wait_for_function("() => document.querySelector('video').readyState >= 2")
    assert SAID["after"] in lena.content()
