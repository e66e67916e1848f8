"""States as Prometheus reads them: only for whoever brings the key, and nothing about anybody."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.people.person import Person
from tests.conftest import Visitor

KEY = "0123456789abcdef" * 2


def read(library: Library) -> dict[tuple[str, ...], float]:
    answer = Visitor(library).client.get("/metrics", headers={"authorization": f"Bearer {KEY}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def give_key(library: Library) -> Path:
    place = library.settings.keys / "metrics.key"
    place.write_text(f"{KEY}\n")
    return place


def test_without_the_key_there_are_no_metrics(stocked: Library) -> None:
    visitor = Visitor(stocked)
    assert visitor.client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    give_key(stocked)
    for sent in ({}, {"authorization": "Bearer wrong"}, {"authorization": KEY}, {"authorization": "Bearer ä"}):
        headers = {name: value.encode() for name, value in sent.items()}
        assert visitor.client.get("/metrics", headers=headers).status_code == 404
    assert Visitor(stocked).enter("ada").get("/metrics").status_code == 404, "no role opens it"


def test_states_are_counted_as_they_are(ready: Library) -> None:
    give_key(ready)
    with writing(ready.engine) as db:
        waiting = ready.queue.put(db, "transcode", "x")
        db.add(Job(kind="transcode", about="y", state=JobState.quarantined))
        db.flush()
        waiting.not_before = waiting.not_before.replace(year=2020)
        bytes_ = sum(db.exec(select(Recording.bytes)).all())
        count = len(db.exec(select(Clip)).all())
    told = read(ready)
    assert told["casebook_jobs", "transcode", "quarantined"] == 1
    assert told["casebook_jobs", "transcode", "waiting"] == 1
    assert told["casebook_clips", "ready"] == count
    assert told["casebook_stored_bytes", "originals"] == bytes_
    assert told["casebook_stored_bytes", "film"] > 0
    assert told["casebook_free_bytes",] > 0
    assert told["casebook_job_oldest_waiting_seconds",] > 86_400
    assert told["casebook_taken_back_late",] == 0


def test_nobody_and_nothing_anybody_said_is_named(ready: Library) -> None:
    give_key(ready)
    told = Visitor(ready).client.get("/metrics", headers={"authorization": f"Bearer {KEY}"}).text
    with reading(ready.engine) as db:
        private = [
            value for person in db.exec(select(Person)).all() for value in (person.name, person.email, person.key)
        ]
        private += [value for clip in db.exec(select(Clip)).all() for value in (clip.key, clip.title)]
    assert not [value for value in private if value in told]
