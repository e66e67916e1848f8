"""Whoever waits for something is called when it was committed, in whatever process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from casebook.db.engine import open_engine, writing
from casebook.db.waking import SESSIONS, wake, woken

SOON_S = 0.6


@pytest.mark.parametrize(
    ("what", "undone", "called"), [(SESSIONS, False, True), (SESSIONS, True, False), ("others", False, False)]
)
def test_a_commit_calls_who_waits_for_that_and_nothing_else_does(
    migrated_url: str, what: str, undone: bool, called: bool
) -> None:
    mine, others = open_engine(migrated_url), open_engine(migrated_url)

    async def waits() -> bool:
        async with aclosing(woken(mine, SESSIONS)) as calls:
            assert await comes(calls), "it listens"
            await asyncio.to_thread(move, others, what, undone)
            return await comes(calls)

    assert asyncio.run(waits()) is called


def test_who_waits_is_told_that_the_database_is_away(migrated_url: str) -> None:
    mine, others = open_engine(migrated_url), open_engine(migrated_url)

    def end_all_others() -> None:
        with others.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )

    async def waits() -> None:
        async with aclosing(woken(mine, SESSIONS)) as calls:
            await anext(calls)
            await asyncio.to_thread(end_all_others)
            with pytest.raises(psycopg.OperationalError):
                await asyncio.wait_for(anext(calls), 5)

    asyncio.run(waits())


def test_a_file_calls_nobody_and_says_so_at_once(tmp_path: Path) -> None:
    async def waits() -> list[None]:
        return [one async for one in woken(open_engine(f"sqlite:///{tmp_path}/a.db"), SESSIONS)]

    assert asyncio.run(waits()) == []


async def comes(calls: AsyncGenerator[None, None]) -> bool:
    """Whether a call comes soon."""
    try:
        await asyncio.wait_for(anext(calls), SOON_S)
    except TimeoutError:
        return False
    return True


def move(engine: Engine, what: str, undone: bool) -> None:
    """Say in a transaction that something moved."""
    with suppress(Undo), writing(engine) as db:
        wake(db, what)
        if undone:
            raise Undo


class Undo(Exception):
    """Undoes a transaction."""
