"""A shot: all that the making of a clip depends on, worked out before any program is started."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .hiding import Hidden, timeline
from .ladder import Rung


@dataclass(frozen=True)
class Still:
    """A picture of a slideshow, by its name in the attempt folder, and how long it is shown."""

    name: str
    length_ms: int


@dataclass(frozen=True)
class Shot:
    """All that the command depends on. Times in ms; `gain_db` brings the sound to its loudness."""

    source: str
    start_ms: int
    length_ms: int
    rungs: Sequence[Rung]
    fps: Fraction
    video: dict[str, Any] | None
    audio: dict[str, Any] | None
    stills: Sequence[Still]
    gain_db: float
    threads: int
    tone_map: bool
    fenced: bool = True
    leave_bytes: int = field(default=0, repr=False)  # of the disk it is made on; changes nothing of what is made
    copies_top: bool = False  # the recording's own picture is the top rung, as it is
    hidden: Sequence[Hidden] = ()  # nobody is to hear, see or meet it
    zimg: bool = False  # this ffmpeg has zimg, which makes a picture smaller at a quarter of the work

    @property
    def reads_ms(self) -> int:
        """How much of the recording is read: what is cut out of it counts too."""
        return self.length_ms + sum(end - start for start, end in timeline(self.hidden, 1 << 40).cuts)
