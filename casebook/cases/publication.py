"""A publication: that a case is open to its audience, since when, by whom, and who else looked first."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row


class Publication(Row, table=True):
    """A case is open while it has a publication that was not ended."""

    __tablename__ = "publications"

    case_id: int = Field(foreign_key="cases.id", index=True)
    person_id: int = Field(foreign_key="people.id")
    confidentiality_seen_by_id: int = Field(foreign_key="people.id")
    version: int  # of the case, as it was published
    ended_at: datetime | None = None


class ClearedMark(Row, table=True):
    """That a second person has looked at words that may name somebody, and that they name nobody. It holds for that
    very line: `fingerprint` is made of its words, so that other words are marked anew."""

    __tablename__ = "cleared_marks"

    clip_id: int = Field(foreign_key="clips.id", index=True)
    fingerprint: str
    person_id: int = Field(foreign_key="people.id")


class ConfidentialityReview(Row, table=True):
    """That a second person has read a version of the case for anything that could identify a patient, with what is
    said in its clips: `words` is made of those, so that it no longer holds when they are changed."""

    __tablename__ = "confidentiality_reviews"

    case_id: int = Field(foreign_key="cases.id", index=True)
    version: int
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    person_id: int = Field(foreign_key="people.id")


class LayReading(Row, table=True):
    """That an expert by experience has read a version of the case and found it fit to be shown."""

    __tablename__ = "lay_readings"

    case_id: int = Field(foreign_key="cases.id", index=True)
    version: int
    person_id: int = Field(foreign_key="people.id")
