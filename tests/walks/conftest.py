"""A running site for the walks: the small case told a little longer, with simulated earlier answers, on a real port."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import select

from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.clock import now
from casebook.db.engine import writing
from casebook.demo.seeding import add_cast, simulate_answers
from casebook.library import Library, open_library
from casebook.people.cohort import Cohort
from casebook.people.joining import add_person, join_cohort
from casebook.people.person import CareerStage, Role
from casebook.people.signing_in import sign_in
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.conftest import cast, make_ready
from tests.databases import copied
from tests.small_content import make_film
from tests.web.uploading import free_port, served_here

#: What is said when, in the longer telling: (start, end, words), in seconds.
SAID = (
    (0.2, 3.0, "The corridor lights hummed all night."),
    (4.0, 7.0, "I had not sat down since midnight."),
    (12.0, 15.5, "He said, please leave the door open."),
    (16.0, 19.5, "And then my bleep went again."),
    (20.5, 24.0, "I sat down zebracanary and took his hand."),
)


@pytest.fixture(scope="session")
def longer_content(small_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small content with a film of 26 seconds, cut at 20."""
    return tell_longer(Path(shutil.copytree(small_content, tmp_path_factory.mktemp("longer") / "content")))


def tell_longer(folder: Path) -> Path:
    """Make the film of the small content in a folder last 26 seconds, cut at 20."""
    case = folder / "cases/the-open-door"
    make_film(case / "ada.mp4", seconds=26)
    cues = [f"{clock(start)} --> {clock(end)}\n<v Dr First>{words}\n" for start, end, words in SAID]
    (case / "ada.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    text = (case / "case.md").read_text()
    text = text.replace('part: before, from: "0:00", to: "0:03"', 'part: before, from: "0:00", to: "0:20"')
    text = text.replace('part: after, from: "0:03", to: "0:06"', 'part: after, from: "0:20", to: "0:26"')
    (case / "case.md").write_text(text)
    theme = folder / "themes/truth-telling.md"
    theme.write_text(theme.read_text().replace("@0:01.5", "@0:12.0").replace("@0:03.2", "@0:20.5"))
    return folder


def clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


@pytest.fixture(scope="session")
def prepared_data(longer_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that nobody has used yet, made once."""
    settings = read_settings(data=tmp_path_factory.mktemp("prepared") / "data", demo=True, second_factor="offered")
    prepare(settings)
    library = open_library(settings)
    _fill(library, longer_content)
    library.engine.dispose()  # the journal is folded in, so that the folder can be copied
    return settings.data


@pytest.fixture
def film_elsewhere() -> dict[str, Any]:
    """Settings of a site whose film is not in its own folder; a module with such a site has its own."""
    return {}


@pytest.fixture
def served_library(prepared_data: Path, tmp_path: Path, film_elsewhere: dict[str, Any]) -> Iterator[Library]:
    """The library of a running site: a copy for each walk, so that none meets what another has answered."""
    data = copied(prepared_data, tmp_path / "site")
    given = {"data": data, "demo": True, "second_factor": "offered", "port": free_port()} | film_elsewhere
    library = open_library(read_settings(**given))
    with served_here(library, library.settings.port):
        yield library
    library.engine.dispose()


@pytest.fixture
def site(served_library: Library) -> str:
    """The address of a running site."""
    return served_library.settings.own_address


@pytest.fixture
def newcomer(served_library: Library) -> Callable[[str], dict[str, str]]:
    """Somebody of cohort North who has done nothing yet, as the cookie of her browser."""

    def came(name: str) -> dict[str, str]:
        with writing(served_library.engine) as db:
            north = db.exec(select(Cohort)).first()
            assert north is not None
            address = f"{name.lower()}@casebook.example"
            person = add_person(db, name=name, email=address, roles=[Role.trainee], stage=CareerStage.foundation)
            join_cohort(db, north, person, starts_on=now().date())
            secret = sign_in(db, person, hours=12)[1]
        return {"name": "sid", "value": secret, "url": served_library.settings.own_address}

    return came


def _fill(library: Library, content_folder: Path) -> None:
    content, report = read_content(content_folder), ImportReport()
    with writing(library.engine) as db:
        add_cast(db)
        import_vocabulary(db, content, report)
        for read in content.cases.values():
            case = import_case(db, read, bring_files(db, library.storage, read), report, by=cast(db, "ada"))
            review_confidentiality(db, case, by=cast(db, "vera"))
            publish(db, case, by=cast(db, "ada"))
    simulate_answers(library)
    make_ready(library)


@pytest.fixture
def open_page(browser: Browser, site: str, film_elsewhere: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Open a page of the site as one of the cast. The test fails when the page complained, asked for anything
    outside but film that lies there, or met an answer of 500; `missing` says that what is opened is not there, and the
    page may say so."""
    store = dict(parse_qsl(urlsplit(film_elsewhere.get("storage", "")).query)).get("endpoint", site)
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    # a refused form is an answer, and a network that was cut on purpose is no fault of the page
    expected = ["422", "409 (Conflict)", "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]

    def opened(
        name: str = "lena",
        *,
        width: int = 1280,
        javascript: bool = True,
        dark: bool = False,
        missing: bool = False,
    ) -> Page:
        if missing:
            expected.append("404 (Not Found)")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=site,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 500 else None)
        page.on("request", lambda asked: complaints.append(asked.url) if not _ours(asked.url, site, store) else None)
        if name:
            page.goto("/")
            page.get_by_role("button", name=name).click()
            page.wait_for_url("**/")
        return page

    yield opened
    for context in contexts:
        context.close()
    complaints = [one for one in complaints if not any(words in one for words in expected)]
    assert complaints == []


def _ours(url: str, site: str, store: str) -> bool:
    return url.startswith((site, f"{store}/", "blob:", "data:"))
