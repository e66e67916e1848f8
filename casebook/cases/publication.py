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


class ConfidentialityReview(Row, table=True):
    """That a second person has read a version of the case for anything that could identify a patient."""

    __tablename__ = "confidentiality_reviews"

    case_id: int = Field(foreign_key="cases.id", index=True)
    version: int
    person_id: int = Field(foreign_key="people.id")


class LayReading(Row, table=True):
    """That an expert by experience has read a version of the case and found it fit to be shown."""

    __tablename__ = "lay_readings"

    case_id: int = Field(foreign_key="cases.id", index=True)
    version: int
    person_id: int = Field(foreign_key="people.id")
