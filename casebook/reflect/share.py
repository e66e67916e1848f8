"""A share: one reflection, as it stood on a day, let to one named person until another day."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row, new_key


class Share(Row, table=True):
    """Who may read what until when, and when it was first read. It is for whoever signs in with `email`; `reader_id` is
    empty until somebody does and opens it, so that sharing tells nobody whether an address has an account. The words
    are a sealed record of the owner's, of kind `shared`, about this key; revoking takes them away."""

    __tablename__ = "shares"

    key: str = Field(default_factory=new_key, unique=True)
    owner_id: int = Field(foreign_key="people.id", index=True)
    email: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    reader_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    reflection: str  # key of the reflection it was taken from
    until: datetime
    read_at: datetime | None = None
    revoked_at: datetime | None = None
