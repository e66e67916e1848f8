"""A programme: modules in order, with days and a level, for the cohorts that are enrolled."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, Row, new_key, words


class Level(StrEnum):
    """Whom a module is made for."""

    foundation = "foundation"
    mid = "mid"
    senior = "senior"


class Programme(Row, table=True):
    """A programme of an organisation; whoever made it keeps it, and so do its organisation's administrators."""

    __tablename__ = "programmes"

    key: str = Field(default_factory=new_key, unique=True)
    title: str
    note: str = ""  # what it is for, in a sentence or two
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)


class Module(Row, table=True):
    """A part of a programme, open from a day and due by another (both included). Once somebody has started it, its
    cases stay as they are, because she was told what they are."""

    __tablename__ = "modules"

    key: str = Field(default_factory=new_key, unique=True)
    programme_id: int = Field(foreign_key="programmes.id", index=True)
    position: int
    title: str
    level: Level = Field(default=Level.foundation, sa_type=words(Level))
    opens_on: date
    due_on: date


class ModuleCase(Row, table=True):
    """A case of a module; where it was put in with a case set, which one."""

    __tablename__ = "module_cases"
    __table_args__ = (UniqueConstraint("module_id", "case_id"),)

    module_id: int = Field(foreign_key="modules.id", index=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    case_set_id: int | None = Field(default=None, foreign_key="case_sets.id", index=True)
    position: int


class Enrolment(Row, table=True):
    """That a cohort takes a programme, from when somebody enrolled it until it is ended."""

    __tablename__ = "enrolments"

    programme_id: int = Field(foreign_key="programmes.id", index=True)
    cohort_id: int = Field(foreign_key="cohorts.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    ended_at: datetime | None = None


class Start(SQLModel, table=True):
    """That a person has read who will see her taking part in a module, and pressed Start. It lets the educators of
    this cohort, and of no other, see whether she took part; the week is the finest time there is."""

    __tablename__ = "starts"
    __table_args__ = WITHOUT_ORDER

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    module_id: int = Field(foreign_key="modules.id", primary_key=True, index=True)
    cohort_id: int = Field(foreign_key="cohorts.id", primary_key=True, index=True)
    week: str
