"""Opening the database, and the two ways into it: reading, which never waits, and writing, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneToLend
from sqlmodel import Session

from ..errors import SettingWrong
from . import postgresql, sqlite


class Database(Protocol):
    """What every database casebook runs on promises.

    - A transaction says at its beginning whether it writes (the execution option `writing`). One that only reads sees
      one moment from beginning to end, waits for no writer, and is refused a write by the database itself.
    - One writes at a time, of all processes on all machines; who asked first writes first. Whoever waits for longer
      than `PATIENCE_S` is told so by an error that `is_away` knows.
    - What was committed is on a disk.
    - Its errors are told apart: `is_full`, `is_away` (it may soon do what it could not just now; being full is one of
      these), `is_damaged`.
    """

    def is_full(self, wrong: DBAPIError, /) -> bool: ...
    def is_away(self, wrong: DBAPIError, /) -> bool: ...
    def is_damaged(self, wrong: DBAPIError, /) -> bool: ...


_ALL: tuple[Database, ...] = (sqlite, postgresql)


def open_engine(url: str, *, connections: int = postgresql.CONNECTIONS) -> Engine:
    """Open a database by its URL; `connections` is for one with a server. Raises SettingWrong for a database casebook
    does not know."""
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        return sqlite.open_engine(url)
    if kind == "postgresql":
        return postgresql.open_engine(url, connections=connections)
    raise SettingWrong(
        f"CASEBOOK_DATABASE: casebook does not know the database {kind!r}; use postgresql+psycopg://… or sqlite:///…"
    )


def is_full(wrong: BaseException) -> bool:
    """Whether the database could not write for want of room."""
    return isinstance(wrong, DBAPIError) and any(one.is_full(wrong) for one in _ALL)


def is_away(wrong: BaseException) -> bool:
    """Whether the database could not do its work just now and may soon: it is full, another holds it, its disk failed,
    or it cannot be reached."""
    return isinstance(wrong, NoneToLend) or (isinstance(wrong, DBAPIError) and any(one.is_away(wrong) for one in _ALL))


def is_unaskable(wrong: BaseException) -> bool:
    """Whether what was asked for can be in no row of this database, such as words with a NUL: then it is not there."""
    return isinstance(wrong, OverflowError | DBAPIError) and (
        "SQLite INTEGER" in str(wrong) if isinstance(wrong, OverflowError) else postgresql.is_unaskable(wrong)
    )


def is_damaged(wrong: BaseException) -> bool:
    """Whether the database is not what was written to it."""
    return isinstance(wrong, DBAPIError) and any(one.is_damaged(wrong) for one in _ALL)


def empty_log(engine: Engine) -> bool:
    """Leave nothing on the disk of what was deleted, as far as the database can; answers whether that was done, or
    somebody who reads or writes was in the way."""
    return sqlite.empty_log(engine) if engine.dialect.name == "sqlite" else postgresql.empty_log(engine)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads; the database itself refuses a write in it."""
    with Session(engine, expire_on_commit=False, autoflush=False) as db:
        yield db


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A transaction that writes: committed at the end of the block, undone on any error."""
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as db, db.begin():
        yield db
