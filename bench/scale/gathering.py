"""A transaction that gathers: acts of the product write into it as into any other, and what they wrote goes into the
database in bulk.

It holds for people of whom nothing is kept yet, so every question about what is kept already has the same answer:
nothing. An act that asks anything else cannot be done in bulk.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, Engine, Enum
from sqlmodel import SQLModel

from casebook.people.person import Person
from casebook.reflect.keyring import Keyring


class Nothing:
    """The answer of a database in which nothing is kept yet."""

    def first(self) -> None:
        return None

    def one(self) -> int:
        return 0


class Gathering:
    """Stands where an act expects its transaction."""

    def __init__(self) -> None:
        self.rows: defaultdict[type[SQLModel], list[SQLModel]] = defaultdict(list)

    def exec(self, question: object) -> Nothing:
        return Nothing()

    def get(self, kind: type[SQLModel], key: object) -> None:
        return None

    def add(self, row: SQLModel) -> None:
        self.rows[type(row)].append(row)

    def flush(self) -> None:
        pass

    def put(self, engine: Engine) -> int:
        """Write all that was gathered by COPY, and forget it; answers how many rows."""
        many = 0
        connection: Any = engine.execution_options(writing=True).raw_connection()
        try:
            driver = connection.driver_connection
            driver.read_only = False
            for kind, rows in self.rows.items():
                columns = [one for one in kind.__table__.columns if one.key != "id" or rows[0].id is not None]  # type: ignore[attr-defined]
                names = ", ".join(one.name for one in columns)
                with driver.cursor().copy(f"COPY {kind.__tablename__} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(list(_values(row, columns)))
                many += len(rows)
            driver.commit()
        finally:
            connection.close()
        self.rows.clear()
        return many


def _values(row: SQLModel, columns: list[Any]) -> Iterator[Any]:
    for column in columns:
        value = getattr(row, column.key)
        if isinstance(column.type, JSON):
            yield json.dumps(value)
        elif isinstance(column.type, Enum):
            yield getattr(value, "value", value)
        else:
            yield value


class KeyInHand:
    """The keyring, asked for each person's key once: she writes two hundred notes, and in life not within a second."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring, self._whose, self._key = keyring, "", AESGCM(bytes(32))

    def key_to_seal_with(self, person_key: str) -> AESGCM:
        if self._whose != person_key:
            self._whose, self._key = person_key, self._keyring.key_to_seal_with(person_key)
        return self._key

    def name(self, *parts: str) -> str:
        return self._keyring.name(*parts)


def as_person(pk: int, key: str, stage: Any) -> Person:
    """Somebody as far as acts ask after her."""
    return Person(id=pk, key=key, name="", email="", stage=stage)
