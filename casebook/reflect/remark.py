"""A remark: what a reader tells a case's author about the case, without her name."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, new_key, words


class FromRole(StrEnum):
    """By which door it was said: after comparing, or after teaching."""

    trainee = "trainee"
    educator = "educator"


class Says(StrEnum):
    """What the case did: to a reader, or to a room that was taught with it."""

    taught = "taught"
    misled = "misled"
    divided = "divided"
    in_part = "in-part"
    agreed = "agreed"


#: what may be said by each door
SAID_BY: dict[FromRole, tuple[Says, ...]] = {
    FromRole.trainee: (Says.taught, Says.misled),
    FromRole.educator: (Says.divided, Says.in_part, Says.agreed),
}


class RemarkState(StrEnum):
    waiting = "waiting"
    will_change = "will-change"
    stays = "stays"


class Remark(SQLModel, table=True):
    """Words without a name. `id` is an HMAC as a response's is, so that each person leaves one for a case by each
    door, and only she can be led back to it. After teaching, `text` says what was missing and `suggests` what she would
    change; either may be empty. `answer` is the author's sentence, for her."""

    __tablename__ = "remarks"
    __table_args__ = WITHOUT_ORDER

    id: str = Field(primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    from_role: FromRole = Field(sa_type=words(FromRole))
    says: Says = Field(sa_type=words(Says))
    text: str
    suggests: str = Field(default="", sa_column_kwargs={"server_default": ""})
    week: str
    case_version: int
    state: RemarkState = Field(default=RemarkState.waiting, sa_type=words(RemarkState))
    answer: str = ""
    answered_by_id: int | None = Field(default=None, foreign_key="people.id")
