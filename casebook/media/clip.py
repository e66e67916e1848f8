"""A recording as it was received, and the clips that are cut from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from ..db.row import BYTES, Row, new_key, words


class Medium(StrEnum):
    film = "film"
    slideshow = "slideshow"
    sound = "sound"


class ClipState(StrEnum):
    """How far a clip is, in the words its author sees."""

    waiting = "waiting"
    reading = "reading"
    transcoding = "transcoding"
    checking = "checking"
    ready = "ready"
    refused = "refused"
    quarantined = "quarantined"
    replaced = "replaced"  # by a new cut; about to be taken away
    redacting = "being redacted"  # what was made before is being taken away; then it is made anew
    taken_back = "taken back"  # the consent of its recording has ended; nothing of it is made or shown


#: Nothing is made of a clip in one of these states, and nothing of it is shown.
CLOSED = (ClipState.replaced, ClipState.redacting, ClipState.taken_back)


class Recording(Row, table=True):
    """An original, kept as it came. `original` is its path in storage; nobody but the worker opens it."""

    __tablename__ = "recordings"

    key: str = Field(default_factory=new_key, unique=True)
    title: str
    medium: Medium = Field(sa_type=words(Medium))
    contributor_id: int | None = Field(default=None, foreign_key="contributors.id", index=True)
    received_from_id: int | None = Field(default=None, foreign_key="people.id")
    original: str
    original_name: str = ""
    bytes: int = Field(sa_type=BYTES)
    sha256: str = Field(index=True)
    stills: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)  # slideshow: {path, at_ms, alt}
    described: str = ""  # what is seen, for those who cannot see it
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # what probing found
    probed_at: datetime | None = None
    sound_track: int | None = None  # among its sound tracks, counted from 1; None: the one that players take


class Clip(Row, table=True):
    """A span of a recording. `version` is the one that is shown; 0 until the first is ready."""

    __tablename__ = "clips"

    key: str = Field(default_factory=new_key, unique=True)
    recording_id: int = Field(foreign_key="recordings.id", index=True)
    title: str
    in_ms: int = 0
    out_ms: int | None = None  # None: to the end
    state: ClipState = Field(default=ClipState.waiting, sa_type=words(ClipState))
    reason: str = ""
    version: int = 0
    also_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # may still be played to its end
    duration_ms: int | None = None
    width: int | None = None  # of the picture as seen; None for sound alone
    height: int | None = None
    ready_at: datetime | None = None  # None: the version that is shown is not the one that is wanted, or not whole


def cut_of(clip: Clip, recording: Recording) -> tuple[int, int, int | None, int | None]:
    """What of a recording a clip is: where this is another one, what was made of it is of no use any more."""
    return clip.recording_id, clip.in_ms, clip.out_ms, recording.sound_track
