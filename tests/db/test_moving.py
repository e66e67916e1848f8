"""A library is moved to PostgreSQL and back, and nothing of it is lost or changed on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from casebook.audit.chaining import OPERATOR, note
from casebook.audit.verifying import verify
from casebook.db import carrying, copying, moving
from casebook.db.carrying import rows_in, tables_of, told
from casebook.db.copying import copy_database, rows_of, wrong_in
from casebook.db.engine import open_engine, reading, writing
from casebook.db.migrate import drift
from casebook.errors import AlreadyDone, DatabaseBehind
from casebook.library import Library, open_library
from casebook.preparing import prepare
from casebook.reflect.response import SealedRecord
from casebook.reflect.sealing import unseal
from tests.conftest import an_answer, cast
from tests.reflect.test_responding import give


@pytest.fixture
def lived_in(stocked: Library) -> Library:
    """A library in which somebody has answered, and an audit of it."""
    with writing(stocked.engine) as db:
        give(db, stocked, an_answer(reasons="Zebrafinch, because he asked.\u2003"))
        note(db, stocked.trail, who=OPERATOR, act="casebook import")
    return stocked


@pytest.fixture
def target(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    yield engine
    engine.dispose()


def all_of(engine: Engine) -> dict[str, tuple[int, str]]:
    with engine.connect() as connection:
        return {table.name: told(rows_in(connection, table)) for table in tables_of(connection)}


def at(library: Library, url: str) -> Library:
    return open_library(library.settings.model_copy(update={"database": url}))


def test_a_library_moves_to_postgresql_and_back_with_every_row_as_it_was(
    lived_in: Library, target: Engine, postgres_url: str, tmp_path: Path
) -> None:
    before = all_of(lived_in.engine)
    assert before["responses"][0] == 1
    moved = moving.move(lived_in.engine, target)
    assert moved.rows["responses"] == 1
    assert moved.there_already == 0
    assert all_of(target) == before
    assert drift(target) == []
    there = at(lived_in, postgres_url)
    prepare(there.settings)
    with reading(there.engine) as db:
        lena = cast(db, "lena")
        sealed = db.exec(select(SealedRecord).where(SealedRecord.owner_id == lena.pk)).first()
        assert sealed is not None
        assert "Zebrafinch" in str(unseal(there.keyring, lena, sealed))
        assert not verify(db, there.trail).fault
    with writing(there.engine) as db:  # and life goes on, with numbers of its own
        give(db, there, an_answer(), "tom")
        note(db, there.trail, who=OPERATOR, act="casebook import")
    later = all_of(there.engine)
    assert later["responses"][0] == 2
    there.engine.dispose()
    moving.move_to_file(target, tmp_path / "back.db")
    assert wrong_in(tmp_path / "back.db") == []
    back = at(lived_in, f"sqlite:///{tmp_path}/back.db")
    assert all_of(back.engine) == later
    with reading(back.engine) as db:
        assert not verify(db, back.trail).fault


def test_a_library_in_a_file_is_its_owners_alone_from_the_first_byte_on(
    lived_in: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, seen = tmp_path / "there", set[tuple[str, int]]()
    folder.mkdir()

    def look() -> None:
        seen.update((one.name, one.stat().st_mode & 0o777) for one in folder.iterdir() if one.stat().st_size)

    def bring(*given: Any) -> None:
        carrying.add(*given)
        look()

    def compared(*given: Any) -> tuple[int, str]:
        look()
        return moving_told(*given)

    moving_told = moving._told
    monkeypatch.setattr(copying, "add", bring)
    monkeypatch.setattr(moving, "_told", compared)
    before = os.umask(0)
    try:
        moving.move_to_file(lived_in.engine, folder / "back.db")
        copy_database(lived_in.engine, folder / "copy.db")
    finally:
        os.umask(before)
    look()
    assert {"back.db.moving", "back.db.moving-wal", "back.db", "copy.db"} <= {name for name, _ in seen}
    assert {mode for _, mode in seen} == {0o600}


def test_a_target_that_is_somebodys_is_refused(lived_in: Library, target: Engine) -> None:
    moving.move(lived_in.engine, target)
    with pytest.raises(AlreadyDone):
        moving.move(lived_in.engine, target)


def test_nobody_writes_to_the_library_that_is_being_moved(
    lived_in: Library, target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []
    prove = moving._prove

    def meanwhile(*given: object) -> None:
        if not tried:
            with open_engine(str(lived_in.engine.url)).connect() as other:
                other.connection.driver_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
                try:
                    other.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
                    tried.append(True)
                except Exception:
                    tried.append(False)
        prove(*given)  # type: ignore[arg-type]

    if lived_in.engine.dialect.name == "sqlite":
        monkeypatch.setattr(moving, "_prove", meanwhile)
        moving.move(lived_in.engine, target)
        assert tried == [False]


def test_what_was_written_between_two_halves_of_a_move_is_brought_too(
    lived_in: Library, target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_prove", stopped)
        with pytest.raises(KeyboardInterrupt):
            moving.move(lived_in.engine, target)
    with writing(lived_in.engine) as db:
        cast(db, "tom").name = "Tom Otherwise"
        give(db, lived_in, an_answer(), "vera")
    moved = moving.move(lived_in.engine, target)
    assert moved.there_already > 0
    assert all_of(target) == all_of(lived_in.engine)


_MOVE = """
import sys, time
import casebook.rows
from casebook.db import carrying, copying, moving
from casebook.db.engine import open_engine
bring = moving._bring
def slowly(old, target, table):
    print(table.name, flush=True)
    time.sleep(0.05)
    return bring(old, target, table)
moving._bring = slowly
moving.move(open_engine(sys.argv[1]), open_engine(sys.argv[2]))
"""


def test_a_move_that_is_killed_serves_nobody_and_goes_on(lived_in: Library, target: Engine, postgres_url: str) -> None:
    source = lived_in.engine.url.render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-c", _MOVE, source, postgres_url], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert b"people\n" in child.stdout, "it ended before it could be killed"
    time.sleep(0.06)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with pytest.raises(DatabaseBehind, match="Not all of the library"):
        prepare(lived_in.settings.model_copy(update={"database": postgres_url}))
    moved = moving.move(lived_in.engine, target)
    assert moved.there_already > 0
    assert all_of(target) == all_of(lived_in.engine)
    assert drift(target) == []
    prepare(lived_in.settings.model_copy(update={"database": postgres_url}))


def test_a_copy_of_a_postgresql_is_a_file_of_the_same_rows(lived_in: Library, target: Engine, tmp_path: Path) -> None:
    moving.move(lived_in.engine, target)
    copy_database(target, tmp_path / "copy.db")
    assert wrong_in(tmp_path / "copy.db") == []
    kept = rows_of(tmp_path / "copy.db")
    assert [kept.pop(one) for one in ("alembic_version", "epochs")] == [1, 1]
    assert kept == {name: many for name, (many, _) in all_of(target).items()}
    assert not list(tmp_path.glob("copy.db-*"))
    assert all_of(open_engine(f"sqlite:///{tmp_path}/copy.db")) == all_of(target)
