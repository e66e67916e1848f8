"""Consent given, superseded and withdrawn. Each change is noted for the search index; the gate asks the clock at each
request.

When the consent of a recording is withdrawn, the recording ends (`ending.py`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from ..clock import now
from ..db import changes
from ..errors import AlreadyDone, NotAllowed
from ..people.contributor import Contributor
from ..people.person import Person
from .allowing import live, standing
from .clip import Clip, Recording
from .consent import Audience, Consent, PatientReview, Use, Withdrawer, between_bars
from .ending import answer, end_recording
from .tombstone import Why


@dataclass(frozen=True)
class Said:
    """What was agreed in words: where it may be shown, under which name, how face and voice are treated, what the
    employer says; and when to ask again."""

    territory: str = ""
    shown_as: str = ""
    treatment: str = ""
    employer: str = ""
    review_on: date | None = None


NOTHING_SAID = Said()


def live_consent(db: Session, recording_id: int) -> Consent | None:
    """The consent that lets a recording out at this moment. None lets nothing out."""
    return live_consents(db, [recording_id]).get(recording_id)


def live_consents(db: Session, recording_ids: Sequence[int]) -> dict[int, Consent]:
    """The same for several recordings, by the recording's row number."""
    question = select(Consent).where(col(Consent.recording_id).in_(recording_ids), live())
    return {consent.recording_id: consent for consent in db.exec(question).all()}


def standing_consent(db: Session, recording_id: int) -> Consent | None:
    """The consent of a recording that was neither withdrawn nor superseded: live, still to begin, or run out."""
    return db.exec(select(Consent).where(Consent.recording_id == recording_id, standing())).first()


def has_consent(db: Session, recording_id: int) -> bool:
    """Whether a recording ever had a consent, live or not."""
    return db.exec(select(Consent.id).where(Consent.recording_id == recording_id)).first() is not None


def give_consent(
    db: Session,
    recording: Recording,
    *,
    evidence: str,
    audience: Audience = Audience.signed_in,
    organisations: Collection[int] = (),
    uses: Collection[Use] = (Use.teaching,),
    keeps_text: bool = False,
    contributor: Contributor | None = None,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    said: Said = NOTHING_SAID,
    by: Person | None = None,
) -> Consent:
    """Write down that a contributor agreed; `evidence` says where the signed form is, or why none is needed. Nothing is
    allowed but `uses`. It supersedes the consent that stands, if there is one. Who agreed is who speaks in the
    recording. A recording that had ended is opened again. Raises Gone where it has been taken away already."""
    answer(db, recording)
    if contributor is not None:
        recording.contributor_id = contributor.pk
        db.add(recording)
    if (before := standing_consent(db, recording.pk)) is not None:
        supersede(db, before)
        db.flush()  # so that at no moment two stand
    allowed: dict[str, Any] = {use.value: use in uses for use in Use}
    consent = Consent(
        recording_id=recording.pk,
        contributor_id=recording.contributor_id,
        audience=audience,
        open_to=between_bars(list(organisations)),
        **allowed,
        keeps_text=keeps_text,
        territory=said.territory,
        shown_as=said.shown_as,
        treatment=said.treatment,
        employer=said.employer,
        review_on=said.review_on,
        starts_at=starts_at or now(),
        until=until,
        evidence=evidence,
        written_by_id=by.pk if by else None,
        supersedes_id=before.pk if before else None,
    )
    db.add(consent)
    _note_clips(db, recording.pk)
    return consent


def supersede(db: Session, consent: Consent) -> None:
    """Let a consent stand no more, as another takes its place."""
    consent.superseded_at = now()
    db.add(consent)
    _note_clips(db, consent.recording_id)


def withdraw_consent(
    db: Session,
    consent: Consent,
    *,
    reason: str = "",
    who: Withdrawer = Withdrawer.author,
    by: Person | None = None,
) -> Consent:
    """End the consent that stands, now; what was made of the recording is let out no more, and is taken away. Raises
    AlreadyDone."""
    if consent.withdrawn_at is not None or consent.superseded_at is not None:
        raise AlreadyDone("This consent has been withdrawn already.")
    consent.withdrawn_at, consent.withdrawn_reason = now(), reason
    consent.withdrawn_by, consent.withdrawn_by_id = who, by.pk if by else None
    db.add(consent)
    _note_clips(db, consent.recording_id)
    end_recording(db, db.get_one(Recording, consent.recording_id), Why.withdrawn)
    return consent


def not_listened_to(db: Session, recording_ids: Sequence[int]) -> Sequence[tuple[Consent, Recording]]:
    """Live consents of real people whose recordings nobody has yet listened to for patients."""
    heard = select(PatientReview.id).where(PatientReview.consent_id == Consent.id).correlate(Consent).exists()
    question = (
        select(Consent, Recording)
        .join(Recording, col(Recording.id) == Consent.recording_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(col(Recording.id).in_(recording_ids), live(), ~heard, col(Contributor.invented).is_(False))
    )
    return db.exec(question.order_by(col(Recording.id))).all()


def review_for_patients(db: Session, consent: Consent, *, by: Person) -> PatientReview:
    """Say that `by`, who did not write the consent down, has listened for anything that tells who a patient is. Raises
    NotAllowed."""
    if by.pk == consent.written_by_id:
        raise NotAllowed("Somebody other than who wrote the consent down listens for patients.")
    review = PatientReview(consent_id=consent.pk, person_id=by.pk)
    db.add(review)
    return review


def _note_clips(db: Session, recording_id: int) -> None:
    for key in db.exec(select(Clip.key).where(Clip.recording_id == recording_id)).all():
        changes.note(db, "clip", key)
