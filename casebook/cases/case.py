"""A case: a dilemma, its story, the clips that tell it, and what hangs on it."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from ..db.row import Row


class Case(Row, table=True):
    """A dilemma. `version` grows with every change of its words; an answer keeps the version it answered."""

    __tablename__ = "cases"

    slug: str = Field(unique=True)
    title: str
    dilemma: str  # one sentence, at most 25 words
    story: str  # Markdown
    setting: str
    jurisdiction: str
    level: str
    perspective: str = "doctor"
    twist: str = ""
    guide: str = ""  # the educator's guide, Markdown
    cover: str = ""  # path of a still in storage
    support: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)  # {title, url}
    licence: str = Field(default="CC BY 4.0", sa_column_kwargs={"server_default": "CC BY 4.0"})  # of its words
    attribution: str = Field(default="", sa_column_kwargs={"server_default": ""})  # whom to name beside them
    author_id: int | None = Field(default=None, foreign_key="people.id")
    version: int = 1
    fingerprint: str = ""  # of the imported text, so that importing again changes nothing


class CaseTheme(Row, table=True):
    """A theme of a case; position 0 is the primary one."""

    __tablename__ = "case_themes"

    case_id: int = Field(foreign_key="cases.id", index=True)
    theme_id: int = Field(foreign_key="themes.id", index=True)
    position: int


class CaseGuidance(Row, table=True):
    """Guidance that a case names."""

    __tablename__ = "case_guidance"

    case_id: int = Field(foreign_key="cases.id", index=True)
    guidance_id: int = Field(foreign_key="guidance.id")
    position: int


class ContentNote(Row, table=True):
    """A short, factual note of what may be hard to hear, with its time where known."""

    __tablename__ = "content_notes"

    case_id: int = Field(foreign_key="cases.id", index=True)
    note: str
    clip_id: int | None = Field(default=None, foreign_key="clips.id")
    from_ms: int | None = None
    to_ms: int | None = None
    position: int


class CaseClip(Row, table=True):
    """A clip in a case. A clip told `after` the decision point is let out only after the viewer's own commit."""

    __tablename__ = "case_clips"

    case_id: int = Field(foreign_key="cases.id", index=True)
    clip_id: int = Field(foreign_key="clips.id", unique=True)
    name: str  # as content calls it, such as nia-before
    told_in: str = ""  # the recording, as content calls it
    after: bool
    position: int
    chose: str = ""  # key of the option this contributor took
    positions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # continuum slug -> 1 to 7
    weighed: str = ""
