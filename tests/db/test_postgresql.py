"""PostgreSQL as the database: what SQLite's own tests promise of a file is promised of a server."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, SQLAlchemyError
from sqlmodel import select

import casebook.rows  # noqa: F401
from casebook.db import postgresql
from casebook.db.changes import Change
from casebook.db.engine import empty_log, is_away, is_full, is_unaskable, open_engine, reading, writing
from casebook.db.migrate import migrate
from casebook.errors import SettingWrong
from tests.postgres import Databases, databases


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def do(engine: Engine, sentence: str) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql(sentence)


def test_who_waits_for_too_long_is_told_that_it_is_busy(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.3)
    engine = open_engine(migrated_url)
    with writing(engine) as db:
        db.add(Change(kind="case", key="first"))
        db.flush()
        began = time.monotonic()
        with pytest.raises(DatabaseError) as told, writing(engine) as other:
            other.add(Change(kind="case", key="x"))
        assert is_away(told.value)
        assert not is_full(told.value)
        assert time.monotonic() - began < 4
    with writing(engine) as db:
        db.add(Change(kind="case", key="last"))
    with reading(engine) as db:
        assert [one.key for one in db.exec(select(Change)).all()] == ["first", "last"]
    engine.dispose()


def test_who_reads_sees_one_moment_to_the_end(engine: Engine) -> None:
    with reading(engine) as db:
        assert db.exec(select(Change)).all() == []
        with writing(engine) as other:
            other.add(Change(kind="case", key="x"))
        assert db.exec(select(Change)).all() == []


_HOLD = """
import sys, time
from casebook.db.engine import open_engine, writing
with writing(open_engine(sys.argv[1])) as db:
    db.connection()
    print("writes", flush=True)
    time.sleep(60)
"""


def test_a_writer_that_is_killed_keeps_nobody_waiting(engine: Engine, migrated_url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD, migrated_url], stdout=subprocess.PIPE) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == b"writes\n"
        held.kill()
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))


def test_a_server_that_was_away_in_between_is_not_noticed_and_one_that_goes_in_the_middle_is_away(
    engine: Engine, postgres: Databases
) -> None:
    sent_away = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{engine.url.database}'"
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))
    postgres.do(sent_away)
    with writing(engine) as db:
        db.add(Change(kind="case", key="y"))

    def half() -> None:
        with writing(engine) as db:
            db.add(Change(kind="case", key="lost"))
            db.flush()
            postgres.do(sent_away)
            db.add(Change(kind="case", key="lost too"))

    with pytest.raises(DatabaseError) as told:
        half()
    assert is_away(told.value)
    with reading(engine) as db:
        assert {one.key for one in db.exec(select(Change)).all()} == {"x", "y"}


def test_a_server_that_cannot_be_reached_is_away() -> None:
    engine = open_engine("postgresql+psycopg://casebook@127.0.0.1:1/casebook")
    with pytest.raises(DatabaseError) as told, reading(engine) as db:
        db.exec(select(Change)).all()
    assert is_away(told.value)


@pytest.mark.parametrize("asked", [Change.key == "a\0b", Change.id == 10**15])
def test_what_can_be_in_no_row_is_told_apart_from_a_server_that_is_away(engine: Engine, asked: bool) -> None:
    with pytest.raises(DatabaseError) as told, reading(engine) as db:
        db.exec(select(Change).where(asked)).all()
    assert is_unaskable(told.value)
    assert not is_away(told.value)


def test_more_than_its_connections_are_not_taken_and_whoever_waits_for_one_is_told_it_is_busy(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.2)
    engine = open_engine(migrated_url, connections=1)
    with reading(engine) as db:
        db.exec(select(Change)).all()
        with pytest.raises(SQLAlchemyError) as told, reading(engine) as other:
            other.exec(select(Change)).all()
    assert is_away(told.value)
    engine.dispose()


_AUDIT = "INSERT INTO audit_entries (number, at, who, organisation, act, about, outcome, mac)"
_ROW = " VALUES (1, '', '', '', '', '', '', '')"
_REMOVAL = "INSERT INTO removals (id, created_at, recording_key, what, many) VALUES (1, now(), 'k', 'film', 1)"


@pytest.mark.parametrize(
    "sentence",
    [
        "UPDATE audit_entries SET who = 'me'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_segments SET rows = 7",
        "DELETE FROM audit_segments",
        "TRUNCATE audit_segments",
        f"{_AUDIT}{_ROW} ON CONFLICT (number) DO UPDATE SET who = 'me'",
        "UPDATE removals SET many = 7",
        "DELETE FROM removals",
        "TRUNCATE removals",
        "TRUNCATE consents CASCADE",
        f"{_REMOVAL} ON CONFLICT (id) DO UPDATE SET many = 7",
    ],
)
def test_history_is_not_rewritten(engine: Engine, sentence: str) -> None:
    do(engine, _AUDIT + _ROW.replace("(1", "(2"))
    do(engine, "INSERT INTO audit_segments (last, head, rows, closed_at, mac) VALUES (1, '', 1, '', '')")
    do(engine, _AUDIT + _ROW)
    do(engine, _REMOVAL)
    if sentence == "DELETE FROM audit_entries":
        do(engine, "DELETE FROM audit_entries WHERE number = 1")  # which goes with its closed segment
    with pytest.raises(IntegrityError, match=r"only added|closed segment|kept as it was"):
        do(engine, sentence)


def test_what_is_acknowledged_is_on_a_disk_whatever_the_url_asks(migrated_url: str) -> None:
    for asked, given in (("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")):
        engine = open_engine(f"{migrated_url}&options=-c%20synchronous_commit%3D{asked}")
        with reading(engine) as db:
            assert db.connection().exec_driver_sql("SHOW synchronous_commit").scalar() == given
        engine.dispose()


def test_what_a_server_does_not_do_as_promised_is_said(engine: Engine, postgres: Databases) -> None:
    with reading(engine) as db:
        assert postgresql.faults(db.connection()) == []
        assert postgresql.version(db.connection()).startswith("PostgreSQL ")
    postgres.do("CREATE DATABASE of_bytes TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'")
    other = open_engine(postgres.url("of_bytes"))
    with reading(other) as db:
        assert "its encoding is not UTF8" in postgresql.faults(db.connection())
    other.dispose()
    postgres.drop("of_bytes")


def test_what_was_deleted_is_in_no_table_any_more_once_nobody_reads(
    engine: Engine, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held() -> bool:
        with reading(engine) as db:
            place = db.connection().exec_driver_sql("SELECT pg_relation_filepath('changes')").scalar_one()
            data = db.connection().exec_driver_sql("SHOW data_directory").scalar_one()
            return b"wombatcanary" in (Path(data) / place).read_bytes()

    with writing(engine) as db:
        db.add(Change(kind="case", key="wombatcanary"))
    do(engine, "CHECKPOINT")
    assert held()
    do(engine, "DELETE FROM changes")
    do(engine, "CHECKPOINT")
    assert held(), "a deleted row stays where it was"
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.2)
    hurried = open_engine(migrated_url)
    with reading(engine) as db:
        db.exec(select(Change)).all()
        assert not empty_log(hurried), "somebody reads"
    assert empty_log(hurried)
    do(engine, "CHECKPOINT")
    assert not held()
    hurried.dispose()


def in_files(engine: Engine, word: bytes) -> bool:
    """Whether a word is in any file of the database."""
    with reading(engine) as db:
        data, number = (
            db.connection()
            .exec_driver_sql(
                "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            )
            .one()
        )
    do(engine, "CHECKPOINT")
    return any(word in one.read_bytes() for one in Path(data, "base", str(number)).iterdir() if one.is_file())


@contextmanager
def who_reads_in_one_moment(url: str, _postgres: Databases) -> Iterator[None]:
    """Somebody in the midst of a long reading, as a backup is, who has read another table."""
    reader = open_engine(url)
    with reading(reader) as db:
        db.connection().exec_driver_sql("SELECT count(*) FROM cases")
        yield
    reader.dispose()


@contextmanager
def who_reads_by_another_name(url: str, postgres: Databases) -> Iterator[None]:
    """The same by a role of its own, of which others may not see what it asks."""
    name = f"other_{make_url(url).database}"
    postgres.do(f"CREATE ROLE {name} LOGIN")
    postgres.do(f"GRANT SELECT ON cases TO {name}", str(make_url(url).database))
    with who_reads_in_one_moment(make_url(url).set(username=name).render_as_string(hide_password=False), postgres):
        yield
    postgres.do(f"DROP OWNED BY {name}", str(make_url(url).database))
    postgres.do(f"DROP ROLE {name}")


@contextmanager
def who_writes_beside_us(url: str, _postgres: Databases) -> Iterator[None]:
    """A transaction that has begun to write and asks nothing more, as the index's may."""
    given = make_url(url)
    with psycopg.connect(host=str(given.query["host"]), user=given.username, dbname=given.database) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield
        other.rollback()


@contextmanager
def who_writes_in_another_database(url: str, _postgres: Databases) -> Iterator[None]:
    """The same, in no database of ours: whoever takes a look anywhere on this server sees the moment it began."""
    given = make_url(url)
    with psycopg.connect(host=str(given.query["host"]), user=given.username, dbname="postgres") as other:
        other.execute("SELECT pg_current_xact_id()")
        yield
        other.rollback()


@contextmanager
def who_never_came_back(url: str, postgres: Databases) -> Iterator[None]:
    """A transaction that was prepared and forgotten; it is on no connection."""
    name = str(make_url(url).database)
    postgres.do(f"BEGIN; SELECT pg_current_xact_id(); PREPARE TRANSACTION '{name}'", name)
    yield
    postgres.do(f"ROLLBACK PREPARED '{name}'", name)


@pytest.mark.parametrize(
    "held_by", [who_reads_in_one_moment, who_reads_by_another_name, who_writes_beside_us, who_never_came_back]
)
def test_nobody_says_that_deleted_words_are_gone_while_someone_still_sees_the_moment_they_were_there(
    engine: Engine,
    migrated_url: str,
    postgres: Databases,
    held_by: Callable[[str, Databases], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgresql, "READERS_S", 0.2)
    with writing(engine) as db:
        db.add(Change(kind="case", key="wombatcanary"))
    with held_by(migrated_url, postgres):
        do(engine, "DELETE FROM changes")
        assert not empty_log(engine)
        assert in_files(engine, b"wombatcanary")
    assert empty_log(engine)
    assert not in_files(engine, b"wombatcanary")


def test_who_begins_to_read_after_the_words_were_deleted_is_in_nobodys_way(
    engine: Engine, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "READERS_S", 0.2)
    with writing(engine) as db:
        db.add(Change(kind="case", key="wombatcanary"))
    do(engine, "DELETE FROM changes")

    def emptied() -> bool:
        with who_reads_in_one_moment(migrated_url, databases()):
            return empty_log(engine)

    # while other tests write, in databases of their own, who begins to read sees the beginning of that
    assert any(emptied() for _ in range(40))
    assert not in_files(engine, b"wombatcanary")


def test_who_writes_in_another_database_is_in_nobodys_way(
    engine: Engine, migrated_url: str, postgres: Databases
) -> None:
    with writing(engine) as db:
        db.add(Change(kind="case", key="wombatcanary"))
    with who_writes_in_another_database(migrated_url, postgres):
        do(engine, "DELETE FROM changes")
        assert empty_log(engine)
        assert not in_files(engine, b"wombatcanary")


SAMPLES = (
    "SELECT count(*) FROM pg_stats WHERE schemaname IN ('public', 'search')"
    " AND concat(most_common_vals, histogram_bounds, most_common_elems) LIKE '%%wombatcanary%%'"
)


def test_the_server_keeps_no_samples_of_words(engine: Engine) -> None:
    """Also where it had some, of a column that is new."""

    def sampled() -> int:
        with reading(engine) as db:
            return int(db.connection().exec_driver_sql(SAMPLES).scalar_one())

    def put(name: str) -> None:
        do(
            engine,
            f"INSERT INTO facts (name, value) SELECT '{name}' || n, 'wombatcanary' FROM generate_series(1, 90) n",
        )
        do(engine, "ANALYZE")

    put("a")
    assert sampled() == 0
    do(engine, "ALTER TABLE facts ADD COLUMN said varchar")
    do(engine, "ALTER TABLE facts ADD COLUMN more jsonb")
    do(engine, "UPDATE facts SET said = 'wombatcanary', more = '\"wombatcanary\"'")
    do(engine, "ANALYZE")
    assert sampled() == 2, "samples would be kept of a column that nobody looked after"
    do(engine, "DELETE FROM facts")
    assert empty_log(engine)
    assert sampled() == 0
    assert not in_files(engine, b"wombatcanary")
    do(engine, "ALTER TABLE facts ADD COLUMN third text")
    migrate(engine)
    put("b")
    do(engine, "UPDATE facts SET third = value")
    do(engine, "ANALYZE")
    assert sampled() == 0, "a migration looks after them too"


def test_without_its_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingWrong, match=r"casebook\[postgres\]"):
        open_engine("postgresql+psycopg://x/y")
