"""A lawful demand: that words of one person were made readable for an authority, by two who approved."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row, new_key


class LawfulDemand(Row, table=True):
    """A demand that was answered: whose words, of which kinds, how many records, for which key, and the hash of the
    file. She is told unless an order bars that, and else when the bar is over."""

    __tablename__ = "lawful_demands"

    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    approved_by_id: int = Field(foreign_key="people.id")
    also_approved_by_id: int = Field(foreign_key="people.id")
    reference: str  # of the demand in the organisation's own files; never what it says
    kinds: str  # of sealed record, joined by commas
    records: int
    recipient: str  # the public key that alone opens the file
    sha256: str = ""  # of the file
    told: bool = True
    told_at: datetime | None = None
    bar: str = ""  # the reference of the order by which she is not told
