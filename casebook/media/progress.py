"""How far clips are: for the bar on the command line and for the page that waits for a clip."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from ..jobs.job import Job, JobState
from .clip import Clip, ClipState

#: What a clip's state is called where no job says more.
IN_WORDS = {
    ClipState.waiting: "waiting for its turn",
    ClipState.redacting: "taking away what was there before",
    ClipState.reading: "reading the file",
    ClipState.transcoding: "making it playable",
    ClipState.checking: "checking what was made",
}
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
    drafting: tuple[float, str] | None = None  # the same of the captioner, which may be at work on a clip that plays

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in OVER


def how_far(db: Session, keys: Sequence[str] | None = None) -> list[HowFar]:
    """Every clip, or those of the keys, in the order they were cut, with how far each is."""
    question = select(Clip).where(Clip.state != ClipState.replaced).order_by(col(Clip.id))
    clips = db.exec(question if keys is None else question.where(col(Clip.key).in_(keys))).all()
    running = (col(Job.state) == JobState.running) & col(Job.kind).in_(["transcode", "caption"])
    # held up for want of room, or before another attempt
    held_up = (col(Job.state) == JobState.waiting) & (col(Job.reason) != "")
    about = col(Job.about).in_([clip.key for clip in clips])
    found = db.exec(select(Job).where(about, or_(running, held_up))).all()
    over = {clip.key for clip in clips if clip.state in OVER}
    jobs = {job.about: job for job in found if job.kind != "caption" and job.about not in over}
    drafts = {job.about: job for job in found if job.kind == "caption" and job.says}
    return [
        HowFar(
            clip.key,
            clip.title,
            clip.state,
            clip.reason,
            1.0 if clip.state in OVER else jobs[clip.key].progress if clip.key in jobs else 0.0,
            (clip.key in jobs and (jobs[clip.key].reason or jobs[clip.key].says))
            or IN_WORDS.get(clip.state, clip.state.value),
            (drafts[clip.key].progress, drafts[clip.key].says) if clip.key in drafts else None,
        )
        for clip in clips
    ]


def progress_of(db: Session, key: str) -> tuple[float, str] | None:
    """How far one clip is, 0 to 1 and in words; None when nothing more will happen by itself."""
    clip = next(iter(how_far(db, [key])), None)
    return None if clip is None or clip.over else (clip.progress, clip.says)
