"""F14: the primary dies and a standby is promoted. What was acknowledged is there, and writing goes on by itself."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlmodel import select

import casebook.rows  # noqa: F401
from casebook.db.changes import Change
from casebook.db.engine import is_away, open_engine, reading, writing
from casebook.db.migrate import migrate
from tests.postgres import OWNER, Server

BACK_WITHIN_S = 15.0


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A primary that acknowledges nothing before its standby has it."""
    with ExitStack() as stopping:
        primary = Server()
        stopping.callback(primary.stop)
        standby = Server(of=primary)
        stopping.callback(standby.stop)
        primary.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.do("SELECT pg_reload_conf()")
        yield primary, standby


def test_nothing_acknowledged_is_lost_when_the_primary_dies_and_writing_is_back_without_a_restart(
    pair: tuple[Server, Server],
) -> None:
    primary, standby = pair
    engine = open_engine(f"postgresql+psycopg://{OWNER}@/postgres?host={primary.place}&host={standby.place}")
    migrate(engine)
    acknowledged: list[str] = []
    refused: list[bool] = []
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            try:
                with writing(engine) as db:
                    db.add(Change(kind="case", key=str(number)))
                acknowledged.append(str(number))
            except Exception as wrong:
                refused.append(is_away(wrong))
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    while len(acknowledged) < 20:
        time.sleep(0.02)
    primary.kill()
    before = len(acknowledged)
    standby.do("SELECT pg_promote()")
    promoted = time.monotonic()
    while len(acknowledged) < before + 5 and time.monotonic() - promoted < BACK_WITHIN_S:
        time.sleep(0.02)
    took = time.monotonic() - promoted
    over.set()
    writer.join()
    assert len(acknowledged) >= before + 5, f"writing was not back after {took:.1f} s"
    assert took < BACK_WITHIN_S
    assert refused, "nobody noticed"
    assert all(refused), "what is said meanwhile is that it is away"
    with reading(engine) as db:
        kept = set(db.exec(select(Change.key)).all())
    assert set(acknowledged) <= kept
    engine.dispose()
