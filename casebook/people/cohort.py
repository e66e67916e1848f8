"""Cohorts: a group that learns together, with dated membership, because trainees rotate."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from ..db.row import Row, new_key, words


class Part(StrEnum):
    """What a member is in a cohort."""

    learner = "learner"
    educator = "educator"


class Cohort(Row, table=True):
    """A group of an organisation."""

    __tablename__ = "cohorts"

    key: str = Field(default_factory=new_key, unique=True)
    name: str
    organisation_id: int = Field(foreign_key="organisations.id", index=True)


class CohortClosure(Row, table=True):
    """That a cohort is closed, by whom and when: its educators see nothing of it any more, its members keep theirs."""

    __tablename__ = "cohort_closures"

    cohort_id: int = Field(foreign_key="cohorts.id", unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)


class Membership(Row, table=True):
    """A person in a cohort from a day until, if known, another (both included)."""

    __tablename__ = "memberships"

    key: str = Field(default_factory=new_key, unique=True)
    cohort_id: int = Field(foreign_key="cohorts.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    part: Part = Field(default=Part.learner, sa_type=words(Part))
    starts_on: date
    ends_on: date | None = None
