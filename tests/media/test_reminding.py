"""Consent officers are written to before a consent ends: once for each consent and stage, by a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Consent, ConsentReminder
from casebook.media.consenting import give_consent, standing_consent, withdraw_consent
from casebook.media.reminding import remind_officers
from casebook.people.letter import Letter, LetterKind
from casebook.people.person import Appointment, Role
from casebook.people.signing_in import suspend
from casebook.work import MAIL, SWEEP, open_worker, put_due
from tests.conftest import cast
from tests.people.posts import Box, mail_server


@pytest.fixture
def db(stocked: Library) -> Iterator[Session]:
    """A write transaction on a library with two recordings."""
    with writing(stocked.engine) as session:
        yield session


def officer(db: Session, name: str) -> None:
    db.add(Appointment(person_id=cast(db, name).pk, role=Role.consent_officer))
    db.flush()


def ends_in(db: Session, days: float, *, number: int = 0) -> Consent:
    recording, begun = db.exec(select(Recording).order_by(Recording.id)).all()[number], now()  # type: ignore[arg-type]
    until = begun + timedelta(days=days)
    return give_consent(db, recording, evidence="Folder 7, Dr Nia Bevan", starts_at=begun, until=until)


def letters(db: Session) -> list[str]:
    found = db.exec(select(Letter).where(Letter.kind == LetterKind.consent_expiring).order_by(Letter.id)).all()  # type: ignore[arg-type]
    return [one.about for one in found]


def on_day(db: Session, begun: datetime, days: float) -> int:
    with standing_at(begun + timedelta(days=days)):
        return remind_officers(db)


def test_each_stage_is_told_once(db: Session) -> None:
    officer(db, "otto")
    begun = ends_in(db, 70).starts_at
    told = [(day, on_day(db, begun, day)) for day in range(72)]
    assert [day for day, many in told if many] == [10, 40, 63]
    assert letters(db) == ["1 within 60 days", "1 within 30 days", "1 within 7 days"]


def test_a_worker_that_was_away_tells_of_the_nearest_stage_alone(db: Session) -> None:
    officer(db, "otto")
    begun = ends_in(db, 70).starts_at
    assert [on_day(db, begun, day) for day in (66, 67)] == [1, 0]
    assert letters(db) == ["1 within 7 days"]


def test_one_letter_tells_of_all_and_each_officer_has_one(db: Session) -> None:
    officer(db, "otto")
    officer(db, "vera")
    ends_in(db, 5)
    ends_in(db, 50, number=1)
    assert remind_officers(db) == 2
    assert letters(db) == ["1 within 7 days, 1 within 60 days"] * 2


def test_what_is_over_withdrawn_superseded_or_without_an_end_is_not_told_of(db: Session) -> None:
    officer(db, "otto")
    withdraw_consent(db, ends_in(db, 5))
    ends_in(db, 3, number=1)
    recording = db.exec(select(Recording).order_by(Recording.id)).all()[1]  # type: ignore[arg-type]
    give_consent(db, recording, evidence="Anew, without an end")
    assert remind_officers(db) == 0
    begun = ends_in(db, 3, number=1).starts_at
    assert on_day(db, begun, 3) == 0, "its last moment is over"
    assert on_day(db, begun, 2) == 1


def test_nobody_else_is_told_and_who_becomes_an_officer_is_told_then(db: Session) -> None:
    consent = ends_in(db, 50)
    officer(db, "vera")
    suspend(db, cast(db, "vera"), reason="x")
    assert remind_officers(db) == 0
    assert db.exec(select(ConsentReminder)).all() == []
    officer(db, "otto")
    assert remind_officers(db) == 1
    (letter,) = db.exec(select(Letter)).all()
    assert (letter.person_id, consent.until is not None) == (cast(db, "otto").pk, True)


@pytest.fixture
def posted(stocked: Library) -> Iterator[tuple[Library, Box]]:
    with mail_server() as (box, office):
        yield replace(stocked, post_office=office), box


def a_day_of_work(library: Library) -> None:
    """The daily sweep and the letters that are due; no film is made."""
    put_due(library)
    whole = open_worker(library)
    worker = replace(whole, stations={kind: whole.stations[kind] for kind in (SWEEP, MAIL)})
    while worker.work_once():
        pass


def test_the_daily_work_writes_it_and_it_says_nothing_of_who_spoke_or_about_what(posted: tuple[Library, Box]) -> None:
    library, box = posted
    with writing(library.engine) as db:
        officer(db, "otto")
        consent = ends_in(db, 6)
        title = db.get_one(Recording, consent.recording_id).title
        assert standing_consent(db, consent.recording_id) is not None
    a_day_of_work(library)
    (letter,) = [one for one in box.letters if "Consents" in one["subject"]]
    assert letter["to"] == "otto@casebook.example"
    text = letter.get_content()
    assert "1 within 7 days" in text
    assert f"{library.settings.own_address}/consents" in text
    for private in (title, "Nia Bevan", "Folder 7", "Otto", consent.key):
        assert private not in text
    with standing_at(now() + timedelta(days=1, minutes=5)):
        a_day_of_work(library)
    assert len([one for one in box.letters if "Consents" in one["subject"]]) == 1


def test_without_a_mail_server_nothing_is_put_down_and_nothing_is_lost(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        officer(db, "otto")
        ends_in(db, 6)
    a_day_of_work(stocked)
    with reading(stocked.engine) as db:
        assert letters(db) == []
        assert db.exec(select(ConsentReminder)).all() == []
