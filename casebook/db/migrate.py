"""Bringing the database to this version's shape, by numbered migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from .queue_schema import PREFIX, bring_queue, queue_is_behind
from .row import metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@lru_cache(maxsize=1)  # sixty files are read for it, and it does not change while we run
def newest() -> str:
    """The number of the newest migration that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(engine: Engine) -> str:
    """The number of the migration the database is at; empty for a new one."""
    with engine.connect() as connection:
        return current_of(connection)


def current_of(connection: Connection) -> str:
    """The same, as a transaction sees it."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def behind(engine: Engine) -> bool:
    """Whether `migrate` has something to do."""
    if current(engine) != newest():
        return True
    with engine.connect() as connection:
        return queue_is_behind(connection)


def ahead(engine: Engine) -> bool:
    """Whether a newer version has migrated the database."""
    return current(engine) > newest()


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a migration, all of it or nothing."""
    config = _config()
    with _without_foreign_keys(engine) as connection:
        config.attributes["connection"] = connection
        if to == "head" or (to != "base" and to > current(engine)):
            command.upgrade(config, to)
            if to == "head":
                bring_queue(connection)
        else:
            command.downgrade(config, to)


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    # SQLite alters a table by making it anew, and would take dropping the old one for dropping its rows, to which
    # others point. So they are looked at once, at the end, and nothing is committed where one points nowhere.
    with engine.execution_options(writing=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError(f"The migration leaves rows of {broken[0]} that point nowhere.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def drift(engine: Engine) -> list[Any]:
    """Where the migrated database and the rows differ; a test demands nothing."""
    with engine.connect() as connection:
        ours = {"compare_type": True, "include_name": lambda name, *_: not (name or "").startswith(PREFIX)}
        context = MigrationContext.configure(connection, opts=ours)
        return list(compare_metadata(context, metadata))
