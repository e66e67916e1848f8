"""What a contributor sees of her own: each recording she speaks in, what she agreed to, where it is used, what she
withdrew. Sets are counted and never named; nothing tells of anybody who learns from her words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..errors import NotFound
from ..media.allowing import standing
from ..media.clip import Recording
from ..media.consent import Consent
from ..media.proving import Proof, proof_of
from ..people.contributor import Contributor
from .consent_register import Touched, touched_by


@dataclass(frozen=True)
class Contribution:
    """A recording of hers. `proof` where its consent was withdrawn."""

    recording: Recording
    consent: Consent
    touched: Touched
    proof: Proof | None


def contributions_of(db: Session, contributors: Sequence[Contributor], *, undo_days: int) -> list[Contribution]:
    """All she ever agreed to that stands or was withdrawn, one for each recording, the newest first."""
    question = (
        select(Consent, Recording)
        .where(
            col(Recording.id) == Consent.recording_id,
            col(Consent.contributor_id).in_([one.pk for one in contributors]),
            col(Consent.superseded_at).is_(None),
        )
        .order_by(col(Consent.id).desc())
    )
    newest: dict[int, tuple[Consent, Recording]] = {}
    for consent, recording in db.exec(question).all():
        newest.setdefault(recording.pk, (consent, recording))
    touched = touched_by(db, list(newest))
    return [
        Contribution(recording, consent, touched[recording.pk], proof_of(db, consent, undo_days=undo_days))
        for consent, recording in newest.values()
    ]


def to_withdraw(db: Session, contributors: Sequence[Contributor], key: str) -> list[Consent]:
    """The consent of a key, if it is hers and stands; without a key, all of hers that stand. Raises NotFound."""
    hers = select(Consent).where(col(Consent.contributor_id).in_([one.pk for one in contributors]), standing())
    if not (found := list(db.exec(hers.where(Consent.key == key) if key else hers).all())):
        raise NotFound("consent")
    return found
