"""Bringing the database to this version's shape, by numbered migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from .row import metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    """The number of the newest migration that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(engine: Engine) -> str:
    """The number of the migration the database is at; empty for a new one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def behind(engine: Engine) -> bool:
    """Whether `migrate` has something to do."""
    return current(engine) != newest()


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a migration, all of it or nothing."""
    config = _config()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        if to == "head" or (to != "base" and to > current(engine)):
            command.upgrade(config, to)
        else:
            command.downgrade(config, to)


def drift(engine: Engine) -> list[Any]:
    """Where the migrated database and the rows differ; a test demands nothing."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))
