"""Guidance as dated rows: who issued it, when, and when somebody last checked what we say of it."""

from datetime import date

from sqlmodel import Field

from ..db.row import Row


class Guidance(Row, table=True):
    """A piece of law or professional guidance. `checked_on` is empty until a person has opened the source."""

    __tablename__ = "guidance"

    key: str = Field(unique=True)
    issuer: str
    title: str
    year: int | None = None
    paragraph: str = ""
    jurisdiction: str
    url: str = ""
    checked_on: date | None = None
    checked_by: str = Field(default="", sa_column_kwargs={"server_default": ""})  # who opened it then
    settles: str = ""
    leaves_open: str = ""


class ThemeGuidance(Row, table=True):
    """Guidance that a theme names."""

    __tablename__ = "theme_guidance"

    theme_id: int = Field(foreign_key="themes.id", index=True)
    guidance_id: int = Field(foreign_key="guidance.id")
    position: int
