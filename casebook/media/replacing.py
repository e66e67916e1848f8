"""A clip that another has replaced: nobody plays it any more, and the worker takes away all that was made of it."""

from sqlmodel import Session, col, delete, select

from ..db import changes
from ..db.engine import reading
from ..jobs.worker import Work
from .clip import Clip, ClipState
from .rendition import Rendition
from .transcript import Cue, Transcript
from .workshop import Workshop


def replace(db: Session, clip: Clip) -> None:
    """Put a clip out of use; its row and files are taken away by a job."""
    clip.state = ClipState.replaced
    clip.version = clip.also_version = 0  # nothing of it is found from this moment on
    db.add(clip)
    changes.note(db, "clip", clip.key)


def purge(work: Work, shop: Workshop) -> None:
    """Station: take away the film, the transcript and the row of a replaced clip. Safe to repeat."""
    with reading(shop.engine) as db:
        clip = db.exec(select(Clip).where(Clip.key == work.about, Clip.state == ClipState.replaced)).first()
    if clip is None:
        return
    shop.storage.remove_below(f"film/{clip.key}")
    with work.writing() as db:
        held = db.get(Clip, clip.pk)
        if held is None:
            return
        db.exec(delete(Rendition).where(col(Rendition.clip_id) == held.pk))
        transcripts = select(Transcript.id).where(Transcript.clip_id == held.pk)
        db.exec(delete(Cue).where(col(Cue.transcript_id).in_(transcripts)))
        db.exec(delete(Transcript).where(col(Transcript.clip_id) == held.pk))
        db.delete(held)
