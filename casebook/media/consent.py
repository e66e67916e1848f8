"""Consent: what a contributor allowed to be done with a recording, until when. No consent, no playing."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from ..clock import now
from ..db.row import Row, words


class Audience(StrEnum):
    signed_in = "signed-in"
    public = "public"


class Consent(Row, table=True):
    """One agreement. Default deny: only a live row lets a recording out, and the clock is asked at each request."""

    __tablename__ = "consents"

    recording_id: int = Field(foreign_key="recordings.id", index=True)
    contributor_id: int | None = Field(default=None, foreign_key="contributors.id", index=True)
    audience: Audience = Field(default=Audience.signed_in, sa_type=words(Audience))
    starts_at: datetime = Field(default_factory=now)
    until: datetime | None = None
    transcript: bool = True  # whether the words may be taken away as a file
    evidence: str  # where the signed form is, or why none is needed
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
