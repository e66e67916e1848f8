"""What pages show of cases: finished values, already within the viewer's sight; templates ask the database nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..media.clip import ClipState, Medium
from ..media.consent import Use
from ..media.transcript import Cue
from .case import Case
from .decision_point import DecisionPoint, Option
from .guidance import Guidance
from .theme import Continuum, Theme


@dataclass(frozen=True)
class Speaker:
    """A contributor as shown beside a clip or on a card."""

    slug: str
    name: str
    role: str
    stage: str
    setting: str
    invented: bool


@dataclass(frozen=True)
class CaseCard:
    """A case as a card shows it, before anyone has opened it. `duration_ms` counts all its clips."""

    slug: str
    title: str
    dilemma: str
    setting: str
    jurisdiction: str
    level: str
    has_cover: bool
    themes: list[Theme]
    speakers: list[Speaker]
    notes: list[str]
    duration_ms: int
    answered: bool
    published: bool

    @property
    def what_it_is(self) -> str:
        """What a reader is told it is. It is called fictional only where everybody who speaks in it is invented: the
        same words beside a doctor's own story would say that it never happened."""
        fictional = self.speakers and all(one.invented for one in self.speakers)
        return "Fictional case for learning; not guidance." if fictional else "For learning; not guidance."


@dataclass(frozen=True)
class ShownClip:
    """A clip with all its player needs. `chose`, `positions`, `weighed` only where the clip is told after."""

    key: str
    version: int
    title: str
    state: ClipState
    reason: str
    medium: Medium
    duration_ms: int
    width: int | None
    height: int | None
    after: bool
    speaker: Speaker | None
    cues: Sequence[Cue]
    read_by: str  # who read the transcript against the sound; empty for a draft
    allowed: frozenset[Use]  # by whoever speaks
    described: str
    stills: list[dict[str, Any]]
    chose: str
    positions: dict[str, int]
    weighed: str

    @property
    def ready(self) -> bool:
        return self.version > 0

    @property
    def words_may_leave(self) -> bool:
        """Whether they may be taken away as a file."""
        return Use.transcript in self.allowed

    @property
    def has_pictures(self) -> bool:
        """Whether its still and small pictures may be shown."""
        return self.has_picture and Use.stills in self.allowed

    @property
    def has_picture(self) -> bool:
        return self.width is not None

    @property
    def descriptions(self) -> bool:
        """Whether some lines tell what is seen."""
        return any(cue.seen for cue in self.cues)


@dataclass(frozen=True)
class ShownNote:
    """A content note, with its time where the viewer may see the clip it is in."""

    note: str
    clip_title: str = ""
    from_ms: int | None = None
    to_ms: int | None = None


@dataclass(frozen=True)
class CasePage:
    """Everything on a case's page. `withheld` counts clips that open with the viewer's own commit; `taken_back` has a
    sentence for each clip that would be here had its consent not ended."""

    case: Case
    card: CaseCard
    point: DecisionPoint
    options: Sequence[Option]
    continua: Sequence[Continuum]
    considerations: Sequence[Continuum]  # all there are: any of them may have led
    clips: list[ShownClip]
    taken_back: list[str]
    withheld: int
    notes: list[ShownNote]
    guidance: Sequence[Guidance]
    committed: bool
    read_by_lay: bool  # this version, by an expert by experience
    hers_to_sign: bool  # whether this viewer is one who has not said so yet

    @property
    def notes_before(self) -> list[ShownNote]:
        """The notes of what is told before the decision: those of a clip told after it could tell what comes."""
        before = {clip.title for clip in self.clips if not clip.after}
        return [note for note in self.notes if not note.clip_title or note.clip_title in before]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a synthesis, with its links as `moment:case/clip/ms`; or what opens it, when it is withheld."""

    text: str
    opened_by: list[CaseCard] = field(default_factory=list)


@dataclass(frozen=True)
class ThemePage:
    """A theme, what doctors told us, its cases."""

    theme: Theme
    paragraphs: list[Paragraph]
    cards: list[CaseCard]
    guidance: Sequence[Guidance]
