"""Fixed vocabularies: themes, the fifteen continua, capability frameworks, synonyms, health dimensions."""

from sqlalchemy import JSON
from sqlmodel import Field

from ..db.row import Row, new_key


class Theme(Row, table=True):
    """An ethical theme, with its synthesis of what doctors told us."""

    __tablename__ = "themes"

    slug: str = Field(unique=True)
    title: str
    line: str
    position: int
    synthesis: str  # Markdown; a link moment:case/recording@m:ss leads to the moment that says it
    sought: str = ""  # what is still looked for, while the theme has few cases
    words: list[str] = Field(default_factory=list, sa_type=JSON)  # what people also call it


class ClipTheme(Row, table=True):
    """That a span of a clip tells of a theme, in milliseconds from the clip's start. It goes with its clip."""

    __tablename__ = "clip_themes"

    key: str = Field(default_factory=new_key, unique=True)
    clip_id: int = Field(foreign_key="clips.id", index=True, ondelete="CASCADE")
    theme_id: int = Field(foreign_key="themes.id", index=True)
    from_ms: int
    to_ms: int


class Continuum(Row, table=True):
    """One of the fifteen continua of Conroy et al., BMC Medical Ethics 2021;22:16, Table 2; labels as published."""

    __tablename__ = "continua"

    slug: str = Field(unique=True)
    number: int
    pole1: str
    mean: str
    pole2: str
    attribution: str


class Capability(Row, table=True):
    """An item of a capability framework, such as the GMC's nine generic domains."""

    __tablename__ = "capabilities"

    framework: str
    version: str
    code: str
    title: str

    @property
    def key(self) -> str:
        """What a reflection names it by; a later version of the framework has other keys."""
        return f"{self.framework}/{self.version}/{self.code}"


class SynonymGroup(Row, table=True):
    """Several names of one thing. Asking by any of them looks for all of `term` and `names`; what only leads there is
    not looked for itself, as it means other things as well."""

    __tablename__ = "synonyms"

    term: str = Field(unique=True)  # the name that is preferred
    position: int
    names: list[str] = Field(default_factory=list, sa_type=JSON)
    leads: list[str] = Field(default_factory=list, sa_type=JSON)
    as_written: list[str] = Field(default_factory=list, sa_type=JSON)  # lead there only with these capitals: TOP


class HealthDimension(Row, table=True):
    """One side of how a department learns from ethical decisions, with the statements a health check asks about, and
    what leads on where it turns out weak."""

    __tablename__ = "health_dimensions"

    slug: str = Field(unique=True)
    position: int
    title: str
    line: str
    statements: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)  # key, text
    guidance: list[str] = Field(default_factory=list, sa_type=JSON)  # keys
    themes: list[str] = Field(default_factory=list, sa_type=JSON)  # slugs
