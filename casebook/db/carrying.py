"""Carrying rows from one database into another of any kind: each as it is, and a hash by which to see that it is.

Words are carried as they are written, JSON too: nothing is read and written anew by casebook's own rules."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    cast,
    insert,
    inspect,
    literal_column,
    select,
)  # fmt: skip
from sqlalchemy.types import TypeEngine

from .queue_schema import PREFIX

BLOCK = 1000  # rows that are written at a time
_EACH_ITS_OWN = ("alembic_version", "epochs")  # what each database says or counts of itself
_PLAIN: tuple[type[TypeEngine[Any]], ...] = (Boolean, Integer, Float, DateTime, Date, LargeBinary, JSON, String)


def tables_of(connection: Connection) -> list[Table]:
    """Every table of ours as it is in this database, with columns of plain kinds; by name."""
    found, shape = inspect(connection), MetaData()
    return [
        Table(name, shape, *(Column(one["name"], _plain(one["type"]), primary_key=one["name"] in keys)
                             for one in found.get_columns(name)))
        for name in sorted(found.get_table_names()) if name not in _EACH_ITS_OWN and not name.startswith(PREFIX)
        for keys in [found.get_pk_constraint(name)["constrained_columns"]]
    ]  # fmt: skip


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    plain = next(one for one in _PLAIN if isinstance(kind, one))
    return DateTime(timezone=True) if plain is DateTime else plain()


def rows_in(connection: Connection, table: Table, *, after: int | None = None) -> Iterator[tuple[Any, ...]]:
    """All rows of a table by its key, or those after a number; JSON as it is written."""
    columns: list[Any] = [cast(one, String) if isinstance(one.type, JSON) else one for one in table.columns]
    if connection.dialect.name == "sqlite":  # where it is text already, and a cast of nothing would be something
        columns = [literal_column(f'"{one.name}"', String) if isinstance(one.type, JSON) else one
                   for one in table.columns]  # fmt: skip
    question = select(*columns).select_from(table).order_by(*table.primary_key.columns)
    if after is not None:
        question = question.where(number_of(table) > after)
    with connection.execute(question.execution_options(yield_per=BLOCK)) as found:
        for row in found:
            yield tuple(row)


def number_of(table: Table) -> Column[Any]:
    """The column of a row's number."""
    return next(iter(table.primary_key.columns))


def has_number(table: Table) -> bool:
    """Whether the rows of a table have a number of their own."""
    keys = list(table.primary_key.columns)
    return len(keys) == 1 and isinstance(keys[0].type, Integer)


def add(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> int:
    """Write rows as they came from another database; answers how many."""
    given = {one.name: _given(connection, one) for one in table.columns}
    sentence, many, rows = insert(table).values(given), 0, iter(rows)
    names = [f"given_{one.name}" for one in table.columns]
    while block := [dict(zip(names, row, strict=True)) for row in islice(rows, BLOCK)]:
        connection.execute(sentence, block)
        many += len(block)
    return many


def _given(connection: Connection, column: Column[Any]) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(f"given_{column.name}", type_=column.type)
    words = bindparam(f"given_{column.name}", type_=String())
    return words if connection.dialect.name == "sqlite" else cast(words, JSON)


def told(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """How many rows there are, and a hash of them all that does not ask for their order."""
    many, together = 0, 0
    for row in rows:
        line = "\x1f".join(map(_as_text, row)).encode("utf-8", "surrogatepass")
        together = (together + int.from_bytes(hashlib.sha256(line).digest())) % 2**256
        many += 1
    return many, f"{together:064x}"


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):  # SQLite keeps no zone: all are UTC
        value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return f"at {value.isoformat(timespec='microseconds')}"
    if isinstance(value, date):
        return f"on {value.isoformat()}"
    if isinstance(value, bytes | memoryview):
        return f"bytes {bytes(value).hex()}"
    return repr(int(value) if isinstance(value, bool) else value)
