"""An upload: a file on its way to us, and how much of it is surely kept; its parts, where they lie in the storage."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field

from ..db.row import Row, new_key


class Upload(Row, table=True):
    """A file that someone sends, piece by piece. `offset` counts the bytes that are on the disk for certain; those
    beyond it are cut off when the sending goes on. The keys of what it becomes are chosen when it begins, so that
    finishing it twice makes one recording."""

    __tablename__ = "uploads"

    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    length: int = Field(sa_type=BigInteger)
    offset: int = Field(default=0, sa_type=BigInteger)
    name: str = ""  # of the file, as its author called it
    title: str = ""
    medium: str = ""  # film, slideshow, sound; empty: probing finds out; picture: a still that waits for its sound
    told: str = ""  # Upload-Metadata as it came
    batch: str = Field(default="", index=True)  # pictures of a slideshow name the batch of their sound
    still: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # of a picture: {at_ms, alt}
    expires_at: datetime
    recording_key: str = Field(default_factory=new_key)
    clip_key: str = Field(default_factory=new_key)
    finishing_until: datetime | None = None  # where its bytes are elsewhere: until when somebody is at it
    finished_at: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether every byte has come; `finished_at` says when it became a recording."""
        return self.offset == self.length


class UploadPart(Row, table=True):
    """A part of an upload that grows in the storage: `bytes` of it, from `at` on. Only parts that stand here count."""

    __tablename__ = "upload_parts"

    upload_id: int = Field(foreign_key="uploads.id", index=True, ondelete="CASCADE")
    at: int = Field(sa_type=BigInteger)
    bytes: int = Field(sa_type=BigInteger)
    path: str = Field(unique=True)
