"""Waking others: a transaction says that something has moved, and whoever waits for that, in any process on any
machine, is called once it is committed. A database that calls nobody leaves them to look now and then, as they do in
any case."""

from collections.abc import AsyncGenerator

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from . import postgresql

SESSIONS = "sessions"  # a teaching session has moved on


def wake(db: Session, what: str) -> None:
    """Call whoever waits for it, once this transaction is committed."""
    if calls(connection := db.connection()):
        postgresql.wake(connection, what)


def calls(database: Engine | Connection) -> bool:
    """Whether this database can call anybody."""
    return database.dialect.name == "postgresql"


def woken(engine: Engine, what: str) -> AsyncGenerator[None, None]:
    """Once as soon as a call would be heard, then at each call; ends at once where the database calls nobody. Raises
    what the driver raises when the database is away."""
    return postgresql.woken(engine, what) if calls(engine) else _nobody_calls()


async def _nobody_calls() -> AsyncGenerator[None, None]:
    return
    yield
