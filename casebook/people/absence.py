"""An absence: when a person was last here, by the day, and when she was told that her account will be closed."""

from datetime import date, datetime

from sqlmodel import Field

from ..db.row import Row


class Absence(Row, table=True):
    """The day of a person's last sign-in, kept where the sign-ins themselves are gone, to close what nobody uses."""

    __tablename__ = "absences"

    person_id: int = Field(foreign_key="people.id", unique=True)
    last_here: date
    told_at: datetime | None = None
