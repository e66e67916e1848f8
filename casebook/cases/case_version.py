"""A case's version: its words as they stood, kept so that an answer can be read beside what it answered."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from ..db.row import Row


class CaseVersion(Row, table=True):
    """All text of a case at one version. Nothing of what its contributors said is in it: that follows their consent.
    `versioning.py` says how `words` are laid out."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    case_id: int = Field(foreign_key="cases.id")
    version: int
    words: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
