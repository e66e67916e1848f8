"""procrastinate's tables come with ours, are brought along, and are nobody else's."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine

import casebook.rows  # noqa: F401
from casebook.db.engine import open_engine
from casebook.db.migrate import behind, migrate
from casebook.db.queue_schema import bring_queue
from casebook.errors import DatabaseBehind, SettingWrong
from casebook.jobs.queue import open_queue
from casebook.preparing import prepare
from casebook.settings import read_settings

STEPS = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


@pytest.fixture
def empty(postgres_url: str) -> Iterator[Engine]:
    opened = open_engine(postgres_url)
    yield opened
    opened.dispose()


@pytest.fixture
def whole(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def say(engine: Engine, *sentences: str) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        for sentence in sentences:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(sentence)


def bring(engine: Engine) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        bring_queue(connection)


def shape(engine: Engine) -> set[tuple[str, ...]]:
    """Columns, indexes, functions and triggers of procrastinate's, by what they are made of."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            """
            SELECT 'column', table_name, column_name, data_type, is_nullable FROM information_schema.columns
              WHERE table_name LIKE 'procrastinate%%'
            UNION SELECT 'index', indexname, indexdef, '', '' FROM pg_indexes WHERE tablename LIKE 'procrastinate%%'
            UNION SELECT 'function', proname, pg_get_function_identity_arguments(oid), '', '' FROM pg_proc
              WHERE proname LIKE 'procrastinate%%'
            UNION SELECT 'trigger', tgname, tgrelid::regclass::text, '', '' FROM pg_trigger WHERE NOT tgisinternal
              AND tgrelid::regclass::text LIKE 'procrastinate%%'
        """,
            (),
        )
        return {tuple(row) for row in found.all()}


def test_an_older_queue_is_brought_to_the_shape_of_a_new_one(empty: Engine, whole: Engine) -> None:
    older = [step for step in STEPS if step.stem < "03.01"]
    assert 0 < len(older) < len(STEPS)
    say(empty, *(step.read_text() for step in older))
    say(empty, f"COMMENT ON TABLE procrastinate_jobs IS '{older[-1].stem}'")
    assert shape(empty) != shape(whole)
    bring(empty)
    assert shape(empty) == shape(whole)


def test_a_database_whose_queue_is_older_is_behind_until_it_is_migrated(whole: Engine) -> None:
    assert not behind(whole)
    say(whole, f"COMMENT ON TABLE procrastinate_jobs IS '{STEPS[-2].stem}'")
    assert behind(whole)
    migrate(whole)
    assert not behind(whole)


def test_nothing_opens_a_library_whose_queue_is_older_and_it_is_said_what_to_do(
    empty: Engine, postgres_url: str, tmp_path: Path
) -> None:
    settings = read_settings(data=tmp_path / "data", database=postgres_url)
    prepare(settings)
    say(empty, f"COMMENT ON TABLE procrastinate_jobs IS '{STEPS[-2].stem}'")
    with pytest.raises(DatabaseBehind, match=r"queue's tables are older .* casebook migrate"):
        prepare(settings)


def test_another_programs_queue_is_left_alone(empty: Engine) -> None:
    say(empty, SchemaManager.get_schema())
    before = shape(empty)
    with pytest.raises(SettingWrong, match="a database of its own"):
        bring(empty)
    assert shape(empty) == before


def test_without_the_extra_it_is_said_what_to_install(whole: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("procrastinate")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "casebook.jobs.procrastinate_backlog", raising=False)
    with pytest.raises(SettingWrong, match=r"pip install 'casebook\[postgres\]'"):
        open_queue(whole)
    with pytest.raises(SettingWrong, match=r"pip install 'casebook\[postgres\]'"):
        behind(whole)


def test_sqlite_needs_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("procrastinate", "psycopg"))]:
        monkeypatch.setitem(sys.modules, name, None)
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    open_queue(engine)
    assert not behind(engine)
