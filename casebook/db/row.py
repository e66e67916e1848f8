"""What every row has: a number of its own inside, and a short random key or slug where it shows in an address."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer, MetaData
from sqlmodel import Field, SQLModel

from ..clock import now

#: The metadata that Alembic compares and the tests walk; constraints have names so that they can be changed.
metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: For tables whose order of insertion must not be told by a hidden row number (D9).
WITHOUT_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}

#: For numbers of bytes, which outgrow four of them; SQLite's own type holds eight.
BYTES = BigInteger().with_variant(Integer(), "sqlite")

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no letters or digits that are mistaken for each other


def new_key(length: int = 12) -> str:
    """A short random key for addresses: 12 letters and digits, about 58 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def words(kind: type[StrEnum]) -> Enum:
    """A column that holds an enumeration by its words, the same in every database and easy to add to."""
    return Enum(
        kind,
        values_callable=lambda of: [one.value for one in of],
        native_enum=False,
        length=32,
        create_constraint=False,
    )


class Row(SQLModel):
    """A row with a number of its own and the time it was made."""

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=now)

    @property
    def pk(self) -> int:
        """The row's number, once it has been saved."""
        if self.id is None:
            raise ValueError(f"{type(self).__name__} has not been saved yet")
        return self.id
