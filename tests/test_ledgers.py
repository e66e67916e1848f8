"""A database from an older day lets nothing out that was ended, narrowed or redacted since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.ledgers import apply_ledgers
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Audience, Consent, Use
from casebook.media.consenting import give_consent, live_consent
from casebook.media.ending import end_what_ran_out
from casebook.media.queries import cues_of
from casebook.media.redacted_words import GONE
from casebook.media.redactions import redactions_of
from tests import databases
from tests.conftest import Visitor, make_ready
from tests.media.ended import of_the_case, recording_in, withdraw

Visit = Callable[[str], Visitor]


class Before(databases.Before):
    """The database as it was when this was made, to be put back and brought to what the ledgers say."""

    def put_back(self) -> None:
        super().put_back()
        apply_ledgers(self.library)


@pytest.fixture
def told(ready: Library) -> Recording:
    """The recording of Dr First, for everyone."""
    with writing(ready.engine) as db:
        recording = recording_in(db, of_the_case(ready))
        give_consent(db, recording, evidence="Form 7", audience=Audience.public, uses=set(Use), keeps_text=True)
        return recording


def redact(visit: Visit, library: Library) -> str:
    """Silence the first second of the first clip; answers its key."""
    with reading(library.engine) as db:
        key = db.exec(select(Clip.key).where(Clip.title == "The bleep")).one()
    ada = visit("ada")
    ada.post(f"/studio/clips/{key}/redaction/plans", way="silence", start="0:00", end="0:01")
    assert ada.post(f"/studio/clips/{key}/redaction").status_code == 303
    return key


def test_a_consent_that_was_narrowed_since_lets_nothing_out_and_takes_nothing_away(
    visit: Visit, ready: Library, told: Recording
) -> None:
    before = Before(ready)
    with reading(ready.engine) as db:
        wide = live_consent(db, told.pk)
    assert wide
    narrow = {
        "speaker": "dr-first", "audience": "own-organisation", "organisations": "north-vale-hospitals",
        "uses": "teaching", "evidence": "Form 8", "supersedes": wide.key,
    }  # fmt: skip
    assert visit("ada").post(f"/studio/recordings/{told.key}/consent", **narrow).status_code == 303
    before.put_back()
    with standing_at(now() + timedelta(days=40)), writing(ready.engine) as db:
        assert live_consent(db, told.pk) is None, "nobody knows what was agreed last"
        assert end_what_ran_out(db, grace_days=30) == 0
        give_consent(db, told, evidence="Form 8, once more")
        db.flush()
        assert live_consent(db, told.pk) is not None
    text = (ready.settings.tombstones_folder / "ledger").read_text()
    with reading(ready.engine) as db:
        assert not [key for key in db.exec(select(Consent.key)).all() if key in text]


def test_what_was_redacted_stays_so_though_no_worker_ever_ran(visit: Visit, ready: Library, told: Recording) -> None:
    before, key = Before(ready), redact(visit, ready)
    before.put_back()
    with reading(ready.engine) as db:
        clip = db.exec(select(Clip).where(Clip.key == key)).one()
        assert redactions_of(db, told)
        assert GONE in " ".join(cue.text for cue in cues_of(db, clip))


def test_what_was_redacted_and_taken_back_since_is_redacted_when_a_new_consent_opens_it(
    visit: Visit, ready: Library, told: Recording
) -> None:
    before, key = Before(ready), redact(visit, ready)
    withdraw(ready, told.key)
    make_ready(ready)
    before.put_back()
    make_ready(ready)
    with writing(ready.engine) as db:
        recording = recording_in(db, told.key)
        give_consent(db, recording, evidence="Form 9")
        assert redactions_of(db, recording), "at once, and not at the next start"
        clip = db.exec(select(Clip).where(Clip.key == key)).one()
        assert GONE in " ".join(cue.text for cue in cues_of(db, clip))
