"""What a room watches of a case: the parts its set has chosen, or every clip told before the decision."""

from dataclasses import dataclass

from ..cases.shown import CasePage, ShownClip
from ..media.consent import Use
from .teaching_session import TeachingStep


@dataclass(frozen=True)
class Watched:
    """A clip that is watched, or a part of it."""

    clip: ShownClip
    from_ms: int = 0
    to_ms: int | None = None  # None: to its end

    @property
    def is_segment(self) -> bool:
        return bool(self.from_ms) or self.to_ms is not None

    @property
    def ends_ms(self) -> int:
        return self.clip.duration_ms if self.to_ms is None else self.to_ms

    @property
    def said(self) -> list[str]:
        """The words of it, line by line."""
        heard = [cue for cue in self.clip.cues if cue.end_ms > self.from_ms]
        return [cue.text for cue in heard if self.to_ms is None or cue.start_ms < self.to_ms]


def watched(step: TeachingStep, page: CasePage) -> list[Watched]:
    """What is watched at a step, in order, of what the viewer of this page may see now: a clip that has been taken back
    since, is told after the decision, or whose speaker agreed neither to a room nor to parts, is not among it."""
    before = {clip.key: clip for clip in page.clips if not clip.after and Use.live_showing in clip.allowed}
    if step.parts is None:
        return [Watched(clip) for clip in before.values()]
    parts = [
        Watched(before[part["clip"]], part["from_ms"], part["to_ms"]) for part in step.parts if part["clip"] in before
    ]
    return [one for one in parts if Use.excerpts in one.clip.allowed or not one.is_segment]
