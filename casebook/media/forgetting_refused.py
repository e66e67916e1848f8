"""Forgetting refused uploads: a recording of which nothing can be used is kept for a few days, and then goes."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from ..clock import now
from ..people.holding import held
from .clip import Clip, ClipState, Recording
from .transcript import Cue, Transcript
from .upload import Upload


def forget_refused(db: Session, *, days: int) -> int:
    """Take away the rows of uploads whose every clip was refused, so many days after the last; answers how many. The
    sweep takes their files. What something points to, such as a consent, stays."""
    limit = now() - timedelta(days=days)
    other = (col(Clip.state) != ClipState.refused) | (col(Clip.created_at) >= limit)
    wanted = select(Clip.id).where(col(Clip.recording_id) == Recording.id, other).exists()
    some = select(Clip.id).where(col(Clip.recording_id) == Recording.id).exists()
    sent = select(Upload.id).where(col(Upload.recording_key) == Recording.key).exists()
    keeps = held(col(Recording.received_from_id))
    old = select(Recording).where(col(Recording.created_at) < limit, some, ~wanted, sent, ~keeps)
    return sum(_forget(db, recording) for recording in db.exec(old).all())


def _forget(db: Session, recording: Recording) -> bool:
    clips = select(Clip.id).where(Clip.recording_id == recording.pk)
    transcripts = select(Transcript.id).where(col(Transcript.clip_id).in_(clips))
    try:
        with db.begin_nested():
            db.exec(delete(Cue).where(col(Cue.transcript_id).in_(transcripts)))
            db.exec(delete(Transcript).where(col(Transcript.clip_id).in_(clips)))
            db.exec(delete(Clip).where(col(Clip.recording_id) == recording.pk))
            db.exec(delete(Upload).where(col(Upload.recording_key) == recording.key))
            db.exec(delete(Recording).where(col(Recording.id) == recording.pk))
    except IntegrityError:
        return False
    return True
