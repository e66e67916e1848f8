"""The shape of `content/`: what each file must hold, as `docs/authors.md` tells it. Checked before anything changes."""

from datetime import date as Date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .content_text import milliseconds, word_count


def _at_most_words(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        if (count := word_count(text)) > limit:
            raise ValueError(f"at most {limit} words are expected, here are {count}")
        return text

    return AfterValidator(check)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Words = Annotated[str, Field(min_length=1)]
Time = Annotated[int, BeforeValidator(lambda time: milliseconds(str(time)))]
Place7 = Annotated[int, Field(ge=1, le=7)]
Stage = Literal[
    "student", "foundation", "specialty-training", "gp", "sas", "consultant", "nurse", "allied", "manager",
    "patient", "carer",
]  # fmt: skip
Setting = Literal[
    "gp", "emergency-department", "medical-ward", "surgical-ward", "theatre", "intensive-care", "community",
    "care-of-older-people", "mental-health", "maternity", "prison", "sexual-health", "home-visit",
]  # fmt: skip
CONSENT_OF_INVENTED = "An invented person; nobody's consent is needed."
Picture = Literal["as-filmed", "blurred", "silhouette", "drawn", "voice-alone"]

GUIDE_PARTS = (
    "Aims", "In 20 minutes", "In 45 minutes", "In 90 minutes", "Opening question", "Prompts", "Likely directions",
    "A minority view to protect", "A systems question", "Welfare", "One thing to do next week",
)  # fmt: skip


class Shape(BaseModel):
    """Nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ThemeShape(Shape):
    title: Words
    line: Words
    position: int = Field(ge=1, le=99)
    words: list[Words] = []
    guidance: list[Slug] = []
    sought: str = ""


class ContributorShape(Shape):
    name: Words
    role: Words
    stage: Stage
    setting: Setting
    invented: bool
    picture: Picture = "as-filmed"
    voice: str = ""


class ContinuumShape(Shape):
    slug: Slug
    number: int = Field(ge=1, le=15)
    pole1: Words
    mean: Words
    pole2: Words


class ContinuaShape(Shape):
    attribution: Words
    continua: list[ContinuumShape] = Field(min_length=1)


class GuidanceShape(Shape):
    key: Slug
    issuer: Words
    title: Words
    year: int | None = Field(default=None, ge=1900, le=2100)
    paragraph: str | int | None = None
    jurisdiction: Words
    url: str | None = Field(default=None, pattern=r"^https://")
    checked: Date | None = None
    checked_by: str = ""
    settles: str = ""
    leaves_open: str = ""


class GuidanceTable(Shape):
    guidance: list[GuidanceShape]


class SynonymGroupShape(Shape):
    term: Words
    names: list[Words] = []
    leads: list[Words] = []
    as_written: list[Words] = []

    @model_validator(mode="after")
    def _another_name(self) -> "SynonymGroupShape":
        if not (self.names or self.leads or self.as_written):
            raise ValueError("at least one other name is expected, in `names`, `leads` or `as_written`")
        return self


class SynonymTable(Shape):
    synonyms: list[SynonymGroupShape]


class StatementShape(Shape):
    key: Slug
    text: Words


class HealthDimensionShape(Shape):
    slug: Slug
    title: Words
    line: Words
    statements: list[StatementShape] = Field(min_length=1, max_length=4)
    guidance: list[Slug] = []
    themes: list[Slug] = []


class HealthTable(Shape):
    health_check: list[HealthDimensionShape] = Field(min_length=1, max_length=12)


class CapabilityShape(Shape):
    code: str | int
    title: Words


class FrameworkShape(Shape):
    framework: Words
    issuer: str = ""
    version: str | int
    items: list[CapabilityShape] = Field(min_length=1)


class ContentNoteShape(Shape):
    note: Words
    recording: Slug | None = None
    from_: Time | None = Field(default=None, alias="from")
    to: Time | None = None


class SupportShape(Shape):
    title: Words
    url: str = Field(pattern=r"^(https://|tel:)")


class OptionShape(Shape):
    key: Slug
    label: Words
    for_: Words = Field(alias="for")
    against: Words


class DecisionShape(Shape):
    moment: Words
    question: Words
    options: list[OptionShape] = Field(min_length=3, max_length=5)
    continua: list[Slug] = Field(min_length=2, max_length=5)
    closing: Words


class StillShape(Shape):
    file: Words
    at: Time
    alt: Words


class ClipThemeShape(Shape):
    """That a span of a clip, in the recording's time, tells of a theme."""

    theme: Slug
    from_: Time = Field(alias="from")
    to: Time


class ClipShape(Shape):
    key: Slug
    title: Words
    part: Literal["before", "after"]
    from_: Time = Field(alias="from")
    to: Time
    chose: Slug | None = None
    positions: dict[Slug, Place7] = {}
    weighed: str = ""
    themes: list[ClipThemeShape] = []

    @model_validator(mode="after")
    def _a_span(self) -> "ClipShape":
        if self.to - self.from_ < 1000:
            raise ValueError("a clip ends at least a second after it starts")
        if any(not self.from_ <= one.from_ < one.to <= self.to for one in self.themes):
            raise ValueError("a theme's span lies within its clip and ends after it starts")
        if self.part == "before" and (self.chose or self.positions or self.weighed):
            raise ValueError("a clip before the decision point tells nothing of what anyone chose or weighed")
        return self


class ReadShape(Shape):
    by: Words
    date: Date


class ConsentShape(Shape):
    evidence: Words
    audience: Literal["signed-in", "public"] = "signed-in"
    until: Date | None = None
    transcript: bool = True


class RecordingShape(Shape):
    key: Slug
    contributor: Slug
    medium: Literal["film", "slideshow", "sound"]
    file: Words
    transcript: Words
    transcript_read: ReadShape | None = None
    described: str = ""
    stills: list[StillShape] = []
    consent: ConsentShape | None = None
    clips: list[ClipShape] = Field(min_length=1)

    @model_validator(mode="after")
    def _stills_fit(self) -> "RecordingShape":
        if self.medium == "slideshow" and len(self.stills) < 2:
            raise ValueError("a slideshow has at least two stills")
        if self.medium != "slideshow" and self.stills:
            raise ValueError("only a slideshow has stills")
        return self


class CaseShape(Shape):
    title: Words
    dilemma: Annotated[str, _at_most_words(25)]
    themes: list[Slug] = Field(min_length=1, max_length=4)
    setting: Setting
    jurisdiction: Words
    level: Literal["undergraduate", "foundation", "core", "higher", "cpd"]
    perspective: Literal["doctor", "patient", "carer", "nurse", "manager"] = "doctor"
    content_notes: list[ContentNoteShape] = []
    support: list[SupportShape] = []
    guidance: list[Slug] = []
    cover: str = ""
    decision: DecisionShape
    twist: str = ""
    licence: Words = "CC BY 4.0"
    attribution: str = ""
    recordings: list[RecordingShape] = Field(min_length=1)


def in_words(problem: dict[str, Any]) -> str:
    """One of pydantic's findings as a sentence for an author."""
    kind, where = problem["type"], ".".join(str(part) for part in problem["loc"])
    if kind == "missing":
        return f"`{where}` is expected"
    if kind == "extra_forbidden":
        return f"`{where}` is not a name we know; docs/authors.md lists those there are"
    if kind == "string_pattern_mismatch" and problem["ctx"]["pattern"].startswith("^[a-z0-9]"):
        return f"`{where}` is written in lower-case words joined by hyphens, not {problem['input']!r}"
    return f"`{where}`: {problem['msg'].removeprefix('Value error, ')}"
