"""A proposal: another way, in a trainee's words, that she has offered to the editors as a missing option."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from ..db.row import WITHOUT_ORDER, new_key, words


class ProposalState(StrEnum):
    waiting = "waiting"
    adopted = "adopted"
    set_aside = "set-aside"


class Proposal(SQLModel, table=True):
    """Words without a name. `id` is an HMAC as a response's is, so that each person offers one a round."""

    __tablename__ = "proposals"
    __table_args__ = WITHOUT_ORDER

    id: str = Field(primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    decision_point_id: int = Field(foreign_key="decision_points.id", index=True)
    text: str
    week: str
    case_version: int
    state: ProposalState = Field(default=ProposalState.waiting, sa_type=words(ProposalState))
    answer: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the author's sentence, for its writer
    decided_by_id: int | None = Field(default=None, foreign_key="people.id")
