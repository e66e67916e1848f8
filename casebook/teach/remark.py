"""A remark: what one educator writes to the others about a case: a note, a question, or an answer to one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ..db.row import Row, new_key, words


class RemarkKind(StrEnum):
    note = "note"
    question = "question"
    answer = "answer"


class Remark(Row, table=True):
    """Words for educators and those who make cases, under the writer's name. One that others have answered keeps its
    row without its words when its writer removes it."""

    __tablename__ = "remarks"

    key: str = Field(default_factory=new_key, unique=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    kind: RemarkKind = Field(sa_type=words(RemarkKind))
    question_id: int | None = Field(default=None, foreign_key="remarks.id", index=True)  # of an answer
    text: str
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_by_id: int | None = Field(default=None, foreign_key="people.id")
    hidden_because: str = ""


class RemarkReport(Row, table=True):
    """That somebody asks a reviewer to look at a remark, until a reviewer has."""

    __tablename__ = "remark_reports"
    __table_args__ = (UniqueConstraint("remark_id", "person_id"),)

    remark_id: int = Field(foreign_key="remarks.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    because: str
    settled_at: datetime | None = None
