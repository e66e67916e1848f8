"""A shared reason: words their writer has let colleagues read."""

from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, new_key, words


class ReasonState(StrEnum):
    waiting = "waiting"  # for nine others of its case
    queued = "queued"  # for an editor
    allowed = "allowed"
    reported = "reported"  # shown to nobody until an editor has read it again
    kept = "kept"  # read again and allowed for good
    withheld = "withheld"


class SharedReason(SQLModel, table=True):
    """Reasons as colleagues may read them, beside what was chosen: no name, date, stage or place (D8). `id` is an HMAC
    as a response's is, so that only their writer can be led back to them. `release` is the one they came out with."""

    __tablename__ = "shared_reasons"
    __table_args__ = (Index("ix_shared_reasons_point", "decision_point_id"), WITHOUT_ORDER)

    id: str = Field(primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    decision_point_id: int = Field(foreign_key="decision_points.id")
    round: int
    choice: str
    positions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    considerations: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str
    week: str
    state: ReasonState = Field(default=ReasonState.waiting, sa_type=words(ReasonState))
    read_by_id: int | None = Field(default=None, foreign_key="people.id")  # the editor who read it last
    release: int | None = None
