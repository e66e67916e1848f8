"""How far clips are: for the bar on the command line and for the page that waits for a clip."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..jobs.job import Job, JobState
from .clip import Clip, ClipState

OVER = (ClipState.ready, ClipState.refused, ClipState.quarantined, ClipState.taken_back)


@dataclass(frozen=True)
class HowFar:
    """A clip on its way: `progress` is 0 to 1 over all its stations, `says` what is being done, in words."""

    key: str
    title: str
    state: ClipState
    reason: str
    progress: float
    says: str

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in OVER


def how_far(db: Session, keys: Sequence[str] | None = None) -> list[HowFar]:
    """Every clip, or those of the keys, in the order they were cut, with how far each is."""
    question = select(Clip).where(Clip.state != ClipState.replaced).order_by(col(Clip.id))
    clips = db.exec(question if keys is None else question.where(col(Clip.key).in_(keys))).all()
    busy = [clip.key for clip in clips if clip.state not in OVER]
    running = (Job.state == JobState.running) & (Job.kind == "transcode")
    held_up = (Job.state == JobState.waiting) & (Job.reason != "")  # for want of room, or before another attempt
    jobs = {job.about: job for job in db.exec(select(Job).where(col(Job.about).in_(busy), running | held_up)).all()}
    return [
        HowFar(
            clip.key,
            clip.title,
            clip.state,
            clip.reason,
            1.0 if clip.state in OVER else jobs[clip.key].progress if clip.key in jobs else 0.0,
            (jobs[clip.key].reason or jobs[clip.key].says) if clip.key in jobs else clip.state.value,
        )
        for clip in clips
    ]


def progress_of(db: Session, key: str) -> tuple[float, str] | None:
    """How far one clip is, 0 to 1 and in words; None when nothing more will happen by itself."""
    clip = next(iter(how_far(db, [key])), None)
    return None if clip is None or clip.over else (clip.progress, clip.says)
