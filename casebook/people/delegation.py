"""A delegation: that somebody may run sessions for a cohort until a day, and no more than that."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row, new_key


class Delegation(Row, table=True):
    """A person who stands in for a cohort's educators. It ends by the clock, or when it is taken back."""

    __tablename__ = "delegations"

    key: str = Field(default_factory=new_key, unique=True)
    cohort_id: int = Field(foreign_key="cohorts.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    given_by_id: int = Field(foreign_key="people.id", index=True)
    until: datetime
    ended_at: datetime | None = None
