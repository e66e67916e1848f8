"""The worker as it runs: an edit is found soon while film is being made, and it ends when it is told to."""

import dataclasses
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from casebook import work
from casebook.cases.viewing import seen_keys
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.errors import WrongInput
from casebook.jobs.job import Job, JobState
from casebook.library import Library
from casebook.media import editing, shelving
from casebook.media.clip import Clip, ClipState
from casebook.media.queries import clip_by_key, cues_of, transcript_of
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.media.replacing import replace
from casebook.people.letter import LetterKind
from casebook.people.mailing import write_letter
from casebook.people.post_office import PostOffice
from casebook.search.query import SearchAsk, Sight
from casebook.work import open_lanes, open_worker, put_due, stations
from tests.conftest import cast, make_ready, viewer
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
        assert time.monotonic() - began < 20, "it stops soon, however busy the machine"
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


def test_work_on_a_clip_that_was_replaced_is_called_off_and_ends_no_worker(library: Library, tmp_path: Path) -> None:
    kept = keep_recording(library.storage, make_film(tmp_path / "a.mp4", seconds=1), title="One", reserve_bytes=0)
    with writing(library.engine) as db:
        clip = save_with_clip(db, kept, title="One")
        library.queue.put(db, "transcode", clip.key)
        key = clip.key
        replace(db, clip)
    make_ready(library)
    with reading(library.engine) as db:
        assert db.exec(select(Clip)).all() == []
        job = db.exec(select(Job).where(Job.about == key, Job.kind == "transcode")).one()
    assert (job.state, job.reason) == (JobState.refused, "Another clip has taken its place.")


def test_work_whose_clip_is_gone_ends_no_worker(library: Library) -> None:
    with writing(library.engine) as db:
        library.queue.put(db, "transcode", "nosuchclip22")
    worker = open_worker(library)
    for minute in range(4):
        with standing_at(now() + timedelta(minutes=minute)):
            worker.work_once(kinds=["transcode"])
    with reading(library.engine) as db:
        assert db.exec(select(Job).where(Job.kind == "transcode")).one().state is JobState.quarantined


def test_a_clip_that_is_replaced_while_it_is_made_is_not_shown_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep_recording(library.storage, make_film(tmp_path / "a.mp4", seconds=1), title="One", reserve_bytes=0)
    with writing(library.engine) as db:
        key = save_with_clip(db, kept, title="One").key
    put_all = shelving.put_all

    def replaced_meanwhile(*given: object) -> None:
        put_all(*given)  # type: ignore[arg-type]
        with writing(library.engine) as db:
            replace(db, clip_by_key(db, key))

    monkeypatch.setattr(shelving, "put_all", replaced_meanwhile)
    worker = open_worker(library)
    for kind in ("probe", "transcode"):
        worker.work_once(kinds=[kind], about=[key])
    with reading(library.engine) as db:
        clip = clip_by_key(db, key)
    assert (clip.state, clip.version) == (ClipState.replaced, 0)
    assert list(library.storage.below(f"film/{key}")) == []


def test_what_goes_on_failing_stays_one_row_and_is_well_again_by_itself(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("no disk")

    worker = open_worker(stocked)
    with monkeypatch.context() as failing:
        failing.setattr(work, "index_changes", broken)
        for half_minute in range(12):
            with standing_at(now() + timedelta(seconds=30 * half_minute)):
                worker.work_once(kinds=["index"])
    assert len(jobs(stocked, "index")) == 1
    with standing_at(now() + timedelta(hours=1)):
        worker.work_once(kinds=["index"])
    assert [job.state for job in jobs(stocked, "index")] == [JobState.done]


def test_a_draft_that_kills_its_worker_leaves_the_clip_as_it_is_and_can_be_tried_again(ready: Library) -> None:
    with writing(ready.engine) as db:
        key = db.exec(select(Clip.key).order_by(col(Clip.id))).first() or ""
        job = ready.queue.put(db, "caption", key)
        job.state, job.attempts, job.lease_until = JobState.running, 3, 0.0
        db.add(job)
    open_worker(ready).work_once(kinds=["caption"])
    with writing(ready.engine) as db:
        clip = clip_by_key(db, key)
        assert clip.state is ClipState.ready
        work.try_again(ready, db, clip)
        assert clip.state is ClipState.ready
    assert {job.state for job in jobs(ready, "caption") if job.about == key and job.attempts == 0} == {JobState.waiting}


def jobs(library: Library, kind: str) -> list[Job]:
    with reading(library.engine) as db:
        return list(db.exec(select(Job).where(Job.kind == kind)).all())


def test_a_worker_limited_to_kinds_never_takes_another(ready: Library) -> None:
    with writing(ready.engine) as db:
        for kind in ("transcode", "caption", "purge", "mail"):
            ready.queue.put(db, kind, "nosuchclip22")
    lanes = open_lanes(ready, ["caption", "purge"])._workers
    assert [set(worker.stations) for worker in lanes] == [{"purge"}, {"caption"}]
    for worker in lanes:
        while worker.work_once():
            pass
    with reading(ready.engine) as db:
        begun = db.exec(select(Job.kind).where(Job.about == "nosuchclip22", Job.attempts > 0)).all()
    assert sorted(begun) == ["caption", "purge"]


def test_a_worker_without_short_work_puts_nothing_down(ready: Library) -> None:
    assert [worker.look_for_work for worker in open_lanes(ready, ["transcode"])._workers] == [None]
    assert [worker.look_for_work is None for worker in open_lanes(ready)._workers] == [False, True, True]


def test_a_kind_of_work_that_there_is_not_is_refused_in_words(library: Library) -> None:
    with pytest.raises(WrongInput, match=r"no work called bake\. There is: probe, transcode, "):
        open_lanes(library, ["probe", "bake"])


def test_letters_have_a_lane_of_their_own_and_are_put_down_only_where_they_can_leave(library: Library) -> None:
    kinds = [set(worker.stations) for worker in open_lanes(library)._workers]
    assert [mine for mine in kinds if "mail" in mine] == [{"mail"}]
    assert set().union(*kinds) == set(stations(library))
    with writing(library.engine) as db:
        write_letter(db, LetterKind.second_factor_changed, person=cast(db, "lena"))
    put_due(library)
    with reading(library.engine) as db:
        assert db.exec(select(Job).where(Job.kind == "mail")).first() is None
    leaves = dataclasses.replace(library, post_office=PostOffice("127.0.0.1", 1, "none", "casebook@hospital.example"))
    for _ in range(2):
        put_due(leaves)
    with reading(library.engine) as db:
        assert len(db.exec(select(Job).where(Job.kind == "mail")).all()) == 1


def test_what_another_worker_has_put_down_and_begun_meanwhile_is_not_put_down_again(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def meanwhile(*_: object) -> None:
        monkeypatch.undo()
        put_due(stocked)
        while lease := stocked.queue.take("another", list(stations(stocked))):
            taken.append((lease.kind, lease.about))

    monkeypatch.setattr(work, "_tidy_uploads", meanwhile)  # which comes between looking and putting down
    put_due(stocked)
    with reading(stocked.engine) as db:
        assert sorted((one.kind, one.about) for one in db.exec(select(Job)).all()) == sorted(taken)
    assert {kind for kind, _ in taken} >= {"probe", "index"}
