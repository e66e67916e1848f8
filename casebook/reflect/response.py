"""What an answer leaves behind: a response without a person, and a record sealed for its owner."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, Row

FIRST, SECOND = 1, 2  # the rounds: before comparing, and after
#: Kinds of sealed record by round: an answer as it was given, and one that is not committed yet.
ANSWER = {FIRST: "answer", SECOND: "second-answer"}
DRAFT = {FIRST: "draft", SECOND: "second-draft"}


class Response(SQLModel, table=True):
    """An answer as others may count it: structured, without words, person, or time finer than a week (D9).

    `id` is HMAC(decision point, person, round) under a key kept outside the database, so that one person has one
    response a round and nobody can tell whose it is from the database alone.
    """

    __tablename__ = "responses"
    __table_args__ = (Index("ix_responses_point", "decision_point_id", "round", "release"), WITHOUT_ORDER)

    id: str = Field(primary_key=True)
    decision_point_id: int = Field(foreign_key="decision_points.id")
    round: int  # 1: before comparing; 2: after
    choice: str
    confidence: int  # 1 to 4
    positions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # continuum slug -> 1 to 7
    stage: str
    week: str
    case_version: int
    release: int | None = None  # number of the release that first counted it


class SealedRecord(SQLModel, table=True):
    """Words only their owner may read, encrypted under a key of hers (E1, E2). Nothing here says when, but for the
    week in which a draft was last kept: drafts are forgotten after a while."""

    __tablename__ = "sealed_records"
    __table_args__ = (
        UniqueConstraint("owner_id", "kind", "about"),
        WITHOUT_ORDER,
    )

    id: str = Field(primary_key=True)
    owner_id: int = Field(foreign_key="people.id")
    kind: str  # answer, second-answer, draft, second-draft, reflection, annotation, shared, bookmarks, places, pair-…
    about: str  # key of the decision point, or one of the record's own; of a list there is one of its kind
    version: int = 1
    week: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of a draft
    sealed: bytes


class Release(Row, table=True):
    """Figures as they were let out, the same for every viewer until the next release (D4)."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("decision_point_id", "number"),)

    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    number: int
    released_at: datetime
    figures: dict[str, Any] = Field(sa_type=JSON)
    #: How many withdrew since, of those that a release had counted: first, second, stage <stage>. Shown to nobody.
    departed: dict[str, int] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"})
