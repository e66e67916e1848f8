"""A health check: what a cohort says, without names, of how it learns from ethical decisions; and what it will do."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, Row, new_key

#: How a statement can be answered, in the order in which it is shown; one left blank is counted as the last.
ANSWERS = {"mostly": "Mostly so", "sometimes": "Sometimes", "seldom": "Hardly ever", "unsure": "I cannot tell"}
UNSURE = "unsure"


class HealthCheck(Row, table=True):
    """One survey of a cohort. `asked` is what it asks, as it stood when it was opened; `figures` is what was let out
    when it was closed, the same for every viewer and for good."""

    __tablename__ = "health_checks"

    key: str = Field(default_factory=new_key, unique=True)
    cohort_id: int = Field(foreign_key="cohorts.id", index=True)
    opened_by_id: int = Field(foreign_key="people.id", index=True)
    asked: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    released_at: datetime | None = None
    figures: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class HealthAnswer(SQLModel, table=True):
    """What one member answers, without a person or a time. `id` is HMAC(check, person) under a key kept outside the
    database, so that one member answers once and the database alone tells nobody whose it is. The close deletes it."""

    __tablename__ = "health_answers"
    __table_args__ = (WITHOUT_ORDER,)

    id: str = Field(primary_key=True)
    health_check_id: int = Field(foreign_key="health_checks.id", index=True)
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # statement key -> answer


class PlannedAction(Row, table=True):
    """Something a cohort will do about a dimension, by whom and until when."""

    __tablename__ = "planned_actions"

    key: str = Field(default_factory=new_key, unique=True)
    health_check_id: int = Field(foreign_key="health_checks.id", index=True)
    dimension: str  # slug, one of those the check asked about
    text: str
    owner_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    due_on: date | None = None
    done_on: date | None = None
