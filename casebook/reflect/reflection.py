"""A reflection: what its writer keeps for herself, sealed as one record. Nothing of it is a column."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from .reflection_templates import BY_KEY, HEADINGS, Heading, Template

KIND = "reflection"  # of its sealed record


@dataclass(frozen=True)
class Moment:
    """A span of a clip, in ms from its start; `to_ms` equals `from_ms` for a single moment. `title` is the clip's."""

    clip: str
    title: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True)
class Action:
    """Something to do, until a day if one is set; `done_on` is the day it was ticked off."""

    key: str
    text: str
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Reflection:
    """What was written, under `template` now; `parts` holds words by heading, those of other templates too, so that
    changing the template loses none. `capabilities` and `guidance` are by key; a capability has its justification."""

    key: str
    title: str = ""
    case: str = ""  # slug; empty where it is about no case
    case_title: str = ""
    template: str = "what"
    parts: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None
    capabilities: dict[str, str] = field(default_factory=dict)
    guidance: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    begun_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    changed_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    finished: bool = False
    tab: str = ""  # which open page wrote it last
    version: int = 0  # of its sealed record; 0 before it is kept

    @property
    def shape(self) -> Template:
        """The template it is written under now."""
        return BY_KEY[self.template]

    @property
    def other_headings(self) -> list[Heading]:
        """Headings of other templates that hold words."""
        mine = {heading.key for heading in self.shape.headings}
        return [HEADINGS[key] for key in HEADINGS if key not in mine and self.parts.get(key, "").strip()]

    @property
    def written(self) -> list[tuple[Heading, str]]:
        """Headings with words, those of the template first."""
        headings = [*self.shape.headings, *self.other_headings]
        return [(heading, self.parts[heading.key]) for heading in headings if self.parts.get(heading.key, "").strip()]

    @property
    def name(self) -> str:
        """What she calls it, or what it is about."""
        return self.title or self.case_title or "A reflection"

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it yet that she has written or chosen."""
        chosen = self.capabilities or self.guidance or self.moments or self.actions
        return not (self.title or self.written or chosen)

    def words(self) -> dict[str, Any]:
        """It as its sealed record keeps it: JSON."""
        kept = asdict(self)
        del kept["key"], kept["version"]
        kept["begun_at"], kept["changed_at"] = self.begun_at.isoformat(), self.changed_at.isoformat()
        for action in kept["actions"]:
            for day in ("due", "done_on"):
                action[day] = action[day].isoformat() if action[day] else None
        return kept


def reflection_from(key: str, words: dict[str, Any], version: int) -> Reflection:
    """The reflection that a sealed record keeps."""
    given = dict(words)
    given["moments"] = [Moment(**moment) for moment in given["moments"]]
    given["actions"] = [
        Action(one["key"], one["text"], _day(one["due"]), _day(one["done_on"])) for one in given["actions"]
    ]
    for moment in ("begun_at", "changed_at"):
        given[moment] = datetime.fromisoformat(given[moment])
    return Reflection(key=key, version=version, **given)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
