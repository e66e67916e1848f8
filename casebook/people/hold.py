"""A legal hold: that nothing of one person's is deleted, by clock or by closing, until it is lifted."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row, new_key


class Hold(Row, table=True):
    """A person's data held, by two who approved and the reference of the demand; she is told unless the law bars it."""

    __tablename__ = "holds"

    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    approved_by_id: int = Field(foreign_key="people.id")
    also_approved_by_id: int = Field(foreign_key="people.id")
    reference: str  # of the demand in the organisation's own files; never what it says
    told: bool = True
    bar: str = ""  # the reference of the order by which she is not told
    lifted_at: datetime | None = None
    lifted_by_id: int | None = Field(default=None, foreign_key="people.id")
    lift_also_by_id: int | None = Field(default=None, foreign_key="people.id")
