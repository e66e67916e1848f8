"""A rendition: one playable or visible form of a clip, at one version."""

from enum import StrEnum

from sqlmodel import Field

from ..db.row import BYTES, Row, words


class RenditionKind(StrEnum):
    master = "master"  # the playlist that names the others
    video = "video"
    audio = "audio"
    poster = "poster"
    sprites = "sprites"  # the sheet of small pictures and the WebVTT that cuts it
    peaks = "peaks"  # waveform, for the transcript editor


class Rendition(Row, table=True):
    """Where it is kept: `film/<clip key>/<version>/<name>/…`; `entry` is the file to open first."""

    __tablename__ = "renditions"

    clip_id: int = Field(foreign_key="clips.id", index=True)
    version: int
    kind: RenditionKind = Field(sa_type=words(RenditionKind))
    name: str  # such as v720, a128, hls, still
    entry: str
    width: int | None = None
    height: int | None = None
    kbits: int | None = None  # average, kbit/s
    codecs: str = ""  # as in RFC 6381
    bytes: int = Field(default=0, sa_type=BYTES)
    files: int = 1
