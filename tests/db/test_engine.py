"""The two ways into the database."""

import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from casebook.db.changes import Change
from casebook.db.engine import open_engine, reading, writing
from casebook.db.migrate import migrate
from casebook.errors import SettingWrong


def test_a_reading_transaction_cannot_write(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with reading(engine) as db:
        db.add(Change(kind="case", key="x"))
        with pytest.raises(OperationalError, match="readonly"):
            db.flush()


def test_many_writers_lose_no_update_and_meet_no_lock(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
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


def test_reading_never_waits_for_a_writer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))
        db.flush()
        with reading(engine) as other:
            assert other.exec(select(Change)).all() == []


@pytest.mark.parametrize("url", ["postgresql+psycopg://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_used_is_said_so(url: str) -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_DATABASE"):
        open_engine(url)
