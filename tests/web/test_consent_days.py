"""The last day of a consent: agreed, lived to its end, and said as the same day on every page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, live_consent
from casebook.people.contributor_links import give_link
from casebook.people.person import Role
from tests.conftest import Visitor, cast

from .test_consents import AGREED, SOMEBODY, become, kept
from .test_studio import bring

Visit = Callable[[str], Visitor]
LAST = "30 June 2099"
AFTER = "1 July 2099"
MIDNIGHT = datetime(2099, 7, 1, tzinfo=UTC)


def test_every_page_says_the_day_that_was_agreed_and_not_the_one_after(
    visit: Visit, stocked: Library, tmp_path: Path
) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/recordings/{recording}"
    assert ada.post(f"{path}/consent", **AGREED | SOMEBODY | {"until": "2099-06-30"}).status_code == 303
    consent, speaker = kept(stocked, recording)
    assert speaker is not None
    with writing(stocked.engine) as db:
        secret = give_link(db, speaker, by=cast(db, "ada"))
    officer, speaks = become(stocked, "otto", Role.consent_officer), visit("")
    pages = {
        "studio": ada.get(path).text,
        "register": officer.get(f"/consents/{consent.key}").text,
        "contributor": speaks.get(f"/contribution?link={secret}").text,
    }
    for name, page in pages.items():
        assert LAST in page, name
        assert AFTER not in page, name
    assert 'value="2099-06-30"' in pages["studio"], "and changing another part of it keeps the day"


def test_it_is_shown_through_its_last_day_and_not_a_moment_longer(
    visit: Visit, stocked: Library, tmp_path: Path
) -> None:
    key, _ = bring(stocked, tmp_path)
    visit("ada").post(f"/studio/recordings/{key}/consent", **AGREED | {"until": "2099-06-30"})
    with reading(stocked.engine) as db:
        recording = db.exec(select(Recording).where(Recording.key == key)).one()
        with standing_at(MIDNIGHT - timedelta(microseconds=1)):
            assert live_consent(db, recording.pk) is not None
        with standing_at(MIDNIGHT):
            assert live_consent(db, recording.pk) is None


def test_a_consent_that_ran_out_is_listed_under_its_last_day(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    key, _ = bring(stocked, tmp_path, "Over")
    yesterday = now().date() - timedelta(days=1)
    with writing(stocked.engine) as db:
        recording = db.exec(select(Recording).where(Recording.key == key)).one()
        ended = datetime.combine(now().date(), time(), UTC)
        give_consent(db, recording, evidence="Form 7", starts_at=ended - timedelta(days=9), until=ended)
    page = become(stocked, "otto", Role.consent_officer).get("/consents?standing=over").text
    assert f"Last day {yesterday:%-d %B %Y}" in page


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (MIDNIGHT, date(2099, 6, 30)),  # as the form keeps it
        (datetime(2099, 6, 30, 23, 59, 59, 999999, tzinfo=UTC), date(2099, 6, 30)),  # as content is brought in
        (MIDNIGHT + timedelta(microseconds=1), date(2099, 7, 1)),
        (MIDNIGHT + timedelta(hours=12), date(2099, 7, 1)),
        (None, None),
    ],
)
def test_the_last_day_is_the_one_that_holds_its_last_moment(until: datetime | None, last: date | None) -> None:
    assert Consent(recording_id=1, evidence="x", until=until).last_day == last
