"""Moving a whole library's rows to PostgreSQL, or from there into one file, with proof that they are the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlmodel import Session

from ..errors import AlreadyDone, DatabaseBehind, MoveFailed
from . import sqlite
from .carrying import BLOCK, add, has_number, number_of, rows_in, tables_of, told
from .copying import copy_rows_to_file
from .engine import open_engine, writing
from .fact import Fact
from .migrate import current, drift, migrate, newest
from .row import metadata

MOVING = "moving"  # the fact that a database is not whole yet


@dataclass
class Moved:
    """How many rows each table has, the same in both; and how many had been brought by a move that was stopped."""

    rows: dict[str, int] = field(default_factory=dict)
    there_already: int = 0


Note = Callable[[Session], object]


def _nothing(_db: Session) -> None: ...


def move(source: Engine, target: Engine, *, note: Note = _nothing) -> Moved:
    """Bring everything into a PostgreSQL that is empty, or half filled by an earlier call of this that was stopped.
    Nobody writes to the source meanwhile; until it is done the target says that it is not whole, and is refused by
    whoever would serve it. `note` writes down there that it was moved; a source that is a file takes no more writes
    then. Raises DatabaseBehind for an older source, DatabaseMoved for one that was left, AlreadyDone where the target
    is somebody's, MoveFailed where the two are not the same in the end."""
    if current(source) != newest():
        raise DatabaseBehind("The library that is moved must be of this version first. Run: casebook migrate")
    _begin(target)
    moved = Moved()
    with source.execution_options(writing=True).connect() as old, old.begin():
        _take_time(old)
        tables = [table for table in _ours(old) if table.name != Fact.__tablename__]
        for table in tables:
            moved.there_already += _bring(old, target, table)
        for table in tables:
            _prove(old, target, table, moved)
        _end(old, target, note)
        if different := drift(target):
            raise MoveFailed(f"The database that was moved to has another shape: {different[0]}")
        _leave(old)
    return moved


def move_to_file(source: Engine, target: Path, *, note: Note = _nothing) -> Moved:
    """Bring everything into a new file of SQLite's, which its owner alone may read and which gets its name when all is
    there. The rest is as with `move`. Raises DatabaseBehind, DatabaseMoved, AlreadyDone where there is such a file,
    MoveFailed."""
    if current(source) != newest():
        raise DatabaseBehind("The library that is moved must be of this version first. Run: casebook migrate")
    if target.exists():
        raise AlreadyDone(f"{target} is there already. Name a file that is not; nothing is written over.")
    beside, moved = target.with_name(f"{target.name}.moving"), Moved()
    beside.unlink(missing_ok=True)
    with source.execution_options(writing=True).connect() as old, old.begin():
        _take_time(old)
        copy_rows_to_file(old, beside)
        file = open_engine(f"sqlite:///{beside}")
        for table in _ours(old):
            moved.rows[table.name], _ = meant = told(rows_in(old, table))
            if _told(file, table) != meant:
                raise MoveFailed(f"The rows of {table.name} are not the same in both databases; the move was given up.")
        with writing(file) as db:
            note(db)
        file.dispose()
        beside.rename(target)
        _leave(old)
    return moved


def _leave(old: Connection) -> None:
    """A file says to whoever would write that it was left. Of a server, whoever runs it shuts out those who still
    write: there, to ask at each write would cost another way to the server and back."""
    if old.dialect.name == "sqlite":
        sqlite.leave(old)


def _take_time(old: Connection) -> None:
    if old.dialect.name == "postgresql":  # which would end the transaction while the other database is busy
        old.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _begin(target: Engine) -> None:
    with target.connect() as connection:
        tables = _ours(connection)
        whole = {one.name for one in tables if connection.execute(select(one).limit(1)).first() is not None}
        asked = text("SELECT 1 FROM facts WHERE name = :name")
        half = "facts" in whole and connection.execute(asked, {"name": MOVING}).first() is not None
    if whole and not half:
        raise AlreadyDone("The database to move to is not empty. Name one that is; nothing is written over.")
    migrate(target)
    with target.execution_options(writing=True).begin() as connection:
        if not half:
            connection.execute(insert(metadata.tables["facts"]).values(name=MOVING, value="not whole yet"))
        # Rows come by their tables' names and not by what they point to; each is looked at once, at the end.
        there = inspect(connection)
        for constraint in _pointing():
            if constraint.name in {one["name"] for one in there.get_foreign_keys(constraint.table.name)}:
                connection.execute(DropConstraint(constraint))


def _ours(connection: Connection) -> list[Table]:
    # those of an index or a queue that live in the same database are made by their own engines
    return [table for table in tables_of(connection) if table.name in metadata.tables]


def _pointing() -> list[Any]:
    return [one for table in metadata.sorted_tables for one in table.foreign_key_constraints]


def _bring(old: Connection, target: Engine, table: Table) -> int:
    """Bring what is not there yet: after the last number where rows have one, else all where not all are there. Answers
    how many were there."""
    with target.connect() as connection:
        last = connection.execute(select(func.max(number_of(table)))).scalar() if has_number(table) else None
        many = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if last is None and many == old.execute(select(func.count()).select_from(table)).scalar_one():
        return many
    if last is None and many:
        _empty(target, table)
    rows = rows_in(old, table, after=last)
    while block := list(islice(rows, BLOCK)):
        with target.execution_options(writing=True).begin() as connection:
            add(connection, table, block)
    return many


def _prove(old: Connection, target: Engine, table: Table, moved: Moved) -> None:
    """Read both again. Where they differ, as the source was written to between two calls, the table is brought anew."""
    meant = told(rows_in(old, table))
    if _told(target, table) == meant:
        moved.rows[table.name] = meant[0]
        return
    _empty(target, table)
    _bring(old, target, table)
    if _told(target, table) != meant:
        raise MoveFailed(f"The rows of {table.name} are not the same in both databases; the move was given up.")
    moved.rows[table.name] = meant[0]


def _told(target: Engine, table: Table) -> tuple[int, str]:
    with target.connect() as connection:
        return told(rows_in(connection, table))


def _empty(target: Engine, table: Table) -> None:
    name = f'"{table.name}"'
    with target.execution_options(writing=True).begin() as connection:  # what is kept for good is kept in the source
        connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"DELETE FROM {name}")
        connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _end(old: Connection, target: Engine, note: Note) -> None:
    """Let rows point again, which looks at each, go on counting where the source was, and say that all is whole, and
    that it was moved."""
    facts = metadata.tables["facts"]
    with writing(target) as db:
        connection = db.connection()
        for constraint in _pointing():
            connection.execute(AddConstraint(constraint))
        for table in _ours(connection):
            if has_number(table):
                _count_on(connection, f'"{table.name}"', number_of(table).name)
        connection.execute(facts.delete())
        connection.execute(facts.insert(), [dict(one) for one in old.execute(select(facts)).mappings()])
        connection.exec_driver_sql("ANALYZE")
        note(db)


def _count_on(connection: Connection, table: str, number: str) -> None:
    connection.exec_driver_sql(
        f'SELECT setval(counter, (SELECT coalesce(max("{number}"), 0) + 1 FROM {table}), false)'
        f" FROM pg_get_serial_sequence('{table}', '{number}') AS counter WHERE counter IS NOT NULL"
    )
