"""A pair: two people who take the same case, each alone, and then show each other their reasons."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ..db.row import Row, new_key

#: Kinds of sealed record about a pair's key: what its owner has agreed to show, what she has been shown, and the joint
#: note, which each of the two has a copy of.
OFFERED, SHOWN, NOTE = "pair-offered", "pair-shown", "pair-note"


class Pair(Row, table=True):
    """Two halves at one decision point; until it is accepted only the first. What is written in it, and what each has
    shown the other, are sealed records about its key."""

    __tablename__ = "pairs"

    key: str = Field(default_factory=new_key, unique=True)
    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    secret_sha256: str | None = Field(default=None, unique=True)  # of the invitation; none once it has been accepted
    until: datetime  # when the invitation ends
    note_version: int = 0
    shown_at: datetime | None = None
    ended_at: datetime | None = None


class PairHalf(Row, table=True):
    """One person's part in a pair, until she deletes what is left of it."""

    __tablename__ = "pair_halves"
    __table_args__ = (UniqueConstraint("pair_id", "person_id"),)

    pair_id: int = Field(foreign_key="pairs.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    agreed_at: datetime | None = None
