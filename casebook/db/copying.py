"""A database as one file, whatever kind it is itself: copied at one moment while others write, and looked at as a file
before it is trusted."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError

from ..errors import StorageFull
from .carrying import add, rows_in, tables_of
from .engine import is_full, open_engine
from .migrate import current_of, migrate

_FULL = 13


def copy_database(engine: Engine, target: Path) -> None:
    """Write the database, as it is at this moment, to a new file of SQLite's without what was deleted from it, whatever
    kind it is itself; its owner alone may read it. Nobody who writes is held up. Raises StorageFull."""
    try:
        if engine.dialect.name == "sqlite":
            _copy_file(engine, target)
        else:
            with engine.connect() as connection:
                copy_rows_to_file(connection, target)
    except DBAPIError as wrong:
        if is_full(wrong) and isinstance(wrong.orig, sqlite3.Error):
            raise StorageFull(f"There is no room left in {target.parent}; nothing was lost.") from None
        raise


def _begin_in_private(target: Path) -> None:
    # SQLite fills an empty file, and gives what it writes beside it the rights of that
    opened = os.open(target, os.O_WRONLY | os.O_CREAT, 0o600)
    os.fchmod(opened, 0o600)
    os.close(opened)


def _copy_file(engine: Engine, target: Path) -> None:
    _begin_in_private(target)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=OFF")  # every transaction says anew at its beginning what it is
        cursor.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.OperationalError as wrong:
        if wrong.sqlite_errorcode & 0xFF == _FULL:
            raise StorageFull(f"There is no room left in {target.parent}; nothing was lost.") from None
        raise
    finally:
        connection.close()


def copy_rows_to_file(old: Connection, target: Path) -> None:
    """Write all that a transaction sees to a new file of SQLite's, of the same shape, which its owner alone may read
    from the first byte on. Raises RuntimeError where a row points nowhere, and what SQLite says where it cannot
    write."""
    _begin_in_private(target)
    file = open_engine(f"sqlite:///{target}")
    try:
        migrate(file, current_of(old))
        with file.execution_options(writing=True).connect() as new:
            driver = new.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")  # rows come by their tables' names, not by what they point to
            with new.begin():
                for table in tables_of(new):  # an index and a queue of the old one's have tables of their own
                    add(new, table, rows_in(old, table))
                if broken := new.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError(f"There are rows of {broken[0]} that point nowhere.")
    finally:
        file.dispose()
        with closing(sqlite3.connect(target)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        for beside in ("-wal", "-shm", "-next"):
            target.with_name(target.name + beside).unlink(missing_ok=True)


def rows_of(place: Path) -> dict[str, int]:
    """How many rows each table of a database file has."""
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def wrong_in(place: Path) -> list[str]:
    """What is wrong with a database file: its pages, its indexes, its rows that point nowhere. Empty where nothing."""
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as db:
            said = [str(one) for (one,) in db.execute("PRAGMA integrity_check(20)") if one != "ok"]
            return said + [f"a row of {table} points nowhere" for table, *_ in db.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as wrong:
        return [str(wrong)]


def damage(engine: Engine) -> str:
    """What is wrong with the pages of an open database, in a few words; empty where nothing is. Reads all of it, but
    does not compare indexes with their tables, which takes many times as long. A server looks after its own pages."""
    if engine.dialect.name != "sqlite":
        return ""
    try:
        with engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DatabaseError as wrong:
        return str(wrong.orig)
    return "" if said == "ok" else str(said)
