"""A transcript: what is said in a clip, cue by cue, and whether a person has read it against the sound."""

from datetime import date, datetime

from sqlalchemy import false
from sqlmodel import Field

from ..db.row import Row


class Transcript(Row, table=True):
    """The words of one clip. A draft until someone says she has read it against the sound; a draft again when changed.

    `version` counts the changes, so that whoever saves says which words she has seen."""

    __tablename__ = "transcripts"

    clip_id: int = Field(foreign_key="clips.id", unique=True)
    read_by: str = ""  # empty: a draft
    read_on: date | None = None
    read_by_id: int | None = Field(default=None, foreign_key="people.id")  # None: read by someone without an account
    version: int = 1
    described: str = ""  # what is seen in this clip; empty: what its recording says
    drafted_by: str = ""  # the program that made the first draft, if one did
    changed_by_id: int | None = Field(default=None, foreign_key="people.id")  # None: as it was received
    changed_at: datetime | None = None

    @property
    def reviewed(self) -> bool:
        return bool(self.read_by)


class Cue(Row, table=True):
    """A line of a transcript: what is said, or, where `seen`, what is seen, for those who cannot see it, which is
    never a caption. Times in milliseconds from the clip's start."""

    __tablename__ = "cues"

    transcript_id: int = Field(foreign_key="transcripts.id", index=True)
    start_ms: int
    end_ms: int
    speaker: str = ""
    text: str
    seen: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
