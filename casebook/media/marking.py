"""How far a clip is: the states its author sees, moved by the stations, and how it can end badly or begin again."""

import time

from sqlmodel import Session

from ..errors import ClipClosed
from ..jobs.job import Job
from ..jobs.worker import Work
from . import queries
from .clip import CLOSED, Clip, ClipState
from .program import sandbox_level

ENDED = "Consent has ended."
REPLACED = "Another clip has taken its place."
REDACTED = "Something in it is being redacted."
CLOSED_WHY = {ClipState.taken_back: ENDED, ClipState.replaced: REPLACED, ClipState.redacting: REDACTED}
_AT_MOST_EVERY_S = 0.5


def move(work: Work, state: ClipState) -> None:
    """Let the clip of this work be in `state`, and keep with the job what fences its programs in. Raises LeaseLost, and
    ClipClosed."""
    with work.writing() as db:
        note_sandbox(db, work)
        clip = queries.clip_by_key(db, work.about)
        still_open(clip)
        clip.state, clip.reason = state, ""
        db.add(clip)


def still_open(clip: Clip) -> None:
    """Content while something may be made of a clip. Raises ClipClosed where it was taken back or replaced."""
    if clip.state in CLOSED:
        raise ClipClosed(CLOSED_WHY[clip.state])


def note_sandbox(db: Session, work: Work) -> None:
    """Keep with the job what fences its programs in."""
    if (job := db.get(Job, work.lease.job_id)) is not None:
        job.sandbox = sandbox_level()
        db.add(job)


def begin_again(db: Session, clip: Clip) -> Clip:
    """Let a clip wait for a new version, made from its recording anew; the old one is shown until then. Nothing is made
    of one that was taken back or replaced."""
    if clip.state not in CLOSED:
        clip.state, clip.reason = ClipState.waiting, ""
    clip.ready_at = None
    db.add(clip)
    return clip


class Saying:
    """Says how far the work is, at most twice a second, and never backwards."""

    def __init__(self, work: Work) -> None:
        self._work, self._last_at, self._furthest = work, 0.0, 0.0

    def __call__(self, progress: float, words: str, *, now: bool = False) -> None:
        """Say it; `now` even when something was said a moment ago. Raises LeaseLost."""
        self._furthest = max(self._furthest, progress)
        if now or time.monotonic() - self._last_at >= _AT_MOST_EVERY_S:
            self._last_at = time.monotonic()
            self._work.says(self._furthest, words)
