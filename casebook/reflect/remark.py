"""A remark: what a reader tells a case's author about the case, without her name."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, new_key, words


class FromRole(StrEnum):
    """By which door it was said: after comparing, or after teaching."""

    trainee = "trainee"
    educator = "educator"


class Says(StrEnum):
    taught = "taught"
    misled = "misled"


class RemarkState(StrEnum):
    waiting = "waiting"
    will_change = "will-change"
    stays = "stays"


class Remark(SQLModel, table=True):
    """Words without a name. `id` is an HMAC as a response's is, so that each person leaves one for a case by each
    door, and only she can be led back to it. `answer` is the author's sentence, for her."""

    __tablename__ = "remarks"
    __table_args__ = WITHOUT_ORDER

    id: str = Field(primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    from_role: FromRole = Field(sa_type=words(FromRole))
    says: Says = Field(sa_type=words(Says))
    text: str
    week: str
    case_version: int
    state: RemarkState = Field(default=RemarkState.waiting, sa_type=words(RemarkState))
    answer: str = ""
    answered_by_id: int | None = Field(default=None, foreign_key="people.id")
