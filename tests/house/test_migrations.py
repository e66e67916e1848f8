"""The migrations and the rows say the same, up and down, and import nothing of casebook."""

from pathlib import Path

from sqlalchemy import inspect

import casebook.rows
from casebook.db.engine import open_engine
from casebook.db.migrate import behind, current, drift, migrate, newest

VERSIONS = Path(casebook.rows.__file__).parent / "db/migrations/versions"


def test_a_migrated_database_has_exactly_the_shape_of_the_rows(database_url: str) -> None:
    engine = open_engine(database_url)
    assert behind(engine)
    migrate(engine)
    assert not behind(engine)
    assert drift(engine) == []


def test_every_migration_can_be_undone(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    migrate(engine, "base")
    assert current(engine) == ""
    left = {name for name in inspect(engine).get_table_names() if not name.startswith("procrastinate_")}
    assert left <= {"alembic_version"}, "the queue's own tables are its own matter"


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    migrate(engine)
    assert current(engine) == newest()


def test_migrations_are_numbered_and_stand_alone() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    for path in VERSIONS.glob("*.py"):
        assert "casebook" not in path.read_text().replace("casebook/", "")
