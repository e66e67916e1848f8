"""What whoever withdrew is told: what stopped when, what goes by when, and in the end what was taken away and when.
Made of rows that hold no names and no words, so that it can be kept when everything else is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from .clip import Recording
from .consent import Consent
from .tombstone import Removal, Tombstone

FILM_WITHIN = timedelta(days=1)
BACKUPS_WITHIN = timedelta(days=35)


@dataclass(frozen=True)
class Proof:
    """The proof of one withdrawal."""

    stopped_at: datetime
    film_by: datetime
    recording_by: datetime
    backups_by: datetime
    removals: Sequence[Removal]
    film_gone_at: datetime | None
    recording_gone_at: datetime | None
    answered_at: datetime | None  # a new consent was given since

    @property
    def whole(self) -> bool:
        """Whether nothing is left to be taken away here."""
        return self.recording_gone_at is not None


def proof_of(db: Session, consent: Consent, *, undo_days: int) -> Proof | None:
    """The proof of a withdrawn consent; None for one that was not withdrawn."""
    if consent.withdrawn_at is None:
        return None
    recording = db.get_one(Recording, consent.recording_id)
    stone = db.exec(select(Tombstone).where(Tombstone.recording_key == recording.key)).first()
    since = consent.withdrawn_at
    mine = stone if stone and stone.ended_at >= since - timedelta(seconds=1) else None
    removals = select(Removal).where(Removal.recording_key == recording.key, col(Removal.created_at) >= since)
    return Proof(
        stopped_at=since,
        film_by=since + FILM_WITHIN,
        recording_by=since + timedelta(days=undo_days),
        backups_by=since + BACKUPS_WITHIN,
        removals=db.exec(removals.order_by(col(Removal.id))).all(),
        film_gone_at=mine.film_settled_at if mine else None,
        recording_gone_at=mine.original_gone_at if mine else None,
        answered_at=mine.answered_at if mine else None,
    )
