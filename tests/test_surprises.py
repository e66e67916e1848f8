"""What nobody expected is told by its kinds and places: an error's text, into which a database puts rows, is in no log,
whichever way it takes there."""

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import httpx2
import psycopg
import pytest
import structlog
from sqlalchemy import Engine

import casebook.rows  # noqa: F401
from casebook.clock import now
from casebook.console import in_sentences, log_to
from casebook.db.engine import open_engine, writing
from casebook.errors import IndexUnavailable
from casebook.jobs.queue import open_queue
from casebook.jobs.worker import Work
from casebook.library import Library
from casebook.people.person import Person
from casebook.search.index import open_index
from casebook.settings import read_settings
from casebook.surprises import kind_of, tell_without_words, told
from tests.jobs.test_queue import a_worker, put
from tests.search.test_index_contract import clip, documents
from tests.search.test_postgres_index import told as sql
from tests.web.uploading import Server

WORDS = "wombatcanary"  # what somebody wrote
ADDRESS = f"{WORDS}@casebook.example"


def log_as(kind: str) -> None:
    log_to(read_settings(log=kind), logging.INFO)


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def twice(engine: Engine) -> None:
    """Two of one address, which no database takes."""
    with writing(engine) as db:
        for _ in range(2):
            db.add(Person(email=ADDRESS, name=WORDS, role="trainee", created_at=now()))
            db.flush()


def lacking(engine: Engine) -> None:
    with writing(engine) as db:
        db.connection().exec_driver_sql("INSERT INTO people (email) VALUES (%s)", (ADDRESS,))


@pytest.mark.parametrize("log_kind", ["text", "json"])
@pytest.mark.parametrize(("does", "kind"), [(twice, "UniqueViolation"), (lacking, "NotNullViolation")])
def test_a_row_that_a_server_refuses_is_not_in_a_workers_log(
    engine: Engine, log_kind: str, capsys: pytest.CaptureFixture[str], does: Callable[[Engine], None], kind: str
) -> None:
    log_as(log_kind)
    with pytest.raises(Exception, match=WORDS):
        does(engine)  # the server does quote it

    def station(work: Work) -> None:
        does(engine)

    queue = open_queue(engine)
    put(queue, engine, "x")
    assert a_worker(queue, [], station).work_once()
    said = capsys.readouterr().err
    assert WORDS not in said
    assert kind in said
    assert "worker.py:" in said, "and where it was met"
    if log_kind == "json":
        lines = [json.loads(line) for line in said.splitlines()]
        assert [line["event"] for line in lines] == ["failed"]


@pytest.mark.parametrize("log_kind", ["text", "json"])
def test_a_document_that_a_server_refuses_is_in_no_log_and_no_reason(
    postgres_url: str, log_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_as(log_kind)
    index = open_index(postgres_url)
    index.rebuild(documents())
    sql(postgres_url, "TRUNCATE search.documents_{edition}")
    sql(postgres_url, "ALTER TABLE search.documents_{edition} ALTER COLUMN kept TYPE integer USING 0")
    with pytest.raises(IndexUnavailable) as refused:
        index.update(clip("bed-14", "bed", ("He wept.",), contributor=WORDS), cases=(), clips=["bed"])
    assert WORDS in _texts(refused.value), "the server does quote it"
    assert WORDS not in str(refused.value)
    try:
        raise refused.value
    except IndexUnavailable:
        structlog.get_logger().exception("failed", reason=str(refused.value))
    said = capsys.readouterr().err
    assert WORDS not in said
    assert "InvalidTextRepresentation" in said
    index.close()


def _texts(wrong: BaseException | None) -> str:
    return f"{wrong} {_texts(wrong.__cause__ or wrong.__context__)}" if wrong else ""


def test_a_command_that_meets_such_an_error_names_its_kinds(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, in_sentences():
        twice(engine)
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert WORDS not in said
    assert "UniqueViolation at" in said


def test_an_error_is_told_with_all_it_came_of() -> None:
    def inner() -> None:
        raise FileNotFoundError(2, WORDS, WORDS)

    def outer() -> None:
        try:
            inner()
        except OSError as wrong:
            raise ExceptionGroup(WORDS, [ValueError(WORDS), wrong]) from KeyError(WORDS)

    with pytest.raises(ExceptionGroup) as met:
        outer()
    assert [one.partition(" at ")[0] for one in told(met.value)] == [
        "ExceptionGroup", "ValueError", "FileNotFoundError ENOENT", "KeyError",
    ]  # fmt: skip
    assert WORDS not in str(told(met.value))
    met.value.__cause__.__cause__ = met.value  # type: ignore[union-attr]
    assert len(told(met.value)) == 4, "one that came of itself is told once"
    assert kind_of(psycopg.errors.UniqueViolation(WORDS)) == "UniqueViolation"


@pytest.fixture
def hooks() -> Iterator[None]:
    """What Python tells of errors by itself comes to our log inside the test."""
    root, thread, unheard = logging.getLogger(), threading.excepthook, sys.unraisablehook
    handlers = list(root.handlers)
    tell_without_words()
    yield
    root.handlers[:], threading.excepthook, sys.unraisablehook = handlers, thread, unheard


@pytest.mark.parametrize("log_kind", ["text", "json"])
@pytest.mark.usefixtures("hooks")
def test_what_python_and_libraries_tell_by_themselves_is_told_without_words(
    log_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_as(log_kind)

    def dies() -> None:
        raise ValueError(WORDS)

    class Unheard:
        def __del__(self) -> None:
            dies()

    async def forgotten() -> None:
        dies()

    async def forgets() -> None:
        task = asyncio.create_task(forgotten())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    thread = threading.Thread(target=dies, name="lane")
    thread.start()
    thread.join()
    Unheard()
    asyncio.run(forgets())
    logging.getLogger("library").warning("ignored %s of %s", ValueError(WORDS), 7)
    try:
        dies()
    except ValueError:
        logging.getLogger("library").exception("failed\n%s", WORDS)
    said = capsys.readouterr().err
    assert WORDS not in said
    for expected in ("thread_died", "went_unheard", "never retrieved", "ignored ValueError of 7"):
        assert expected in said, expected
    assert said.count("ValueError at ") == 4


HALF = f"""
import sys
import casebook.app
from casebook.cli import main
from starlette.responses import StreamingResponse
from starlette.routing import Route

whole = casebook.app.create_app

async def half(request):
    async def words():
        yield b"the first half"
        raise ValueError("{WORDS}")
    return StreamingResponse(words(), media_type="text/plain")

def create_app(*given, **named):
    site = whole(*given, **named)
    site.router.routes.insert(0, Route("/half", half))
    return site

casebook.app.create_app = create_app
sys.argv = ["casebook", "serve"]
main()
"""


def test_an_answer_that_breaks_off_is_seen_to_be_half_and_its_error_is_not_printed(library: Library) -> None:
    library.engine.dispose()
    server = Server(library.settings.data)
    server.program = ["-c", HALF]
    server.start()
    try:
        with httpx2.stream("GET", f"{server.address}/half", timeout=30) as answer:
            assert answer.status_code == 200
            with pytest.raises(httpx2.RemoteProtocolError):
                answer.read()
        assert httpx2.get(f"{server.address}/about", timeout=30).status_code == 200
    finally:
        server.stop()
    said = server.log.read_text()
    assert "surprise" in said
    assert "kind=ValueError" in said
    assert WORDS not in said
    assert "Traceback" not in said
