"""Consent: what a contributor allowed to be done with a recording, until when. No consent, no playing."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key, words


class Audience(StrEnum):
    """Who may see a recording: the first two are of organisations that are named with the consent."""

    own = "own-organisation"  # the contributor's own
    named = "named-organisations"
    signed_in = "signed-in"
    public = "public"


class Use(StrEnum):
    """What may be done with a recording; each is agreed to apart from the others."""

    teaching = "teaching"  # shown in cases, to whoever learns by herself
    live_showing = "live_showing"  # shown to a group in a teaching session
    excerpts = "excerpts"  # shown in parts
    stills = "stills"  # pictures taken from it
    transcript = "transcript"  # its words taken away as a file


class Withdrawer(StrEnum):
    """Who withdrew a consent."""

    contributor = "contributor"
    author = "author"
    officer = "officer"
    ledger = "ledger"  # it was withdrawn before the backup this database came from was brought back


STANDING = "withdrawn_at IS NULL AND superseded_at IS NULL"


class Consent(Row, table=True):
    """One agreement. Default deny: only a live row lets a recording out, and the clock is asked at each request. What
    was agreed is never changed (the database refuses it): another agreement supersedes it. At most one stands."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_standing",
            "recording_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
    )

    key: str = Field(default_factory=new_key, unique=True)
    recording_id: int = Field(foreign_key="recordings.id", index=True)
    contributor_id: int | None = Field(default=None, foreign_key="contributors.id", index=True)
    audience: Audience = Field(default=Audience.signed_in, sa_type=words(Audience))
    open_to: str = Field(default="", sa_column_kwargs={"server_default": ""})  # organisations' numbers, between bars
    teaching: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    live_showing: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    excerpts: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    stills: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    transcript: bool = False
    keeps_text: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # the case stays without it
    territory: str = Field(default="", sa_column_kwargs={"server_default": ""})
    shown_as: str = Field(default="", sa_column_kwargs={"server_default": ""})  # name and role, as agreed
    treatment: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of face and voice
    employer: str = Field(default="", sa_column_kwargs={"server_default": ""})  # its approval, or why none is needed
    starts_at: datetime = Field(default_factory=now)
    until: datetime | None = None
    review_on: date | None = None
    evidence: str  # where the signed form is, or why none is needed
    written_by_id: int | None = Field(default=None, foreign_key="people.id")
    supersedes_id: int | None = Field(default=None, foreign_key="consents.id")
    superseded_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: Withdrawer | None = Field(default=None, sa_type=words(Withdrawer))
    withdrawn_by_id: int | None = Field(default=None, foreign_key="people.id")
    withdrawn_reason: str = ""

    @property
    def organisations(self) -> list[int]:
        """The row numbers of the organisations it is open to."""
        return [int(one) for one in self.open_to.split("|") if one]

    @property
    def last_day(self) -> date | None:
        """The last day it holds, as it was agreed: `until` is the moment in which that day is over."""
        return (self.until - timedelta(microseconds=1)).date() if self.until else None

    def allows(self, use: Use) -> bool:
        """Whether this use was agreed to."""
        return bool(getattr(self, use.value))


def between_bars(organisations: list[int]) -> str:
    """Row numbers as `open_to` keeps them."""
    return "|" + "|".join(str(one) for one in sorted(set(organisations))) + "|" if organisations else ""


class EvidenceFile(Row, table=True):
    """The signed form of a consent, kept in the storage by its hash; for those who keep consents alone."""

    __tablename__ = "evidence_files"

    consent_id: int = Field(foreign_key="consents.id", index=True)
    key: str = Field(default_factory=new_key, unique=True)
    sha256: str
    kind: str
    bytes: int
    person_id: int = Field(foreign_key="people.id")  # who brought it


class PatientReview(Row, table=True):
    """That somebody other than who wrote the consent down has listened for anything that tells who a patient is."""

    __tablename__ = "patient_reviews"

    consent_id: int = Field(foreign_key="consents.id", index=True)
    person_id: int = Field(foreign_key="people.id")


class ConsentReminder(Row, table=True):
    """That consent officers were written to so many days before a consent ends: once for each."""

    __tablename__ = "consent_reminders"
    __table_args__ = (UniqueConstraint("consent_id", "days"),)

    consent_id: int = Field(foreign_key="consents.id")
    days: int
