"""A teaching note: what one educator writes to the others about a case or a case set: a note, a question, or an answer
to one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ..db.row import Row, new_key, words


class TeachingNoteKind(StrEnum):
    note = "note"
    question = "question"
    answer = "answer"


class TeachingNote(Row, table=True):
    """Words for educators and those who make cases, under the writer's name. One that others have answered keeps its
    row without its words when its writer removes it."""

    __tablename__ = "teaching_notes"

    key: str = Field(default_factory=new_key, unique=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)  # it, or the set, is what it is about
    case_set_id: int | None = Field(default=None, foreign_key="case_sets.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    kind: TeachingNoteKind = Field(sa_type=words(TeachingNoteKind))
    question_id: int | None = Field(default=None, foreign_key="teaching_notes.id", index=True)  # of an answer
    text: str
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_by_id: int | None = Field(default=None, foreign_key="people.id")
    hidden_because: str = ""


class TeachingNoteReport(Row, table=True):
    """That somebody asks a reviewer to look at a teaching note, until a reviewer has."""

    __tablename__ = "teaching_note_reports"
    __table_args__ = (UniqueConstraint("teaching_note_id", "person_id"),)

    teaching_note_id: int = Field(foreign_key="teaching_notes.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    because: str
    settled_at: datetime | None = None
