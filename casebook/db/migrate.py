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
from sqlalchemy import Connection, Engine, text

from .postgresql import keep_no_samples
from .queue_schema import PREFIX, bring_queue, queue_is_behind
from .row import metadata

#: The newest migration that the oldest casebook knows whose processes may go on with what this one makes of the
#: database, and start again on it: the version before. `tests/house/test_expanding.py` holds that they can.
SERVES_FROM = "0034"
_FLOOR = "serves from"  # the fact's name


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
    if current(engine) < newest():
        return True
    with engine.connect() as connection:
        return queue_is_behind(connection)


def ahead(engine: Engine) -> bool:
    """Whether a newer version has migrated the database."""
    return current(engine) > newest()


def outgrown(engine: Engine) -> bool:
    """Whether a newer version has migrated the database, and did not say that this one may go on with it."""
    return ahead(engine) and _floor(engine) > newest()


def unfit(engine: Engine) -> bool:
    """Whether nothing can be served from the database as it is: it is behind, or outgrew us."""
    return behind(engine) or outgrown(engine)


def _floor(engine: Engine) -> str:
    """The oldest version, by its newest migration, that may go on; above all others where nobody said."""
    with engine.connect() as connection:
        said = connection.execute(text("SELECT value FROM facts WHERE name = :name"), {"name": _FLOOR}).scalar()
    return str(said) if said is not None else "~"


def _note_floor(connection: Connection) -> None:
    # in the transaction of the migration: there is no moment at which the version before would not know
    connection.execute(text("DELETE FROM facts WHERE name = :name"), {"name": _FLOOR})
    note = text("INSERT INTO facts (name, value) VALUES (:name, :value)")
    connection.execute(note, {"name": _FLOOR, "value": SERVES_FROM})


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a migration, all of it or nothing."""
    config, was = _config(), current(engine)
    with _without_foreign_keys(engine) as connection:
        config.attributes["connection"] = connection
        if to == "head" or (to != "base" and to > was):
            command.upgrade(config, to)
            if to == "head":
                bring_queue(connection)
                if was:  # nobody goes on with a new one, and there is nothing in it
                    _note_floor(connection)
                if engine.dialect.name == "postgresql":
                    keep_no_samples(connection)
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
