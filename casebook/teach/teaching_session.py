"""A teaching session: one room going through cases in phases, its steps, and who has a seat in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from ..clock import now
from ..db.row import WITHOUT_ORDER, Row, new_key, words


class Phase(StrEnum):
    """What the room does now. The question is put with `alone` and closed with `debrief`."""

    watch = "watch"
    alone = "alone"
    discuss = "discuss"
    again = "again"
    debrief = "debrief"


class TeachingSession(Row, table=True):
    """A session as it stands: everything a screen needs to come back after a reload or a restart. `turn` counts up with
    every move, so that screens know when to look again and a button pressed on an old screen does nothing."""

    __tablename__ = "teaching_sessions"

    key: str = Field(default_factory=new_key, unique=True)
    code: str = Field(unique=True)  # typed to join; good while the session is open
    title: str
    owner_id: int = Field(foreign_key="people.id", index=True)
    case_set: str = Field(default="", index=True)  # key of the set it was made from; empty for a single case
    step: int = 1
    phase: Phase = Field(default=Phase.watch, sa_type=words(Phase))
    ends_at: datetime | None = None  # when the clock of this phase runs out; nothing happens by itself then
    reasons_first: bool = True
    turn: int = 1
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def seconds_left(self) -> int | None:
        """Of the clock: 0 when it has run out, None where there is none."""
        return None if self.ends_at is None else max(0, round((self.ends_at - now()).total_seconds()))


class TeachingStep(Row, table=True):
    """One case of a session, in its order. Its room is made when its question is put."""

    __tablename__ = "teaching_steps"
    __table_args__ = (UniqueConstraint("teaching_session_id", "position"),)

    teaching_session_id: int = Field(foreign_key="teaching_sessions.id")
    position: int  # from 1
    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    room_id: int | None = Field(default=None, foreign_key="rooms.id", unique=True)
    prompt: str = ""
    minutes: int | None = None  # meant for this step
    # what is watched, as the set had it when the session was opened, each {clip: key, from_ms, to_ms or None for the
    # clip's end}; None: every clip told before the decision
    parts: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    # phase -> minutes its clock begins with; None: as usual
    clocks: dict[str, int] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    reasons_shown: bool = False
    figures_shown: bool = False


class Seat(SQLModel, table=True):
    """That a person takes part in a session: nothing of what, or when. A guest has one seat and nothing else."""

    __tablename__ = "seats"
    __table_args__ = WITHOUT_ORDER

    teaching_session_id: int = Field(foreign_key="teaching_sessions.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)


class TableSeat(SQLModel, table=True):
    """At which table a person talks in one step; written once, and then as it is."""

    __tablename__ = "table_seats"
    __table_args__ = WITHOUT_ORDER

    teaching_step_id: int = Field(foreign_key="teaching_steps.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    number: int
