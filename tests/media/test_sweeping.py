"""What no row names goes after a day, and nothing else does; what rows name and is not there is told."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.health import findings
from casebook.jobs.job import Job, JobState
from casebook.jobs.worker import Work
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.sweeping import sweep_storage
from casebook.media.uploading import Given, begin_upload
from tests.conftest import cast, make_ready


@pytest.fixture
def work(ready: Library) -> Work:
    with writing(ready.engine) as db:
        ready.queue.put(db, "sweep")
    lease = ready.queue.take("test", ["sweep"])
    assert lease
    return Work(ready.queue, lease)


def make_old(library: Library, hours: float = 25) -> None:
    """Let everything in storage have changed so long ago."""
    then = time.time() - hours * 3600
    for place in (library.settings.data / "film").rglob("*"):
        os.utime(place, (then, then))


def everything(library: Library) -> set[str]:
    return {path for kind in ("originals", "film") for path in library.storage.below(kind)}


def test_what_is_in_use_stays_however_old_it_is(ready: Library, work: Work) -> None:
    make_old(ready)
    before = everything(ready)
    assert sweep_storage(work, ready.workshop) == 0
    assert everything(ready) == before


def test_files_of_a_recording_that_was_never_saved_go_after_a_day(ready: Library, work: Work) -> None:
    before = everything(ready)
    ready.storage.put_bytes("originals/neversaved23/source", b"film")
    assert sweep_storage(work, ready.workshop) == 0, "its import may be about to save it"
    make_old(ready)
    assert sweep_storage(work, ready.workshop) == 1
    assert everything(ready) == before


def test_a_finished_upload_that_is_not_saved_yet_is_no_stray(ready: Library, work: Work) -> None:
    with writing(ready.engine) as db:
        key = begin_upload(db, ready.room, Given(length=4), by=cast(db, "ada")).recording_key
    ready.storage.put_bytes(f"originals/{key}/source", b"film")
    make_old(ready)
    assert sweep_storage(work, ready.workshop) == 0


def test_versions_that_nobody_is_shown_go_unless_something_is_being_made_there(ready: Library, work: Work) -> None:
    with reading(ready.engine) as db:
        clip = db.exec(select(Clip.key).order_by(Clip.key)).first()
    ready.storage.put_bytes(f"film/{clip}/7/v240/seg_1.m4s", b"left by a worker that slept")
    ready.storage.put_bytes("film/nosuchclip23/1/v240/seg_1.m4s", b"of a clip that is gone")
    make_old(ready)
    with writing(ready.engine) as db:
        ready.queue.put(db, "transcode", str(clip))
    assert sweep_storage(work, ready.workshop) == 1
    with writing(ready.engine) as db:
        ready.queue.call_off(db, [str(clip)], "Not needed.")
    assert sweep_storage(work, ready.workshop) == 1
    assert list(ready.storage.below(f"film/{clip}/7")) == []


def test_what_a_killed_program_left_half_written_goes(ready: Library, work: Work) -> None:
    with reading(ready.engine) as db:
        original = db.exec(select(Recording.original)).first()
    torn = (ready.settings.data / "film" / str(original)).with_name(".0123456789abcdef.tmp")
    torn.write_bytes(b"half")
    sweep_storage(work, ready.workshop)
    assert torn.exists(), "somebody may be writing it"
    make_old(ready)
    sweep_storage(work, ready.workshop)
    assert not torn.exists()
    assert (ready.settings.data / "film" / str(original)).exists()


def test_the_worker_sweeps_once_a_day_and_forgets_jobs_that_are_long_over(ready: Library) -> None:
    ready.storage.put_bytes("originals/neversaved23/source", b"film")
    make_old(ready)
    with standing_at(now() + timedelta(hours=25)):
        make_ready(ready)
        make_ready(ready)
    assert not list(ready.storage.below("originals/neversaved23"))
    with writing(ready.engine) as db:
        stuck = db.exec(select(Job).where(Job.kind == "probe")).all()[0]
        stuck.state = JobState.quarantined
        db.add(stuck)
        sweeps = db.exec(select(Job).where(Job.kind == "sweep")).all()
    assert len(sweeps) == 2, "one when the library was made, one a day later"
    with standing_at(now() + timedelta(days=32)):
        make_ready(ready)
    with reading(ready.engine) as db:
        left = db.exec(select(Job)).all()
    assert {(job.kind, job.state) for job in left} == {("probe", JobState.quarantined), ("sweep", JobState.done)}


def test_check_names_files_that_rows_speak_of_and_that_are_not_there(ready: Library) -> None:
    assert next(one for one in findings(ready) if one.name == "files").well
    with reading(ready.engine) as db:
        original = db.exec(select(Recording.original)).first()
    Path(ready.settings.data / "film" / str(original)).unlink()
    found = next(one for one in findings(ready) if one.name == "files")
    assert not found.well
    assert str(original) in found.seen
