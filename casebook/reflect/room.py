"""A room: the people of one teaching session at one question, as figures know them; and which answers count in it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from ..clock import now
from ..db.row import WITHOUT_ORDER, Row, new_key

#: A question that nobody closed is over after this, so that a forgotten room does not hold the library's figures.
OPEN_FOR = timedelta(hours=6)


class Room(Row, table=True):
    """One question put to one room. `figures` are its one release, drawn when the question closes (D5), or nothing
    where they would tell on someone; `departed` is how many withdrew since, shown to nobody."""

    __tablename__ = "rooms"

    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    closed_at: datetime | None = None
    figures: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    departed: int = 0

    @property
    def asks(self) -> bool:
        """Whether the question is open: answers are taken in, and nothing of them is shown."""
        return self.closed_at is None and self.created_at > now() - OPEN_FOR


class RoomAnswer(SQLModel, table=True):
    """That a response counts in a room, and nothing more. An answer counts in one room at most, so that no two rooms'
    figures can be taken from each other."""

    __tablename__ = "room_answers"
    __table_args__ = WITHOUT_ORDER

    response_id: str = Field(primary_key=True, foreign_key="responses.id", ondelete="CASCADE")
    room_id: int = Field(foreign_key="rooms.id", index=True)
    round: int


class RoomReason(SQLModel, table=True):
    """Reasons their writer lets her own room read, without her name. They come out together when the question closes,
    if ten or more do (D8); one that came later never does."""

    __tablename__ = "room_reasons"
    __table_args__ = WITHOUT_ORDER

    response_id: str = Field(primary_key=True, foreign_key="responses.id", ondelete="CASCADE")
    room_id: int = Field(foreign_key="rooms.id", index=True)
    key: str = Field(default_factory=new_key)  # random: the order they are read in carries nothing
    text: str
    out: bool = False
