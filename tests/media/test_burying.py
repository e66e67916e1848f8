"""What a burial takes away, and when: film at once, the recording and every word later, and nothing of either stays."""

import json
import time
from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.errors import Gone
from casebook.jobs.job import JobState
from casebook.ledgers import apply_tombstones
from casebook.library import Library, open_library
from casebook.media import burying
from casebook.media.clip import Clip, Recording
from casebook.media.consenting import give_consent, live_consent
from casebook.media.queries import cues_of
from casebook.media.upload import Upload
from casebook.settings import read_settings
from tests.conftest import cast, make_ready
from tests.databases import ON, Before
from tests.running import WorkerProcess, wait_for

from .ended import bury_job, clips, files, holding, of_the_case, recording, spoken, tombstone, waiting, withdraw


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3])
def test_a_worker_killed_while_it_takes_film_away_is_followed_by_one_that_finishes(
    ready: Library, seconds: float
) -> None:
    key = of_the_case(ready)
    clip_keys = [one.key for one in clips(ready, key)]
    for number in range(400):  # so that there is a middle to die in
        ready.storage.put_bytes(f"film/{clip_keys[0]}/1/v240/extra_{number}.m4s", b"x")
    worker = WorkerProcess(ready.settings.data, CASEBOOK_LEASE_SECONDS="1").start()
    try:
        withdraw(ready, key)
        wait_for(lambda: bury_job(ready) is not None)
        time.sleep(seconds)
        worker.kill()
        worker.start()
        wait_for(lambda: tombstone(ready, key).film_settled_at)
        assert [path for one in clip_keys for path in files(ready, one)] == []
        wait_for(lambda: (job := bury_job(ready)) and job.state is JobState.done)
    finally:
        worker.process.kill()


def test_the_recording_and_every_word_go_when_the_undo_window_is_over(ready: Library) -> None:
    key = of_the_case(ready)
    assert spoken(ready, key)
    with writing(ready.engine) as db:
        sent = Upload(person_id=cast(db, "ada").pk, length=1, name="Dr First.mp4", expires_at=now(), finished_at=now())
        sent.recording_key = key
        db.add(sent)
    withdraw(ready, key)
    make_ready(ready)
    with standing_at(now() + timedelta(days=6, hours=23)):
        make_ready(ready)
        assert files(ready, key, "originals")
    with standing_at(now() + timedelta(days=7, seconds=1)):
        make_ready(ready)
    assert files(ready, key, "originals") == []
    assert spoken(ready, key) == []
    left = recording(ready, key)
    assert (left.original, left.original_name, left.described, left.stills, left.facts) == ("", "", "", [], {})
    with reading(ready.engine) as db:
        assert db.exec(select(Upload)).all() == [], "the name of the file went too"
    assert tombstone(ready, key).original_gone_at
    with pytest.raises(Gone), writing(ready.engine) as db:
        give_consent(db, left, evidence="Too late.")


def test_no_file_holds_a_word_of_it_any_more(ready: Library) -> None:
    key, word = of_the_case(ready), "quicksilver"
    with writing(ready.engine) as db:
        cue = cues_of(db, clips(ready, key)[0])[0]
        cue.text = f"The corridor smelt of {word}."
        db.add(cue)
        for clip in db.exec(select(Clip).join(Recording).where(Recording.key == key)).all():
            clip.title = f"Dr {word}"
            changes.note(db, "clip", clip.key)
    make_ready(ready)
    if ON == "sqlite":  # on a server the index is in the database
        broken = ready.settings.data / "index" / "broken-shape1-0"
        broken.mkdir()
        (broken / "words").write_text(word)
    database, index = ({"casebook.db-wal"}, {"index"}) if ON == "sqlite" else ({"a server"}, set())
    assert holding(ready, word) == database | index
    withdraw(ready, key)
    make_ready(ready)
    assert holding(ready, word) == database, "the index forgets at once, the words wait for the undo window"
    with standing_at(now() + timedelta(days=7, seconds=1)):
        make_ready(ready)
    assert holding(ready, word) == set()


def test_a_burial_waits_for_whoever_still_reads_what_is_to_go(ready: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    key = of_the_case(ready)
    withdraw(ready, key)
    make_ready(ready)
    with standing_at(now() + timedelta(days=7, seconds=1)):
        with monkeypatch.context() as read:
            read.setattr(burying, "empty_log", lambda engine: False)
            make_ready(ready)
        assert tombstone(ready, key).original_gone_at is None
        assert [job.kind for job in waiting(ready, key)] == ["bury"]
    with standing_at(now() + timedelta(days=7, minutes=1)):
        make_ready(ready)
    assert tombstone(ready, key).original_gone_at


def test_without_days_to_undo_it_the_recording_goes_at_once(ready: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_CONSENT_UNDO_DAYS", "0")
    strict = open_library(read_settings(data=ready.settings.data))
    key = of_the_case(strict)
    withdraw(strict, key)
    make_ready(strict)
    assert files(strict, key, "originals") == []
    assert spoken(strict, key) == []
    strict.engine.dispose()


def test_a_database_restored_from_before_the_withdrawal_is_brought_to_what_the_ledger_says(ready: Library) -> None:
    key = of_the_case(ready)
    backup = Before(ready)
    withdraw(ready, key)
    make_ready(ready)
    backup.put_back()
    with reading(ready.engine) as db:
        assert live_consent(db, recording(ready, key).pk) is not None, "the backup knows nothing of it"
    assert apply_tombstones(ready) == 1
    with reading(ready.engine) as db:
        assert live_consent(db, recording(ready, key).pk) is None
    make_ready(ready)
    assert not any(files(ready, one.key) for one in clips(ready, key))
    assert apply_tombstones(ready) == 0
    lines = [json.loads(line) for line in (ready.settings.tombstones_folder / "ledger").read_text().split("\n") if line]
    assert [set(told) for told in lines] == [{"mark", "sha256", "ended_at", "why"}], "no words and no names"
    assert key not in str(lines)
