"""Consent given and withdrawn. Each change is noted for the search index; the gate asks the clock at each request.

When the last consent of a recording is withdrawn, the recording ends (`ending.py`)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from ..clock import now
from ..db import changes
from ..errors import AlreadyDone
from ..people.contributor import Contributor
from .clip import Clip, Recording
from .consent import Audience, Consent
from .ending import answer, end_recording
from .tombstone import Why


def live_consent(db: Session, recording_id: int) -> Consent | None:
    """The consent that lets a recording out at this moment, the newest of several. None lets nothing out."""
    return live_consents(db, [recording_id]).get(recording_id)


def live_consents(db: Session, recording_ids: Sequence[int]) -> dict[int, Consent]:
    """The same for several recordings, by the recording's row number."""
    moment = now()
    question = select(Consent).where(
        col(Consent.recording_id).in_(recording_ids),
        col(Consent.starts_at) <= moment,
        or_(col(Consent.until).is_(None), col(Consent.until) > moment),
        col(Consent.withdrawn_at).is_(None),
    )
    return {consent.recording_id: consent for consent in db.exec(question.order_by(col(Consent.id))).all()}


def has_consent(db: Session, recording_id: int) -> bool:
    """Whether a recording ever had a consent, live or not."""
    return db.exec(select(Consent.id).where(Consent.recording_id == recording_id)).first() is not None


def give_consent(
    db: Session,
    recording: Recording,
    *,
    evidence: str,
    audience: Audience = Audience.signed_in,
    contributor: Contributor | None = None,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    transcript: bool = True,
) -> Consent:
    """Write down that a contributor agreed; `evidence` says where the signed form is, or why none is needed;
    `transcript` says whether the words may be taken away as a file. Who agreed is who speaks in the recording. A
    recording that had ended is opened again. Raises Gone where it has been taken away already."""
    answer(db, recording)
    if contributor is not None:
        recording.contributor_id = contributor.pk
        db.add(recording)
    consent = Consent(
        recording_id=recording.pk,
        contributor_id=recording.contributor_id,
        audience=audience,
        starts_at=starts_at or now(),
        until=until,
        evidence=evidence,
        transcript=transcript,
    )
    db.add(consent)
    _note_clips(db, recording.pk)
    return consent


def withdraw_consent(db: Session, consent: Consent, *, reason: str = "") -> Consent:
    """End a consent now; what was made of the recording is let out no more, and is taken away unless another consent
    holds it. Raises AlreadyDone."""
    if consent.withdrawn_at is not None:
        raise AlreadyDone("This consent has been withdrawn already.")
    consent.withdrawn_at, consent.withdrawn_reason = now(), reason
    db.add(consent)
    _note_clips(db, consent.recording_id)
    recording = db.get(Recording, consent.recording_id)
    if recording is not None and not _is_held(db, recording.pk):
        end_recording(db, recording, Why.withdrawn)
    return consent


def _is_held(db: Session, recording_id: int) -> bool:
    """Whether a consent lives, or has yet to begin."""
    question = select(Consent.id).where(
        Consent.recording_id == recording_id,
        or_(col(Consent.until).is_(None), col(Consent.until) > now()),
        col(Consent.withdrawn_at).is_(None),
    )
    return db.exec(question).first() is not None


def _note_clips(db: Session, recording_id: int) -> None:
    for key in db.exec(select(Clip.key).where(Clip.recording_id == recording_id)).all():
        changes.note(db, "clip", key)
