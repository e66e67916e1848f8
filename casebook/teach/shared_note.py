"""A shared note: an annotation as its writer let one group read it."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, new_key


class SharedNote(SQLModel, table=True):
    """A copy of a note for the people of one cohort, or of one teaching session while that is open. `id` is an HMAC of
    its writer and her note, so that letting it again replaces it and nothing but she leads back to the sealed one."""

    __tablename__ = "shared_notes"
    __table_args__ = (
        CheckConstraint("(cohort_id IS NULL) <> (teaching_session_id IS NULL)", name="one_group"),
        WITHOUT_ORDER,
    )

    id: str = Field(primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohorts.id")
    teaching_session_id: int | None = Field(default=None, foreign_key="teaching_sessions.id")
    clip_id: int = Field(foreign_key="clips.id", index=True)
    from_ms: int
    to_ms: int
    text: str
