"""Letters: what the library sends by mail, of a closed list of kinds and without a private word; and what lets somebody
set a password."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key, words


class LetterKind(StrEnum):
    set_password = "set-password"  # an account was made for her
    password_reset = "password-reset"
    second_factor_changed = "second-factor-changed"
    consent_expiring = "consent-expiring"  # to consent officers; `about` says how many, and when
    password_changed = "password-changed"
    account_unused = "account-unused"  # it will be closed; `about` says in how many days
    provider_linked = "provider-linked"
    provider_unlinked = "provider-unlinked"
    words_handed_over = "words-handed-over"  # on a lawful demand
    joining = "joining"  # a personal link into a cohort


class LetterState(StrEnum):
    waiting = "waiting"
    sent = "sent"
    dropped = "dropped"  # there was nobody to write to
    dead = "dead"  # a day of trying was not enough; a person looks


class Letter(Row, table=True):
    """A letter of the outbox. It says what about and to whom, never what it says: words and links are made as it is
    sent, so that no secret lies here. Its address goes when it has been sent or dropped; a hash stays, to count by."""

    __tablename__ = "letters"

    key: str = Field(default_factory=new_key, unique=True)
    kind: LetterKind = Field(sa_type=words(LetterKind))
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    email: str  # empty where the person's own holds when it is sent, and once it is over
    email_sha256: str = Field(index=True)
    about: str = ""  # the key of an invitation, the name of a provider, how many consents
    state: LetterState = Field(default=LetterState.waiting, sa_type=words(LetterState), index=True)
    attempts: int = 0
    due_at: datetime = Field(default_factory=now)
    over_at: datetime | None = None
    trouble: str = ""  # what the mail server said, in a word of ours


class PasswordLink(Row, table=True):
    """Lets whoever reads a person's mail set her password, once, until a moment. Only its hash is kept."""

    __tablename__ = "password_links"

    secret_sha256: str = Field(unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    until: datetime
    used_at: datetime | None = None
