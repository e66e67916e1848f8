"""The worker as it runs: an edit is found soon while film is being made, and it ends when it is told to."""

import time
from pathlib import Path

from sqlmodel import select

from casebook.cases.viewing import seen_keys
from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.library import Library
from casebook.media import editing
from casebook.media.clip import Clip
from casebook.media.queries import cues_of, transcript_of
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.search.query import SearchAsk, Sight
from tests.conftest import cast, viewer
from tests.running import WorkerProcess, wait_for
from tests.small_content import make_film


def test_an_edit_is_found_within_two_seconds_while_film_is_made_and_a_stopped_worker_leaves_no_program(
    ready: Library, tmp_path: Path
) -> None:
    long = make_film(tmp_path / "long.mp4", seconds=90, size="1280x720")
    recording = keep_recording(ready.storage, long, title="A long one", reserve_bytes=0)
    with writing(ready.engine) as db:
        long_key = save_with_clip(db, recording, title="A long one").key
    worker = WorkerProcess(ready.settings.data).start()
    try:
        wait_for(lambda: worker.programs() and transcoding(ready, long_key) > 0)
        with writing(ready.engine) as db:
            clip, ada = db.exec(select(Clip).where(Clip.title == "The bleep")).one(), cast(db, "ada")
            transcript, cue = transcript_of(db, clip), cues_of(db, clip)[0]
            assert transcript
            change = editing.CueChange(cue.pk, text="The corridor smelt of quicksilver.")
            editing.change_cues(db, clip, [change], seen=transcript.version, by=ada)
        with reading(ready.engine) as db:
            cases, clips = seen_keys(db, viewer(db, "ada"))
        sight = Sight(cases, clips)
        took = wait_for(lambda: ready.index.search(SearchAsk("quicksilver"), sight).total == 1)
        assert took < 2, f"found after {took:.2f} s"
        assert transcoding(ready, long_key) < 1, "film was being made all the while"
        began = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - began < 5
        wait_for(lambda: not worker.programs(), 5)
        with reading(ready.engine) as db:
            job = db.exec(select(Job).where(Job.about == long_key, Job.kind == "transcode")).one()
        assert (job.state, job.attempts) == (JobState.waiting, 0)
    finally:
        worker.process.kill()


def test_as_many_films_are_made_at_once_as_the_setting_says(library: Library, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=40)
    for title in ("One", "Two", "Three"):
        recording = keep_recording(library.storage, film, title=title, reserve_bytes=0)
        with writing(library.engine) as db:
            save_with_clip(db, recording, title=title)
    worker = WorkerProcess(library.settings.data, CASEBOOK_TRANSCODES="2", CASEBOOK_FFMPEG_THREADS="1").start()
    try:
        wait_for(lambda: len(worker.programs()) == 2 and len(being_made(library)) == 2)
        assert len(being_made(library)) == 2, "the third waits"
        assert worker.stop() == 0
    finally:
        worker.process.kill()


def being_made(library: Library) -> list[str]:
    with reading(library.engine) as db:
        running = select(Job.about).where(Job.kind == "transcode", Job.state == JobState.running)
        return list(db.exec(running).all())


def transcoding(library: Library, key: str) -> float:
    with reading(library.engine) as db:
        job = db.exec(select(Job).where(Job.about == key, Job.kind == "transcode")).first()
    return job.progress if job else 0.0
