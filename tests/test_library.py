"""What one process takes of the database's server: as many connections as are counted, and no more."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError as NoneToLend

from casebook.db.waking import SESSIONS, woken
from casebook.health import Finding, findings
from casebook.library import Library, most_connections, open_library
from casebook.preparing import prepare
from casebook.reflect.keyring import make_keys
from casebook.settings import Settings, read_settings
from tests.postgres import databases

MAIN = 5


@pytest.fixture
def settings(migrated_url: str, postgres_url: str, tmp_path: Path) -> Settings:
    """Database, index and keys on one server."""
    made = read_settings(
        data=tmp_path / "data", database=migrated_url, keys_database=postgres_url, database_connections=MAIN
    )
    make_keys(made.keys)
    prepare(made)
    return made


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    opened = open_library(settings)
    yield opened
    opened.engine.dispose()
    opened.keyring.release()


def taken(settings: Settings) -> int:
    """Connections as the server counts them."""
    names = ", ".join(f"'{make_url(url).database}'" for url in (settings.database_url, settings.keys_database))
    return int(databases().do(f"SELECT count(*) FROM pg_stat_activity WHERE datname IN ({names})")[0][0])


def engines(library: Library) -> list[Engine]:
    index: Any = library.index
    return [library.engine, index._engine, library.keyring._reading]


def take_all(library: Library, held: ExitStack) -> None:
    """Take from each pool until it has none to lend."""

    def until_there_are_none(engine: Engine) -> None:
        with suppress(NoneToLend):
            while True:
                held.enter_context(engine.connect())

    with ThreadPoolExecutor(3) as at_once:
        list(at_once.map(until_there_are_none, engines(library)))


def test_a_worker_under_the_worst_load_takes_what_is_counted(library: Library, settings: Settings) -> None:
    with ExitStack() as held:
        hears = held.enter_context(library.queue.calling(threading.Event()))
        while not hears():
            threading.Event().wait(0.05)
        take_all(library, held)
        assert taken(settings) == most_connections(settings) == MAIN + 1 + 4 + 4


def test_a_web_process_in_which_a_session_is_watched_takes_no_more(library: Library, settings: Settings) -> None:
    async def watch() -> int:
        async with aclosing(woken(library.engine, SESSIONS)) as calls:
            await anext(calls)
            with ExitStack() as held:
                await anyio.to_thread.run_sync(take_all, library, held)
                return taken(settings)

    assert anyio.run(watch) == most_connections(settings)


def test_what_is_elsewhere_is_not_counted(settings: Settings, tmp_path: Path) -> None:
    def counted(**other: Any) -> int:
        return most_connections(settings.model_copy(update=other))

    assert counted(keys_database="") == MAIN + 1 + 4, "keys in a file"
    assert counted(index=f"whoosh://{tmp_path}") == MAIN + 1 + 4
    assert counted(keys_database="postgresql+psycopg://casebook@keys.example/keys") == MAIN + 1 + 4
    assert counted(database=f"sqlite:///{tmp_path}/x.db") == 0
    assert most_connections(read_settings(database="postgresql+psycopg://a@b/c")) == 21
    assert (
        most_connections(
            read_settings(database="postgresql+psycopg://a@b/c", keys_database="postgresql+psycopg://a@b/keys")
        )
        == 25
    )


def connections(library: Library) -> Finding:
    return next(one for one in findings(library) if one.name == "connections")


def test_check_says_how_many_processes_there_is_room_for(library: Library, settings: Settings) -> None:
    each = most_connections(settings)
    found = connections(library)
    assert found.well
    assert f"one process takes {each} at most" in found.seen
    name = make_url(settings.database_url).database
    databases().do(f"ALTER DATABASE {name} CONNECTION LIMIT {3 * each}")
    assert connections(library).well
    databases().do(f"ALTER DATABASE {name} CONNECTION LIMIT {3 * each - 1}")
    found = connections(library)
    assert not found.well
    assert f"of {3 * each - 1} taken" in found.seen
    assert "so 2 may run at once" in found.seen
    assert f"max_connections be {each} for each" in found.advice
