"""A case set: cases in an order, put together by an educator to teach with, and who may see it from when until when."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key, words

#: Minutes that teaching is usually given.
SLOTS = (20, 45, 90)
#: Characters of a join code: short enough to copy from a board, about 39 bits.
CODE_LENGTH = 8


class ShareKind(StrEnum):
    """To whom a set is let."""

    person = "person"  # a named educator
    cohort = "cohort"
    link = "link"  # anyone signed in who has its join code


class CaseSet(Row, table=True):
    """A set of its owner's. A copy names the set it was made from and what that was called then; whose it was is asked
    of that set's owner, so that a closed account leaves no name behind. A set that was removed keeps its row, because
    copies point to it, and none of its words."""

    __tablename__ = "case_sets"

    key: str = Field(default_factory=new_key, unique=True)
    title: str
    note: str = ""  # to whoever works through it
    owner_id: int = Field(foreign_key="people.id", index=True)
    slot_minutes: int = 45
    copied_from_id: int | None = Field(default=None, foreign_key="case_sets.id", index=True)
    copied_title: str = ""
    changed_at: datetime = Field(default_factory=now)
    removed_at: datetime | None = None


class SetStep(Row, table=True):
    """A case in a set, at the version it had when it was put in or last taken anew. The step stays when its case is
    closed: it is shown as a place that is empty."""

    __tablename__ = "set_steps"

    key: str = Field(default_factory=new_key, unique=True)
    case_set_id: int = Field(foreign_key="case_sets.id", index=True)
    position: int
    case_id: int = Field(foreign_key="cases.id", index=True)
    case_version: int
    prompt: str = ""
    minutes: int


class SetPart(Row, table=True):
    """A clip, or a segment of one, that a step uses. The clip's row may go, by a new cut; the place for it stays."""

    __tablename__ = "set_parts"

    step_id: int = Field(foreign_key="set_steps.id", index=True)
    position: int
    clip_id: int | None = Field(default=None, foreign_key="clips.id", ondelete="SET NULL", index=True)
    from_ms: int = 0
    to_ms: int | None = None  # None: to the clip's end


class SetShare(Row, table=True):
    """That a set is let to a person, a cohort or the holders of a join code, from a day to another, both included."""

    __tablename__ = "set_shares"

    key: str = Field(default_factory=new_key, unique=True)
    case_set_id: int = Field(foreign_key="case_sets.id", index=True)
    kind: ShareKind = Field(sa_type=words(ShareKind))
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohorts.id", index=True)
    code: str | None = Field(default=None, unique=True)
    opens_on: date | None = None  # None: at once
    closes_on: date | None = None  # None: when it is taken back
    given_by_id: int = Field(foreign_key="people.id", index=True)
    ended_at: datetime | None = None
