"""Databases for tests: of each kind, and for each library of a test its own."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from casebook.settings import Settings
from tests.databases import ON, forget, made, url_at
from tests.postgres import Databases, agree, databases


def pytest_configure() -> None:
    agree()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is about SQLite itself is not asked of another database."""
    for item in items:
        if (about := item.get_closest_marker("sqlite")) is not None:
            assert about.args, f"{item.nodeid} does not say why it is about SQLite"
            if ON != "sqlite":
                item.add_marker(pytest.mark.skip(reason=f"about SQLite: {about.args[0]}"))


@pytest.fixture(scope="session", autouse=True)
def _each_data_folder_has_its_database() -> Iterator[None]:
    """Without a URL of its own, a library's database is the one that stands for the file in its folder."""
    if ON == "sqlite":
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "database_url", property(lambda self: self.database or url_at(self.data)))
        yield


_of_the_module: set[str] = set()
_of_the_run: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Note which databases a module's fixtures make: each takes fifteen megabytes of memory."""
    before = set(made)
    result = yield
    if fixturedef.scope == "module":
        _of_the_module.update(set(made) - before - _of_the_run)
    elif fixturedef.scope == "session":
        _of_the_run.update(set(made) - before)
    return result


@pytest.fixture(scope="module", autouse=True)
def _no_database_outlives_its_module() -> Iterator[None]:
    yield
    for name in _of_the_module & set(made):
        forget(made[name])
    _of_the_module.clear()


@pytest.fixture(autouse=True)
def _no_database_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """The databases of folders of the test's own go with it."""
    own: Path | None = None
    if ON != "sqlite" and "tmp_path" in request.fixturenames:
        own = request.getfixturevalue("tmp_path")
    yield
    if own is not None:
        forget(own)


@pytest.fixture
def postgres() -> Databases:
    """The PostgreSQL of this test run."""
    return databases()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty database on a real PostgreSQL, by its URL."""
    yield from _for_a_test("template0")


@pytest.fixture
def migrated_url() -> Iterator[str]:
    """A database of the newest shape with nothing in it, by its URL."""
    yield from _for_a_test(databases().migrated())


def _for_a_test(template: str) -> Iterator[str]:
    url = databases().made(template)
    yield url
    databases().drop(str(make_url(url).database))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind, by its URL: for what every database promises."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/a.db"
    found: str = request.getfixturevalue("postgres_url")
    return found
