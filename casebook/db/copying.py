"""A database as one file: copied at one moment while others write, and looked at as a file before it is trusted."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from ..errors import StorageFull

_FULL = 13


def copy_database(engine: Engine, target: Path) -> None:
    """Write the database, as it is at this moment, to a new file without what was deleted from it. Nobody who writes
    is held up. Raises StorageFull."""
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
    target.chmod(0o600)


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
    does not compare indexes with their tables, which takes many times as long."""
    try:
        with engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DatabaseError as wrong:
        return str(wrong.orig)
    return "" if said == "ok" else str(said)
