"""What pages show of case sets: finished values, already within the viewer's sight."""

from dataclasses import dataclass

from .case_set import CaseSet, SetStep
from .shown import CaseCard


@dataclass(frozen=True)
class ShownPart:
    """A clip of a step, or a segment of it. `gone`: a place that is empty now, with a sentence that says so."""

    pk: int
    clip_key: str = ""
    title: str = ""
    speaker: str = ""
    after: bool = False
    length_ms: int = 0  # of the whole clip
    from_ms: int = 0
    to_ms: int | None = None
    gone: str = ""

    @property
    def is_segment(self) -> bool:
        return bool(self.from_ms) or self.to_ms is not None

    @property
    def shown_ms(self) -> int:
        """How long it plays."""
        return (self.length_ms if self.to_ms is None else self.to_ms) - self.from_ms


@dataclass(frozen=True)
class OfferedClip:
    """A clip of a step's case that she may open, chosen or not."""

    clip_key: str
    title: str
    speaker: str
    after: bool
    length_ms: int
    in_parts: bool  # whoever speaks agreed to that


@dataclass(frozen=True)
class ShownStep:
    """A case in a set. `card` None: the case is not in this viewer's sight, and nothing of it is told. `later` counts
    clips that open with her own answer. Title and dilemma are those of the version that the set holds."""

    step: SetStep
    place: int
    starts_at: int  # minutes from the beginning
    card: CaseCard | None
    title: str
    dilemma: str
    newer: bool
    parts: list[ShownPart]
    offered: list[OfferedClip]
    later: int
    instead: list[tuple[str, str]]  # slug and title of cases with a theme of this one, where something is gone

    @property
    def gone(self) -> list[ShownPart]:
        return [part for part in self.parts if part.gone]

    @property
    def open_parts(self) -> list[ShownPart]:
        return [part for part in self.parts if not part.gone]

    @property
    def ends_at(self) -> int:
        return self.starts_at + self.step.minutes


@dataclass(frozen=True)
class Origin:
    """What a set was adapted from: its title then, whose it is, and its key where this viewer may open it."""

    title: str
    owner: str
    key: str = ""


@dataclass(frozen=True)
class ShownSet:
    """A set with its cases."""

    case_set: CaseSet
    owner: str
    hers: bool
    steps: list[ShownStep]
    origins: list[Origin]  # the nearest first

    @property
    def minutes(self) -> int:
        """All its steps together."""
        return sum(one.step.minutes for one in self.steps)

    @property
    def left(self) -> int:
        """Minutes of the slot that are not given out; negative where it runs over."""
        return self.case_set.slot_minutes - self.minutes

    @property
    def slugs(self) -> set[str]:
        return {one.card.slug for one in self.steps if one.card}


@dataclass(frozen=True)
class Notices:
    """What its owner should look at in a set: how many cases have a newer version, how many are closed at present,
    and how many clips are gone."""

    newer: int = 0
    closed: int = 0
    gone: int = 0

    def __bool__(self) -> bool:
        return bool(self.newer or self.closed or self.gone)


@dataclass(frozen=True)
class ListedSet:
    """A set in a list."""

    case_set: CaseSet
    owner: str
    cases: int
    minutes: int
    notices: Notices = Notices()
    let: int = 0  # to how many it is let, by name, cohort or code


@dataclass(frozen=True)
class Covered:
    """A theme or a continuum: how many cases there are under it, and how many of those stand in the set."""

    slug: str
    title: str
    cases: int
    chosen: int


@dataclass(frozen=True)
class SetCoverage:
    """What a set covers, and what it leaves."""

    themes: list[Covered]
    continua: list[Covered]

    @property
    def most(self) -> int:
        """Cases under the fullest of them, for drawing all to one scale."""
        return max((one.cases for one in [*self.themes, *self.continua]), default=0)


@dataclass(frozen=True)
class Adding:
    """The set that a case is put into by one press: the one its owner worked on last; without a key, a new one."""

    key: str = ""
    title: str = ""
    slugs: frozenset[str] = frozenset()
