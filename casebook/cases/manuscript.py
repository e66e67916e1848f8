"""A manuscript: a case as its author writes it, which no reader sees until it becomes a version of the case."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key


class Manuscript(Row, table=True):
    """One case being written, for the first time or anew. `saved` counts how often its words have been, so that
    whoever saves says which words she has seen; `manuscript_words.py` says how they are laid out."""

    __tablename__ = "manuscripts"

    key: str = Field(default_factory=new_key, unique=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", unique=True)  # None: a case there is not yet
    author_id: int | None = Field(default=None, foreign_key="people.id", index=True)  # None: any author's
    begun_from: int = 0  # the version of the case that its author had before her
    words: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    saved: int = 1
    saved_at: datetime = Field(default_factory=now)


class ManuscriptReading(Row, table=True):
    """That a reviewer has read a manuscript, as it was saved then, for anything that could identify a patient, with
    what is said in its clips: `words` is made of those, so that it no longer holds when they are changed."""

    __tablename__ = "manuscript_readings"

    manuscript_id: int = Field(foreign_key="manuscripts.id", index=True)
    saved: int
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    person_id: int = Field(foreign_key="people.id")
