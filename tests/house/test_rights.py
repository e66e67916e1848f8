"""A table with a person's key has an exporter, an eraser and a line of the retention table; and each does its work."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Table,
    TypeDecorator,
    func,
    insert,
    select,
)
from sqlmodel import col
from sqlmodel import select as ask

import casebook.rows
from casebook.db.engine import reading
from casebook.db.row import metadata
from casebook.library import Library
from casebook.people.person import Person
from casebook.reflect.everything import DONE_TO_OTHERS, HERS
from casebook.retention import RETENTION
from casebook.settings import Settings
from casebook.teach.closing import DELETED, NOBODY, UNNAMED, close_account
from tests.conftest import cast

assert casebook.rows.ROW_MODULES
#: Tables that are read by joining another, and what else a row has to say for itself.
ABOVE = {"pair_halves": "pairs"}
ALSO = {"shared_notes": {"cohort_id": 1}}
DOCUMENT = Path(__file__).parents[2] / "docs/governance/retention.md"


def naming_a_person() -> set[str]:
    return {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "people.id" and (table.name, column.name) not in DONE_TO_OTHERS
    }


def test_every_table_that_names_a_person_is_exported_erased_and_kept_for_a_time_that_is_said() -> None:
    naming = naming_a_person()
    assert naming == set(HERS), "an exporter"
    assert naming == DELETED | UNNAMED, "an eraser"
    assert not DELETED & UNNAMED
    assert naming <= {table for one in RETENTION for table in one.tables}, "a time"


def test_the_retention_table_names_tables_and_settings_that_exist() -> None:
    assert {table for one in RETENTION for table in one.tables} <= set(metadata.tables)
    assert {one.setting for one in RETENTION} - {""} <= set(Settings.model_fields)


def test_the_document_says_what_the_program_does() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    told = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", text, re.MULTILINE)[1:]
    wanted = []
    for one in RETENTION:
        default = Settings.model_fields[one.setting].default if one.setting else ""
        wanted.append(
            (
                one.what,
                one.until.format(n=default),
                f"`CASEBOOK_{one.setting.upper()}` = {default}" if one.setting else "",
            )
        )
    assert [tuple(cell.strip() for cell in row) for row in told] == wanted


def value_for(column: Column[Any], number: int, person: int) -> Any:
    """Something this column takes."""
    if any(key.target_fullname == "people.id" for key in column.foreign_keys):
        return person
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    for of, value in (
        (Boolean, False), (Integer, number), (Float, 1.0), (DateTime, datetime(2026, 1, 1, tzinfo=UTC)),
        (Date, date(2026, 1, 1)), (LargeBinary, b"x"),
    ):  # fmt: skip
        if isinstance(kind, of):
            return value
    return {} if "JSON" in str(kind) else f"x{number}"


def plant(library: Library, table: Table, number: int, person: int) -> None:
    """One row of hers, as if she had made it; the rows it points to need not be there."""
    row = {}
    for column in table.columns:
        ours = column.name in HERS.get(table.name, ())
        if ours or not column.nullable:
            row[column.name] = value_for(column, number, person)
    connection = library.engine.execution_options(writing=True).connect()
    driver = connection.connection.driver_connection
    assert driver is not None
    file = connection.dialect.name == "sqlite"
    if file:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            if not file:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.execute(insert(table), row | ALSO.get(table.name, {}))
    finally:
        if file:
            driver.execute("PRAGMA foreign_keys=ON")
        connection.close()


def pointing(library: Library, table: Table, person: int) -> int:
    hers = [table.c[name] == person for name in HERS[table.name]]
    with reading(library.engine) as db:
        found = db.connection().execute(
            select(func.count()).select_from(table).where(hers[0] if len(hers) == 1 else hers[0] | hers[1])
        )
        return int(found.scalar_one())


@pytest.mark.parametrize("name", sorted(HERS))
def test_closing_an_account_takes_her_out_of_this_table_or_leaves_nothing_but_a_closed_account(
    stocked: Library, name: str
) -> None:
    with reading(stocked.engine) as db:
        lena = cast(db, "lena")
    table = metadata.tables[name]
    if name != "holds":  # a live one refuses the closing, which is its purpose
        if name in ABOVE:
            plant(stocked, metadata.tables[ABOVE[name]], 987, lena.pk)
        plant(stocked, table, 987, lena.pk)
        assert pointing(stocked, table, lena.pk) > 0
    close_account(stocked.engine, stocked.keyring, lena.key)
    if name in DELETED:
        assert pointing(stocked, table, lena.pk) == 0
    with reading(stocked.engine) as db:
        closed = db.exec(ask(Person).where(col(Person.id) == lena.pk)).one()
    assert (closed.name, closed.password_hash, closed.organisation_id) == (NOBODY, "", None)
    assert "lena" not in closed.email
