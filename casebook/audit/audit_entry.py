"""What the audit keeps of an act, and how far it has been closed. Rows are only added; the database sees to that."""

from sqlmodel import Field, SQLModel


class AuditEntry(SQLModel, table=True):
    """That somebody did something: never a word of anybody, nor a name. `who` is a person's key, or the operator."""

    __tablename__ = "audit_entries"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str = Field(index=True)  # text, because the code over it must come out the same for ever
    who: str = Field(index=True)
    organisation: str = Field(index=True)  # hers at that moment, by its slug: a closed account has none
    act: str  # the name of a route, or of a command
    about: str = Field(index=True)  # what it was done to, as kind/key, such as cohorts/k3m…
    outcome: str
    mac: str  # HMAC-SHA-256 over the one before and this row


class AuditSegment(SQLModel, table=True):
    """That the audit up to `last` was closed and taken away, its time being over; the rest hangs on its `head`."""

    __tablename__ = "audit_segments"

    last: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    head: str
    rows: int
    closed_at: str
    mac: str
