"""What every test may use: an open library in a folder of its own, the cast, and a small library with one case."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio.from_thread
import hypothesis
import pytest
import structlog
from httpx2 import Response
from sqlmodel import Session, select
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.cases.case import Case
from casebook.cases.content_reading import read_content
from casebook.cases.decision_point import DecisionPoint, Option
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.cases.queries import options_of
from casebook.db.engine import writing
from casebook.demo.seeding import add_cast
from casebook.library import Library, open_library
from casebook.people.person import Person
from casebook.people.queries import person_by_email
from casebook.people.viewer import Viewer, viewer_of
from casebook.preparing import prepare
from casebook.reflect.responding import Answer
from casebook.settings import read_settings
from tests.databases import ROOM, copied
from tests.doubles.faltering_store import FalteringStore
from tests.s3_server import S3Server
from tests.small_content import write_small_content

pytest_plugins = ["tests.browser_fixtures", "tests.database_fixtures"]
hypothesis.settings.register_profile("casebook", deadline=None)  # a busy machine is no fault of the rule's
hypothesis.settings.load_profile("casebook")
os.environ |= ROOM


@pytest.fixture(autouse=True)
def _our_own_log() -> Iterator[None]:
    """Commands that run in our own process point the log at a stream that ends with them."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def _one_event_loop() -> Iterator[None]:
    """Visitors share an event loop; left to themselves they make one, and a thread, for each request."""
    with anyio.from_thread.start_blocking_portal() as TestClient.portal:
        yield
    TestClient.portal = None


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server, started once by whoever asks first; each test takes a prefix of its own."""
    server = S3Server(tmp_path_factory.mktemp("s3"))
    try:
        yield server.start()
    finally:
        server.end()


@pytest.fixture
def faltering(s3_server: S3Server) -> Iterator[FalteringStore]:
    """The same server, behind a street that fails when it is told to."""
    store = FalteringStore(s3_server)
    yield store
    store.end()


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with one theme and one case of two recordings, a few seconds each."""
    return write_small_content(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="session")
def stock(small_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast and the small content, its case published by Ada after Vera; copied by tests."""
    return _closed(stock_in(tmp_path_factory.mktemp("stock"), small_content))


@pytest.fixture(scope="session")
def ready_stock(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, after a worker has made every clip ready."""
    made = _copy(stock, tmp_path_factory.mktemp("ready"))
    make_ready(made)
    return _closed(made)


@pytest.fixture(scope="session")
def cast_stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast in it and nothing else; copied by tests."""
    return _closed(_new_library(tmp_path_factory.mktemp("cast")))


@pytest.fixture
def library(cast_stock: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of the test's own with the cast in it and nothing else."""
    opened = _copy(cast_stock, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def stocked(stock: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of the test's own with the small content published; no clip has been made ready."""
    opened = _copy(stock, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def ready(ready_stock: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of the test's own with every clip ready to play."""
    opened = _copy(ready_stock, tmp_path)
    yield opened
    opened.engine.dispose()


def stock_in(folder: Path, content_folder: Path, **settings: object) -> Library:
    """A new library with the cast in it and all cases of a content folder published, by Ada after Vera."""
    made = _new_library(folder, **settings)
    content, report = read_content(content_folder), ImportReport()
    with writing(made.engine) as db:
        import_vocabulary(db, content, report)
        for read in content.cases.values():
            case = import_case(db, read, bring_files(db, made.storage, read), report, by=cast(db, "ada"))
            review_confidentiality(db, case, by=cast(db, "vera"))
            publish(db, case, by=cast(db, "ada"))
    return made


def _new_library(folder: Path, **different: object) -> Library:
    settings = read_settings(data=folder / "data", demo=True, second_factor="offered", **different)
    prepare(settings)
    opened = open_library(settings)
    with writing(opened.engine) as db:
        add_cast(db)
    return opened


def _copy(data: Path, folder: Path) -> Library:
    return open_library(read_settings(data=copied(data, folder / "data"), demo=True, second_factor="offered"))


def _closed(library: Library) -> Path:
    library.index.close()
    library.engine.dispose()  # the last connection takes the write-ahead log with it
    return library.settings.data


@pytest.fixture
def db(stocked: Library) -> Iterator[Session]:
    """A write transaction on the stocked library, for tests of acts."""
    with writing(stocked.engine) as session:
        yield session


def cast(db: Session, name: str) -> Person:
    """One of the cast by first name."""
    person = person_by_email(db, f"{name}@casebook.example")
    assert person is not None
    return person


def viewer(db: Session, name: str) -> Viewer:
    """One of the cast as a viewer."""
    return viewer_of(db, cast(db, name))


def the_case(db: Session) -> tuple[Case, DecisionPoint, list[Option]]:
    """The small content's case, its decision point and its options."""
    case = db.exec(select(Case)).one()
    point = db.exec(select(DecisionPoint)).one()
    return case, point, list(options_of(db, point))


def an_answer(choice: str = "stay", **different: object) -> Answer:
    """An answer that can be committed."""
    given = {"choice": choice, "reasons": "Because he asked me.", "confidence": 2, "positions": {"courage": 3}}
    return Answer(**(given | different))  # type: ignore[arg-type]


def make_ready(library: Library) -> None:
    """Let a worker do everything that is waiting, as it would in the background."""
    from casebook.work import open_worker

    worker = open_worker(library)
    while worker.work_once():
        pass


class Visitor:
    """A browser without JavaScript: keeps its cookie, sends what a browser sends with a form."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.client = TestClient(
            create_app(library), base_url="http://localhost:8000", follow_redirects=False, raise_server_exceptions=True
        )

    def enter(self, name: str) -> "Visitor":
        answer = self.post("/demo/sign-in", person=f"{name}@casebook.example")
        assert answer.status_code == 303
        return self

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers={"accept": "text/html"} | headers)

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> Response:
        sent = {"sec-fetch-site": "same-origin", "accept": "text/html"} if headers is None else headers
        return self.client.post(path, data=fields, headers=sent)


@pytest.fixture
def visit(request: pytest.FixtureRequest) -> Callable[[str], Visitor]:
    """A visitor entered as one of the cast, or as nobody with an empty name; of the ready library where the test
    asks for that, else of the stocked one."""
    where: Library = request.getfixturevalue("ready" if "ready" in request.fixturenames else "stocked")

    def entered(name: str = "") -> Visitor:
        visitor = Visitor(where)
        return visitor.enter(name) if name else visitor

    return entered
