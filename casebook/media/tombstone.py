"""A tombstone: that a recording's consent has ended, and how far it has been taken away. It outlives the recording."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from ..db.row import Row, words


class Why(StrEnum):
    withdrawn = "withdrawn"
    ran_out = "ran out"


class Tombstone(Row, table=True):
    """One a recording, by its key and by what its bytes are; no words and no names. While nobody has answered it with
    a new consent, nothing of the recording, or of the same file sent again, is made, shown, indexed or played."""

    __tablename__ = "tombstones"

    recording_key: str = Field(unique=True)
    sha256: str = Field(index=True)
    ended_at: datetime
    why: Why = Field(sa_type=words(Why))
    film_settled_at: datetime | None = None  # all that was made of it is gone, or it was opened again
    original_gone_at: datetime | None = None  # with every word that was said in it
    answered_at: datetime | None = None  # by a new consent


class Removal(Row, table=True):
    """What was taken away of an ended recording, how many of it, and when: kept without names and without words."""

    __tablename__ = "removals"

    recording_key: str = Field(index=True)
    what: str
    many: int
