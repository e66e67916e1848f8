"""A redaction: a span of a recording that nobody is to hear, to see, or to meet at all."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from ..db.row import Row, new_key, words


class Way(StrEnum):
    """What is done to the span."""

    silence = "silence"
    bleep = "bleep"
    blur = "blur"  # the whole picture, or a box of it
    cut = "cut"


#: Nothing is heard of what was said there, and nothing of it is read.
UNHEARD = (Way.silence, Way.bleep, Way.cut)
UNSEEN = (Way.blur, Way.cut)
#: A box is measured in thousandths of the picture, so that it means the same in every size.
WHOLE = 1000


class Redaction(Row, table=True):
    """Planned until somebody applies it: from then on no film is made without it. Times in ms of the recording as it
    was received. It holds no words: not what was said there, nor why it may not be heard."""

    __tablename__ = "redactions"

    key: str = Field(default_factory=new_key, unique=True)
    recording_id: int = Field(foreign_key="recordings.id", index=True)
    way: Way = Field(sa_type=words(Way))
    start_ms: int
    end_ms: int
    left: int = 0
    top: int = 0
    width: int = WHOLE
    height: int = WHOLE
    planned_by_id: int = Field(foreign_key="people.id")
    applied_at: datetime | None = None
    applied_by_id: int | None = Field(default=None, foreign_key="people.id")
    undone_at: datetime | None = None
    settled_at: datetime | None = None  # what was made before is gone from disk, log and index
    original_gone_at: datetime | None = None  # the recording as it was received is gone

    @property
    def in_force(self) -> bool:
        """Whether film is made with it."""
        return self.applied_at is not None and self.undone_at is None

    @property
    def whole_picture(self) -> bool:
        """Whether it has no box."""
        return (self.left, self.top, self.width, self.height) == (0, 0, WHOLE, WHOLE)
