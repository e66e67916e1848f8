"""SQLite as the database: one file, many readers, one writer at a time."""

import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import create_engine

from ..errors import DatabaseMoved, SettingWrong
from .turns import Turns, next_in_line, wait_while

PATIENCE_S = 5.0  # that a transaction waits for another to have written
_WAIT_MS = int(PATIENCE_S * 1000)
_TURNS = "turns"

#: What SQLite says when it cannot do its work just now; the upper bits of an error say where it happened.
_BUSY, _LOCKED, _FULL = 5, 6, 13
_FULL_BESIDE = 10 | 19 << 8  # the file beside its log could not grow
_DISK = 10  # the disk did not do what it was told
MOVED = 0x6D6F7665  # in the file's own header: read in no time at every write, and also by those who run already
_DAMAGED = (11, 26)  # it is malformed, or no database at all


def open_engine(url: str) -> Engine:
    """Open a file with WAL, synchronous FULL, foreign keys and secure delete (`promises.md` §5.1). Raises SettingWrong
    where the URL names no file."""
    path = make_url(url).database
    if not path or path == ":memory:":
        raise SettingWrong("CASEBOOK_DATABASE: a file is expected, such as sqlite:////srv/casebook/casebook.db")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    # hide_parameters: an error of the database must not carry an answer into a log
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": PATIENCE_S})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", partial(_begin, Turns(), Path(f"{path}-next")))
    event.listen(engine, "checkin", _give_back)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and be a deferred one
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_WAIT_MS}",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(turns: Turns, line: Path, connection: Connection) -> None:
    # A read that later writes fails with "database is locked" however long it waits; so every transaction
    # says at its beginning what it is, and one that reads cannot write.
    writing = connection.get_execution_options().get("writing", False)
    # Saying it anew would let go of every statement the connection has ready, to be read and planned once more.
    if connection.exec_driver_sql("PRAGMA query_only").scalar() == writing:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    if writing:
        _begin_writing(turns, line, connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(turns: Turns, line: Path, connection: Connection) -> None:
    # SQLite waits by asking ever more seldom, so who comes anew writes before who has waited long, and the unlucky one
    # is told after 5 s that it is locked though it was free a hundred times. So threads of this process take turns,
    # and the one whose turn it is stands in line with other processes.
    lent, driver = connection.connection, connection.connection.driver_connection
    assert driver is not None
    assert lent.record_info is not None
    end = time.monotonic() + PATIENCE_S
    if _TURNS not in lent.record_info and turns.take(PATIENCE_S):
        lent.record_info[_TURNS] = turns
    driver.execute("PRAGMA busy_timeout=0")
    try:
        with next_in_line(line, end):
            wait_while(lambda: _is_taken(driver), end)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says why not
    finally:
        driver.execute(f"PRAGMA busy_timeout={_WAIT_MS}")

    if driver.execute("PRAGMA user_version").fetchone()[0] == MOVED:
        driver.execute("ROLLBACK")
        raise DatabaseMoved("The library has been moved to another database, so nothing is saved in this one.")


def leave(connection: Connection) -> None:
    """Let nobody write here any more once this transaction is over: all of it is somewhere else."""
    connection.exec_driver_sql(f"PRAGMA user_version={MOVED}")


def is_left(engine: Engine) -> bool:
    """Whether all of it was moved somewhere else."""
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA user_version").scalar() == MOVED


def take_up_again(engine: Engine) -> None:
    """Let it be written to again."""
    lent = engine.raw_connection()
    driver: Any = lent.driver_connection
    try:
        driver.execute("PRAGMA query_only=OFF")
        driver.execute("PRAGMA user_version=0")
    finally:
        lent.close()


def _is_taken(driver: Any) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as wrong:
        return wrong.sqlite_errorcode & 0xFF == _BUSY
    return False


def _give_back(_driver: Any, record: Any) -> None:
    if (turns := record.record_info.pop(_TURNS, None)) is not None:
        turns.give_back()


def is_full(wrong: DBAPIError) -> bool:
    """Whether the database could not write for want of room."""
    return _code(wrong) & 0xFF == _FULL or _code(wrong) == _FULL_BESIDE


def is_away(wrong: DBAPIError) -> bool:
    """Whether the database may soon do what it could not just now: another holds it, or its disk failed."""
    return is_full(wrong) or _code(wrong) & 0xFF in (_BUSY, _LOCKED, _DISK)


def is_damaged(wrong: DBAPIError) -> bool:
    """Whether the file is not what was written to it."""
    return _code(wrong) & 0xFF in _DAMAGED


def _code(wrong: DBAPIError) -> int:
    return getattr(wrong.orig, "sqlite_errorcode", 0)


def empty_log(engine: Engine) -> bool:
    """Bring everything into the file itself and empty the log beside it; answers whether that was done, or somebody who
    reads or writes was in the way."""
    connection = engine.raw_connection()
    try:
        busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return not busy
