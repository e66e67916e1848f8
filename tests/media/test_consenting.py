"""No consent, no playing: the clock is asked, and a withdrawal is noted for each clip."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.changes import Change
from casebook.errors import AlreadyDone
from casebook.media.clip import ClipState, Recording
from casebook.media.consent import Audience
from casebook.media.consenting import give_consent, live_consent, withdraw_consent

from .test_captioning import a_clip


def a_recording(db: Session) -> Recording:
    recording = db.get(Recording, a_clip(db).recording_id)
    assert recording is not None
    return recording


def test_without_consent_there_is_none(db: Session) -> None:
    assert live_consent(db, a_recording(db).pk) is None


def test_consent_lives_from_its_beginning_to_its_end(db: Session) -> None:
    recording = a_recording(db)
    starts, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    given = give_consent(db, recording, evidence="Form 7", audience=Audience.public, starts_at=starts, until=until)
    for moment, lives in (
        (starts - timedelta(seconds=1), False),
        (starts, True),
        (until - timedelta(seconds=1), True),
        (until, False),
    ):
        with standing_at(moment):
            assert (live_consent(db, recording.pk) == given) is lives


def test_a_withdrawn_consent_lets_nothing_out_and_is_noted_for_the_index(db: Session) -> None:
    clip = a_clip(db)
    recording = db.get(Recording, clip.recording_id)
    assert recording is not None
    consent = give_consent(db, recording, evidence="Form 7")
    assert live_consent(db, recording.pk) == consent
    withdraw_consent(db, consent, reason="She changed her mind")
    assert live_consent(db, recording.pk) is None
    assert consent.withdrawn_at is not None
    assert consent.withdrawn_at <= now()
    assert {change.key for change in db.exec(select(Change)).all()} == {clip.key}
    assert clip.state is ClipState.taken_back
    with pytest.raises(AlreadyDone):
        withdraw_consent(db, consent)
