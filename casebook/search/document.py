"""What is indexed: the words of a case, the name of a clip and who speaks in it, and what is said, moment by moment."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: Every field that can be searched, with its weight.
FIELDS: Mapping[str, float] = {
    "title": 3.0,
    "dilemma": 2.0,
    "theme": 2.0,
    "contributor": 2.0,
    "spoken": 1.0,
    "guidance": 0.7,
    "setting": 0.7,
    "story": 0.5,
}

#: A thought often crosses cues, so words are looked for in windows of five; the last is the first of the next.
WINDOW = 5
STEP = 4

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class CaseDocument:
    """A case in its own words. What is told after its decision point does not belong here."""

    case_slug: str
    title: str
    dilemma: str
    story: str = ""
    themes: tuple[str, ...] = ()
    setting: str = ""
    guidance: tuple[str, ...] = ()

    clip_key = ""

    def texts(self) -> dict[str, str]:
        """The text of each field."""
        return {
            "title": self.title,
            "dilemma": self.dilemma,
            "story": self.story,
            "theme": "\n".join(self.themes),
            "setting": self.setting,
            "guidance": "\n".join(self.guidance),
        }

    def pieces(self) -> tuple[str, ...]:
        """What may be shown of it, piece by piece: title, dilemma, each sentence of the story."""
        return (self.title, self.dilemma, *(one for one in _SENTENCE_ENDS.split(self.story) if one))


@dataclass(frozen=True)
class ClipDocument:
    """A clip by its title and by who speaks in it, seen with the clip and gone with its consent."""

    case_slug: str
    clip_key: str
    title: str
    contributor: str
    after: bool

    def texts(self) -> dict[str, str]:
        """The text of each field."""
        return {"title": self.title, "contributor": self.contributor}

    def pieces(self) -> tuple[str, ...]:
        """What may be shown of it."""
        return (" · ".join(one for one in (self.title, self.contributor) if one),)


@dataclass(frozen=True)
class SpokenCue:
    """A cue as it is indexed; `start_ms` from the clip's start."""

    start_ms: int
    text: str


@dataclass(frozen=True)
class Moment:
    """A window of cues of one clip, each with its own start."""

    case_slug: str
    clip_key: str
    after: bool
    cues: tuple[SpokenCue, ...]

    def texts(self) -> dict[str, str]:
        """The text of each field."""
        return {"spoken": "\n".join(cue.text for cue in self.cues)}

    def pieces(self) -> tuple[str, ...]:
        """What may be shown of it, cue by cue."""
        return tuple(cue.text for cue in self.cues)


Document = CaseDocument | ClipDocument | Moment


def moments(case_slug: str, clip_key: str, cues: Sequence[SpokenCue], *, after: bool) -> Iterator[Moment]:
    """The windows of a clip, each beginning with the last cue of the one before it."""
    for first in range(0, max(len(cues) - 1, min(len(cues), 1)), STEP):
        yield Moment(case_slug, clip_key, after, tuple(cues[first : first + WINDOW]))
