"""A decision point: the moment at which the film stops and asks, its options, and who has committed there."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, Row, new_key

#: The choice that every decision point also offers.
ANOTHER_WAY = "another-way"


class DecisionPoint(Row, table=True):
    """Where the film stops. `moment` says who you are and when; `continua` are those it really pulls on."""

    __tablename__ = "decision_points"

    key: str = Field(default_factory=new_key, unique=True)
    case_id: int = Field(foreign_key="cases.id", unique=True)
    moment: str
    question: str
    closing: str  # the closing phronesis question
    continua: list[str] = Field(default_factory=list, sa_type=JSON)  # slugs, 2 to 5


class Option(Row, table=True):
    """One defensible answer, with its best advocate's sentence and its cost."""

    __tablename__ = "options"

    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    key: str
    label: str
    speaks_for: str
    speaks_against: str
    position: int


class Commitment(SQLModel, table=True):
    """That a person has answered here: it opens what comes after, and says nothing of what or exactly when."""

    __tablename__ = "commitments"
    __table_args__ = WITHOUT_ORDER

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    decision_point_id: int = Field(foreign_key="decision_points.id", primary_key=True, index=True)
