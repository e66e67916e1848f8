"""People of the library: organisations, persons, their roles, and suspensions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import false
from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key, words


class Role(StrEnum):
    trainee = "trainee"
    educator = "educator"
    author = "author"
    reviewer = "reviewer"
    consent_officer = "consent-officer"
    lay_reviewer = "lay-reviewer"  # an expert by experience
    administrator = "administrator"
    operator = "operator"


#: Roles that open others' words, names or work to whoever holds them: with these a second factor is asked for.
PRIVILEGED = frozenset(Role) - {Role.trainee}


class CareerStage(StrEnum):
    """The one partition used for comparison (D6)."""

    student = "student"
    foundation = "foundation"
    specialty_training = "specialty-training"
    gp = "gp"
    sas = "sas"
    consultant = "consultant"
    other = "other"


class Organisation(Row, table=True):
    """A trust, a medical school, a deanery."""

    __tablename__ = "organisations"

    slug: str = Field(unique=True)
    name: str


class Person(Row, table=True):
    """Someone who can sign in. `simulated` people answered for the demo and can never sign in. A `guest` was let into
    one teaching session by its code: she has no password, and nothing but that session opens to her."""

    __tablename__ = "people"

    key: str = Field(default_factory=new_key, unique=True)
    name: str
    email: str = Field(unique=True)
    password_hash: str = ""
    stage: CareerStage = Field(default=CareerStage.other, sa_type=words(CareerStage))
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id", index=True)
    simulated: bool = False
    guest: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: She wrote her address herself, joining by a link for several: nothing that is sent to an address opens for her.
    unproven: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: Her account was made by a link that somebody else handed her, and could have used.
    handed_link: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Appointment(Row, table=True):
    """A role given to a person, by whom and when; ended, not deleted."""

    __tablename__ = "appointments"

    person_id: int = Field(foreign_key="people.id", index=True)
    role: Role = Field(sa_type=words(Role))
    given_by_id: int | None = Field(default=None, foreign_key="people.id")
    ended_at: datetime | None = None


class Suspension(Row, table=True):
    """A person shut out, with who did it and why, until it is lifted."""

    __tablename__ = "suspensions"

    person_id: int = Field(foreign_key="people.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="people.id")
    reason: str
    lifted_at: datetime | None = None


class SignIn(Row, table=True):
    """One signed-in browser. Only the hash of its secret is kept; revoking it ends it everywhere."""

    __tablename__ = "sign_ins"

    key: str = Field(default_factory=new_key, index=True, sa_column_kwargs={"server_default": ""})
    secret_sha256: str = Field(unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    browser: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as its owner would call it
    seen_at: datetime = Field(default_factory=now)
    ends_at: datetime
    revoked_at: datetime | None = None
    proved_at: datetime | None = Field(default_factory=now)  # when she last showed that it is she
    second_factor_at: datetime | None = None  # when that took a second factor


class UploadToken(Row, table=True):
    """Lets a program of hers send recordings in a person's name, and nothing else. Only its hash is kept."""

    __tablename__ = "upload_tokens"

    secret_sha256: str = Field(unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    name: str  # what she calls it, such as the program or the machine that has it
    ends_at: datetime
    revoked_at: datetime | None = None


class SignInFailure(Row, table=True):
    """A failed sign-in, counted to slow down guessing; the account is named only by a hash."""

    __tablename__ = "sign_in_failures"

    account_sha256: str = Field(index=True)
