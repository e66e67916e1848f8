"""Settling a redaction: what was made of the recording before is taken from the disk, the log and the index, then the
clips are made anew; and some days later the recording as it was received goes too."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ..clock import now
from ..db import changes
from ..db.engine import empty_log, reading
from ..errors import GivesWay
from ..jobs.worker import Work
from .attempt import sweep
from .clip import Clip, ClipState, Recording
from .marking import REDACTED
from .redaction import Redaction
from .redaction_ledger import write_down
from .workshop import Workshop

_STILL_READ = "What is to be taken away is still being read."


def redactions_due(db: Session) -> list[str]:
    """Keys of the recordings that were redacted, or of which that was undone, and that are not settled."""
    question = select(Recording.key).join(Redaction, col(Redaction.recording_id) == Recording.id)
    return sorted(set(db.exec(question.where(_unsettled())).all()))


def settle(work: Work, shop: Workshop) -> None:
    """Station: take away what was made of recording `work.about` before it was redacted, and call off what is being
    made of it. Safe to repeat, and to be killed anywhere: nothing of it is out from the moment it was redacted. Raises
    GivesWay while what was deleted may still be read somewhere."""
    with work.writing() as db:
        keys = [clip.key for clip in _closed_clips(db, work.about)]
        # what is being made was begun before more was redacted, and would be taken for what is to come
        work.queue.call_off(db, keys, REDACTED)
    with reading(shop.engine) as db:
        write_down(db, shop.storage, db.exec(select(Recording).where(Recording.key == work.about)).one())
    for key in keys:  # closed, so that nobody makes anything there
        shop.storage.remove_below(f"film/{key}")
    sweep(shop.engine, shop.folder)  # what a worker that was called off had of it in hand
    with work.writing() as db:
        for clip in _closed_clips(db, work.about):
            if clip.key in keys:
                clip.state = ClipState.waiting
                db.add(clip)
    with reading(shop.engine) as db:
        _let_go_of(db)
    if not empty_log(shop.engine):
        raise GivesWay(_STILL_READ)
    with work.writing() as db:
        _let_go_of(db)  # more may have been redacted meanwhile, and is not settled by this
        question = select(Redaction).join(Recording, col(Recording.id) == Redaction.recording_id)
        for one in db.exec(question.where(Recording.key == work.about, _unsettled())).all():
            one.settled_at = now()
            db.add(one)


def unsettled_recordings() -> ColumnElement[bool]:
    """A recording whose words the index may still hold as they were before."""
    return (
        select(Redaction.id).where(Redaction.recording_id == Recording.id, _unsettled()).correlate(Recording).exists()
    )


def _let_go_of(db: Session) -> None:
    """Raises GivesWay while the index may hold what was taken away."""
    if any(change.kind == changes.ANEW for change in changes.pending(db, limit=1_000_000)):
        raise GivesWay(_STILL_READ)


def _closed_clips(db: Session, recording: str) -> list[Clip]:
    """The clips of a recording, by its key, that are closed until what was made of them before is gone."""
    question = select(Clip).join(Recording, col(Recording.id) == Clip.recording_id)
    return list(db.exec(question.where(Recording.key == recording, Clip.state == ClipState.redacting)).all())


def _unsettled() -> ColumnElement[bool]:
    return col(Redaction.settled_at).is_(None) & col(Redaction.applied_at).is_not(None)
