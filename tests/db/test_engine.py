"""The two ways into the database."""

import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import select

from casebook.db.changes import Change
from casebook.db.engine import is_away, open_engine, reading, writing
from casebook.db.migrate import migrate
from casebook.errors import SettingWrong


def test_a_reading_transaction_cannot_write(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    with reading(engine) as db:
        db.add(Change(kind="case", key="x"))
        with pytest.raises(DatabaseError, match=r"read-?only"):
            db.flush()


def test_who_only_reads_says_so_once_and_keeps_the_statements_she_has_ready(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    said: list[str] = []
    lent = engine.raw_connection()
    assert isinstance(lent.driver_connection, sqlite3.Connection)
    lent.driver_connection.set_trace_callback(said.append)
    lent.close()
    for _ in range(3):
        with reading(engine) as db:
            db.exec(select(Change)).all()
    assert [one for one in said if "query_only=" in one] == ["PRAGMA query_only=ON"]
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))
    with reading(engine) as db:
        db.exec(select(Change)).all()
    assert [one for one in said if "query_only=" in one] == [f"PRAGMA query_only={is_}" for is_ in ("ON", "OFF", "ON")]


def test_many_writers_lose_no_update_and_meet_no_lock(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    with writing(engine) as db:
        db.add(Change(kind="count", key="0"))
    failures: list[Exception] = []

    def count() -> None:
        try:
            for _ in range(25):
                with writing(engine) as db:
                    row = db.exec(select(Change)).one()
                    row.key = str(int(row.key) + 1)
                    db.add(row)
        except Exception as wrong:
            failures.append(wrong)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with reading(engine) as db:
        assert db.exec(select(Change)).one().key == "100"


#: Writes for as long as it is let, and begins again at once: what shuts out those who ask seldom.
_GREEDY = """
import sys, time
from casebook.db.engine import open_engine, writing
engine = open_engine("sqlite:///" + sys.argv[1])
while True:
    with writing(engine) as db:
        db.connection()
        print("writes", flush=True)
        time.sleep(0.05)
"""


def test_who_waits_is_let_in_between_the_transactions_of_a_process_that_never_rests(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with subprocess.Popen([sys.executable, "-c", _GREEDY, str(tmp_path / "a.db")], stdout=subprocess.PIPE) as greedy:
        try:
            assert greedy.stdout is not None
            greedy.stdout.readline()
            for number in range(10):
                with writing(engine) as db:
                    db.add(Change(kind="case", key=str(number)))
        finally:
            greedy.kill()
    with reading(engine) as db:
        assert len(db.exec(select(Change)).all()) == 10


def test_who_waits_for_too_long_is_told_that_it_is_locked_and_nobody_waits_after_her(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.db.sqlite.PATIENCE_S", 0.3)
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)

    def wait() -> float:
        began = time.monotonic()
        with pytest.raises(OperationalError) as told, writing(engine) as db:
            db.add(Change(kind="case", key="x"))
        assert is_away(told.value)
        return time.monotonic() - began

    with writing(engine) as db:  # by a thread of this process
        db.add(Change(kind="case", key="first"))
        db.flush()
        assert wait() < 3
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:  # by another's connection
        other.execute("BEGIN IMMEDIATE")
        assert wait() < 3
    with writing(engine) as db:
        db.add(Change(kind="case", key="last"))


def test_a_turn_is_given_back_whatever_becomes_of_the_transaction(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(ZeroDivisionError), writing(engine) as db:
            1 / db.connection().exec_driver_sql("SELECT 0").scalar_one()
        with pytest.raises(OperationalError), writing(engine) as db:
            db.connection().exec_driver_sql("no sentence of this language")
        with engine.execution_options(writing=True).connect() as connection:
            for _ in range(2):  # two transactions of one connection
                with connection.begin():
                    connection.exec_driver_sql("SELECT 1")
    assert time.monotonic() - began < 4, "somebody waited for a turn that was never given back"


def test_reading_never_waits_for_a_writer(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))
        db.flush()
        with reading(engine) as other:
            assert other.exec(select(Change)).all() == []


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql+asyncpg://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_used_is_said_so(url: str) -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_DATABASE"):
        open_engine(url)
