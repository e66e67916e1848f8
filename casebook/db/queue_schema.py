"""The tables in which procrastinate keeps the backlog on PostgreSQL: made and brought along by its own SQL, with our
migrations. How far they are is noted on the table itself, so that it goes wherever the table goes."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ..errors import SettingWrong

PREFIX = "procrastinate_"  # of every table of its own; our rows know nothing of them

_NOTED = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL, obj_description(to_regclass('procrastinate_jobs'))"
#: Which of them is a job of ours is asked at each step.
_OURS = "CREATE INDEX IF NOT EXISTS ix_procrastinate_jobs_job ON procrastinate_jobs ((args->>'job'))"


def queue_is_behind(connection: Connection) -> bool:
    """Whether `bring_queue` has something to do; nothing ever on SQLite. Raises SettingWrong."""
    if connection.dialect.name != "postgresql":
        return False
    _, noted = connection.exec_driver_sql(_NOTED).one()
    return (noted or "") < _steps()[-1].stem


def bring_queue(connection: Connection) -> None:
    """Make procrastinate's tables, or bring them to the shape of the one that is installed, in the transaction at hand.
    Raises SettingWrong where it is not installed, and where there are tables of it that casebook has not made."""
    if not queue_is_behind(connection):
        return
    is_there, noted = connection.exec_driver_sql(_NOTED).one()
    if is_there and not noted:
        raise SettingWrong(
            "CASEBOOK_DATABASE: another program keeps its jobs in this database; give casebook a database of its own."
        )
    # the driver's own, since one string holds many sentences and its percent signs are no places for values
    driver: Any = connection.connection.driver_connection
    if is_there:
        for step in _steps():
            if step.stem > noted:
                driver.execute(step.read_text(encoding="utf-8"))
    else:
        driver.execute(_schema().get_schema())
    driver.execute(_OURS)
    driver.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{_steps()[-1].stem}'")


def _steps() -> list[Path]:
    """Its migrations, oldest first; a file's name begins with the version it came with."""
    return sorted(Path(_schema().get_migrations_path()).glob("*.sql"))


def _schema() -> Any:
    try:
        from procrastinate.schema import SchemaManager  # an extra: whoever stays on SQLite is without it
    except ModuleNotFoundError:
        raise SettingWrong(
            "CASEBOOK_DATABASE: for PostgreSQL more must be installed: pip install 'casebook[postgres]'"
        ) from None
    return SchemaManager
