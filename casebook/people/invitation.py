"""An invitation into a cohort: a link, of which only the hash is kept."""

from datetime import date, datetime

from sqlalchemy import false
from sqlmodel import Field

from ..db.row import Row, new_key, words
from .person import CareerStage


class Invitation(Row, table=True):
    """A link that lets so many people join a cohort until a day. Name, address and stage stand in one that is for a
    single person, until she has used it or it is over; who used it is not written down."""

    __tablename__ = "invitations"

    key: str = Field(default_factory=new_key, unique=True)
    secret_sha256: str = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohorts.id", index=True)
    given_by_id: int = Field(foreign_key="people.id", index=True)
    starts_on: date  # of the place it gives
    ends_on: date | None = None
    until: datetime  # of the link
    most: int  # people who may use it
    used: int = 0
    ended_at: datetime | None = None
    name: str = ""
    email: str = ""
    stage: CareerStage = Field(default=CareerStage.other, sa_type=words(CareerStage))
    #: Its secret went to her address alone, and nobody here has seen it.
    mailed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    @property
    def personal(self) -> bool:
        """Whether it is for one named person."""
        return bool(self.email)
