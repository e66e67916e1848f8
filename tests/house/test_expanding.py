"""A server of the version before goes on while the newest migration is done under it: what it writes is taken, and what
it reads is there (F20). Whoever needs a column gone lets the code forget it first, and drops it a version later."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from casebook.db.copying import copy_database
from casebook.db.engine import open_engine
from casebook.db.migrate import SERVES_FROM, migrate, newest
from tests.expanding import made_of, refused, shape_of

_AGREED = (
    "id", "created_at", "recording_id", "contributor_id", "audience", "transcript", "starts_at", "until", "evidence",
    "withdrawn_at", "withdrawn_reason",
)  # fmt: skip
#: Steps that do not take all that the code before them writes.
KNOWN = {
    # a place in a cohort got a key, before this was tested
    "0017": {"memberships: insert", "memberships: second insert"},
    # what was agreed is refused to whoever would rewrite it, the version before included, and of the consents of one
    # recording one alone stands: they are read, given where none stands, and withdrawn once
    "0033": {"consents: delete", "consents: unique recording_id", *(f"consents: update {one}" for one in _AGREED)},
}


def test_what_the_version_before_writes_and_reads_is_taken_after_each_migration(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine, "0001")
    found: dict[str, set[str]] = {}
    for number in range(2, int(newest()) + 1):
        copy_database(engine, tmp_path / f"{number - 1}.db")
        before = open_engine(f"sqlite:///{tmp_path / f'{number - 1}.db'}")
        migrate(engine, f"{number:04d}")
        stayed = made_of(before).items() & made_of(engine).items()
        shape = {table: columns for table, columns in shape_of(before).items() if table not in dict(stayed)}
        if wrong := refused(engine, shape) - refused(before, shape):
            found[f"{number:04d}"] = wrong
        before.dispose()
    assert found == KNOWN


def test_no_step_since_the_version_that_may_go_on_takes_anything_from_it() -> None:
    assert "0001" <= SERVES_FROM < newest(), "one version before may always go on"
    assert {number for number in KNOWN if number > SERVES_FROM} == set()


@pytest.fixture
def small(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    do(engine, "CREATE TABLE one (id INTEGER PRIMARY KEY, word VARCHAR NOT NULL)")
    return engine


def do(engine: Engine, sentence: str) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql(sentence)


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("ALTER TABLE one ADD COLUMN more VARCHAR", set()),
        ("ALTER TABLE one ADD COLUMN more VARCHAR NOT NULL DEFAULT ''", set()),
        ("CREATE TABLE two (id INTEGER PRIMARY KEY)", set()),
        ("ALTER TABLE one DROP COLUMN word", {"one: insert", "one: second insert", "one: read", "one: update word"}),
        ("ALTER TABLE one RENAME TO other", {"one: insert", "one: second insert", "one: read", "one: update id",
                                             "one: update word", "one: delete"}),
        ("CREATE UNIQUE INDEX once ON one (word)", {"one: unique word"}),
        ("CREATE TRIGGER stays BEFORE DELETE ON one BEGIN SELECT RAISE(ABORT, 'no'); END", {"one: delete"}),
        ("CREATE TRIGGER full BEFORE INSERT ON one WHEN NEW.id > 1 BEGIN SELECT RAISE(ABORT, 'no'); END",
         {"one: insert", "one: second insert"}),
    ],
)  # fmt: skip
def test_a_step_that_is_no_mere_addition_is_found(small: Engine, step: str, wrong: set[str]) -> None:
    shape = shape_of(small)
    assert refused(small, shape) == set()
    do(small, step)
    found = refused(small, shape)
    assert found >= wrong
    assert bool(found) == bool(wrong)


def test_a_column_that_must_be_given_is_found(small: Engine) -> None:
    shape = shape_of(small)
    do(small, "DROP TABLE one")
    do(small, "CREATE TABLE one (id INTEGER PRIMARY KEY, word VARCHAR NOT NULL, more VARCHAR NOT NULL)")
    assert refused(small, shape) == {"one: insert", "one: second insert"}
