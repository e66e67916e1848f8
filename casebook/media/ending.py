"""Consent that ends: closing a recording with all its clips, and opening it again when a new consent is written down.

Only rows change here, in the transaction of whoever withdraws. A tombstone whose film is not settled is itself the
note that work is due: `work.py` calls off what is being made of the recording and lets `burying.py` take it away.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from ..clock import now
from ..db import changes
from ..errors import Gone
from .allowing import standing
from .clip import Clip, ClipState, Recording
from .consent import Consent
from .tombstone import Removal, Tombstone, Why

SEARCH = "clips in search"  # what a removal tells of
TAKEN_BACK = {
    Why.withdrawn: "This film has been taken back by the person in it.",
    Why.ran_out: "The time for which this film was lent to us is over.",
}


def has_ended() -> ColumnElement[bool]:
    """A recording whose consent has ended for good, unless a new one is written down."""
    standing = select(Tombstone.id).where(
        Tombstone.recording_key == Recording.key, col(Tombstone.answered_at).is_(None)
    )
    return standing.correlate(Recording).exists()


def tombstone_of(db: Session, recording: Recording) -> Tombstone | None:
    """The tombstone of a recording that nobody has answered with a new consent."""
    question = select(Tombstone).where(Tombstone.recording_key == recording.key)
    return db.exec(question.where(col(Tombstone.answered_at).is_(None))).first()


def end_recording(db: Session, recording: Recording, why: Why) -> Tombstone:
    """Close a recording and all its clips at once, and put up its tombstone."""
    question = select(Tombstone).where(Tombstone.recording_key == recording.key)
    tombstone = db.exec(question).first() or Tombstone(
        recording_key=recording.key, sha256=recording.sha256, ended_at=now(), why=why
    )
    tombstone.ended_at, tombstone.why = now(), why
    tombstone.film_settled_at = tombstone.original_gone_at = tombstone.answered_at = None
    db.add(tombstone)
    for clip in clips_of(db, recording):
        clip.state, clip.reason = ClipState.taken_back, TAKEN_BACK[why]
        db.add(clip)
        changes.note(db, "clip", clip.key)
    return tombstone


def answer(db: Session, recording: Recording) -> None:
    """Let a new consent open an ended recording again; content where it has not ended. Raises Gone where the recording
    itself has been taken away."""
    tombstone = tombstone_of(db, recording)
    if tombstone is None:
        return
    if not recording.original:
        raise Gone("The recording itself has been taken away, as was promised. Send the file again, then its consent.")
    tombstone.answered_at = now()
    db.add(tombstone)
    if tombstone.film_settled_at is not None:  # else whoever is taking it away just now opens it when that is over
        open_again(db, recording)


def open_again(db: Session, recording: Recording) -> None:
    """Let the clips of a recording be shown again where they are whole, else be made anew; what is there is shown until
    then."""
    for clip in clips_of(db, recording):
        if clip.state is ClipState.taken_back:
            clip.state, clip.reason = (ClipState.ready if clip.version and clip.ready_at else ClipState.waiting), ""
            db.add(clip)
            changes.note(db, "clip", clip.key)


def end_with_its_like(db: Session, recording: Recording) -> None:
    """A file that was taken back and is brought in again stays closed, until somebody writes a new consent down."""
    same = select(Tombstone).where(Tombstone.sha256 == recording.sha256, col(Tombstone.answered_at).is_(None))
    if (first := db.exec(same).first()) is not None and tombstone_of(db, recording) is None:
        end_recording(db, recording, first.why)


def end_what_ran_out(db: Session, *, grace_days: int) -> int:
    """End every recording whose last consent is over: withdrawn, or run out so many days ago. One that never had a
    consent is left alone. Answers how many."""
    holds = select(Consent.id).where(
        col(Consent.recording_id) == Recording.id,
        standing(),
        or_(col(Consent.until).is_(None), col(Consent.until) > now() - timedelta(days=grace_days)),
    )
    had = select(Consent.id).where(col(Consent.recording_id) == Recording.id)
    over = select(Recording).where(
        had.correlate(Recording).exists(), ~holds.correlate(Recording).exists(), ~has_ended()
    )
    ended = 0
    for recording in db.exec(over).all():
        newest = select(Consent).where(Consent.recording_id == recording.pk).order_by(col(Consent.id).desc())
        last = db.exec(newest).first()
        if last and last.superseded_at and not last.withdrawn_at:
            continue  # what took its place was lost with a database: it is shown to nobody, and not taken away for that
        end_recording(db, recording, Why.withdrawn if last and last.withdrawn_at else Why.ran_out)
        ended += 1
    return ended


def due(db: Session, *, undo_days: int) -> list[str]:
    """Keys of the recordings of which something is to be taken away now: the film, or, so many days after the end,
    the recording itself."""
    film, original = col(Tombstone.film_settled_at).is_(None), original_due(undo_days)
    return list(db.exec(select(Tombstone.recording_key).where(or_(film, original))).all())


def original_due(undo_days: int, moment: datetime | None = None) -> ColumnElement[bool]:
    """A tombstone whose recording itself is to be taken away by now, or by a moment."""
    limit = (moment or now()) - timedelta(days=undo_days)
    return (col(Tombstone.original_gone_at).is_(None) & col(Tombstone.answered_at).is_(None)) & (
        col(Tombstone.ended_at) <= limit
    )


def late(db: Session, undo_days: int) -> int:
    """How many recordings have ended without being taken away in time: film within a day, the recording itself within
    a day of its last."""
    day_ago = now() - timedelta(days=1)
    film = col(Tombstone.film_settled_at).is_(None) & (col(Tombstone.ended_at) < day_ago)
    return len(db.exec(select(Tombstone.id).where(or_(film, original_due(undo_days, day_ago)))).all())


def still_in_search(db: Session) -> Sequence[str]:
    """Keys of ended recordings of which nobody has noted yet that search has let go of them."""
    noted = select(Removal.id).where(
        Removal.recording_key == Tombstone.recording_key,
        Removal.what == SEARCH,
        col(Removal.created_at) >= col(Tombstone.ended_at),
    )
    question = select(Tombstone.recording_key).where(
        col(Tombstone.answered_at).is_(None),
        col(Tombstone.original_gone_at).is_(None),
        ~noted.correlate(Tombstone).exists(),
    )
    return db.exec(question).all()


def note_out_of_search(db: Session, keys: Sequence[str]) -> None:
    """Write down that search has let go of these recordings."""
    for key in keys:
        clips = select(func.count()).select_from(Clip).join(Recording).where(Recording.key == key)
        db.add(Removal(recording_key=key, what=SEARCH, many=db.exec(clips).one()))


def clips_of(db: Session, recording: Recording) -> Sequence[Clip]:
    """The clips of a recording, but for those that another has replaced."""
    question = select(Clip).where(Clip.recording_id == recording.pk, Clip.state != ClipState.replaced)
    return db.exec(question.order_by(col(Clip.id))).all()
