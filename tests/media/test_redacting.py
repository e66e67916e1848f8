"""A redaction from being asked for to being settled: closed at once, made anew, and nowhere on the disk any more."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from casebook.cases.viewing import playable_clip, seen_keys
from casebook.clock import now, standing_at
from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone, NotReady, WrongInput
from casebook.library import Library
from casebook.media import settling, shelving
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.queries import clip_with_recording, cues_of, renditions_of, transcript_of
from casebook.media.receiving import cut_as_shown
from casebook.media.redacting import apply_redactions, drop_planned, plan_redaction, undo_redactions
from casebook.media.redaction import Redaction, Way
from casebook.media.redactions import planned_for
from casebook.teach.retiming import redact_forgotten
from casebook.work import open_worker
from tests.conftest import cast, make_ready, viewer
from tests.databases import ON, Before
from tests.running import WorkerProcess, wait_for

from .ended import holding
from .measuring import RATE, heard, part, rms_db, seen

WORD = "quicksilver"


def of_the_case(library: Library) -> str:
    """The clip told before the decision."""
    with reading(library.engine) as db:
        return db.exec(select(Clip.key).order_by(Clip.id)).first() or ""  # type: ignore[arg-type]


def clip_of(library: Library, key: str) -> Clip:
    with reading(library.engine) as db:
        return clip_with_recording(db, key)[0]


def plan(library: Library, key: str, way: Way, start_ms: int, end_ms: int) -> Redaction:
    with writing(library.engine) as db:
        clip, recording = clip_with_recording(db, key)
        return plan_redaction(db, clip, recording, way=way, span=(start_ms, end_ms), by=cast(db, "ada"))


def apply(library: Library, key: str) -> None:
    with writing(library.engine) as db:
        apply_redactions(db, clip_with_recording(db, key)[1], by=cast(db, "ada"))


def say(library: Library, key: str, words: str) -> None:
    with writing(library.engine) as db:
        clip, _ = clip_with_recording(db, key)
        cue = cues_of(db, clip)[0]
        cue.text, cue.start_ms, cue.end_ms = words, 200, 1400
        db.add(cue)
        changes.note(db, "clip", key)


def played(library: Library, key: str) -> bool:
    with reading(library.engine) as db:
        return playable_clip(db, viewer(db, "vera"), key).version > 0


def test_from_the_moment_it_is_asked_for_nothing_of_the_film_is_out(ready: Library) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.silence, 500, 1000)
    assert played(ready, key), "a plan changes nothing"
    apply(ready, key)
    clip = clip_of(ready, key)
    assert (clip.state, clip.version, clip.also_version) == (ClipState.redacting, 0, 0)
    with reading(ready.engine) as db:
        assert renditions_of(db, clip) == []
        assert key not in seen_keys(db, viewer(db, "vera"))[1], (
            "search does not know of it until the index has forgotten"
        )
    make_ready(ready)
    assert played(ready, key)
    with reading(ready.engine) as db:
        assert key in seen_keys(db, viewer(db, "vera"))[1]
        assert all(one.settled_at for one in db.exec(select(Redaction)).all())


def test_the_words_that_were_said_there_are_in_no_file_any_more(ready: Library) -> None:
    key = of_the_case(ready)
    say(ready, key, f"It smelt of {WORD}.")
    make_ready(ready)
    assert holding(ready, WORD) >= {"index" if ON == "sqlite" else "a server"}
    plan(ready, key, Way.bleep, 200, 1400)
    apply(ready, key)
    make_ready(ready)
    assert holding(ready, WORD) == set(), "database, log, index, film and work folder"
    with reading(ready.engine) as db:
        clip, _ = clip_with_recording(db, key)
        transcript = transcript_of(db, clip)
        assert cues_of(db, clip)[0].text == "[…]"
        assert transcript
        assert not transcript.reviewed, "it is a draft again"


def test_the_words_are_gone_as_soon_as_the_index_has_let_go_of_them_however_fast_the_film_is_made(
    ready: Library,
) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.silence, 500, 1000)
    apply(ready, key)
    worker, at = open_worker(ready), now()
    with standing_at(at):  # no pause is ever over
        while worker.work_once(kinds=["redact", "index"]):
            pass
    with reading(ready.engine) as db:
        assert [one.settled_at for one in db.exec(select(Redaction)).all()] == [at]
        assert clip_of(ready, key).state is ClipState.waiting, "nothing has been made yet"


def test_only_the_new_film_is_in_storage(ready: Library) -> None:
    key = of_the_case(ready)
    ready.storage.put_bytes(f"film/{key}/1/v240/seg_old.m4s", b"the old film")
    ready.storage.put_bytes(f"film/{key}/7/v240/seg_00000.m4s", b"the old film")
    plan(ready, key, Way.silence, 0, 800)
    apply(ready, key)
    make_ready(ready)
    version = clip_of(ready, key).version
    paths = list(ready.storage.below(f"film/{key}"))
    assert paths
    assert all(path.startswith(f"film/{key}/{version}/") for path in paths)
    assert not [path for path in paths if ready.storage.read(path) == b"the old film"]


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.0])
def test_a_worker_killed_in_the_middle_leaves_the_old_film_out_of_reach_and_the_next_one_finishes(
    ready: Library, seconds: float
) -> None:
    key = of_the_case(ready)
    for number in range(300):  # so that there is a middle to die in
        ready.storage.put_bytes(f"film/{key}/1/v240/extra_{number}.m4s", b"old")
    worker = WorkerProcess(ready.settings.data, CASEBOOK_LEASE_SECONDS="1").start()
    try:
        plan(ready, key, Way.cut, 500, 1000)
        apply(ready, key)
        time.sleep(seconds)
        worker.kill()
        assert clip_of(ready, key).version == 0 or clip_of(ready, key).duration_ms == 2500
        worker.start()
        wait_for(lambda: clip_of(ready, key).state is ClipState.ready, seconds=60)
        assert clip_of(ready, key).duration_ms == 2500
        assert not [path for path in ready.storage.below(f"film/{key}") if "extra_" in path]
    finally:
        worker.process.kill()


def test_settling_waits_for_whoever_still_reads_the_words(ready: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.silence, 500, 1000)
    apply(ready, key)
    with monkeypatch.context() as read:
        read.setattr(settling, "empty_log", lambda engine: False)
        make_ready(ready)
    with reading(ready.engine) as db:
        assert [one.settled_at for one in db.exec(select(Redaction)).all()] == [None]
    with standing_at(now() + timedelta(minutes=1)):
        make_ready(ready)
    with reading(ready.engine) as db:
        assert all(one.settled_at for one in db.exec(select(Redaction)).all())


def test_film_begun_before_more_was_redacted_is_not_shown(ready: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    key = of_the_case(ready)
    put_all, worker, came = shelving.put_all, open_worker(ready), now() + timedelta(minutes=1)

    def more_is_redacted_meanwhile(*given: object) -> None:
        monkeypatch.setattr(shelving, "put_all", put_all)
        put_all(*given)  # type: ignore[arg-type]
        plan(ready, key, Way.cut, 1500, 2000)
        apply(ready, key)
        with standing_at(came):
            worker.work_once(kinds=["redact"])

    plan(ready, key, Way.silence, 500, 1000)
    apply(ready, key)
    with monkeypatch.context() as read:  # so that what was redacted first is not settled yet
        read.setattr(settling, "empty_log", lambda engine: False)
        worker.work_once(kinds=["redact"])
        worker.work_once(kinds=["probe"], about=[key])
    monkeypatch.setattr(shelving, "put_all", more_is_redacted_meanwhile)
    worker.work_once(kinds=["transcode"], about=[key])
    assert clip_of(ready, key).version == 0
    with standing_at(came):
        make_ready(ready)
    assert (played(ready, key), clip_of(ready, key).duration_ms) == (True, 2500)


def test_what_is_redacted_while_something_settles_is_settled_by_itself(
    ready: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = of_the_case(ready)

    def more_is_redacted_meanwhile(engine: Engine) -> bool:
        monkeypatch.undo()
        plan(ready, key, Way.cut, 1500, 2000)
        apply(ready, key)
        return settling.empty_log(engine)

    plan(ready, key, Way.silence, 500, 1000)
    apply(ready, key)
    monkeypatch.setattr(settling, "empty_log", more_is_redacted_meanwhile)
    make_ready(ready)
    assert (played(ready, key), clip_of(ready, key).duration_ms) == (True, 2500)


def test_a_plan_that_cannot_be_is_refused_in_words(ready: Library) -> None:
    key = of_the_case(ready)
    for way, start, end, words in (
        (Way.silence, 1000, 1050, "later than it begins"),
        (Way.silence, 90_000, 91_000, "over before"),
        (Way.cut, 0, 2900, "Nothing would be left"),
    ):
        with pytest.raises(WrongInput, match=words):
            plan(ready, key, way, start, end)
    with pytest.raises(NotReady):
        apply(ready, key)


def test_a_plan_can_be_dropped(ready: Library) -> None:
    key = of_the_case(ready)
    planned = plan(ready, key, Way.cut, 500, 1000)
    with writing(ready.engine) as db:
        recording = clip_with_recording(db, key)[1]
        drop_planned(db, recording, planned.key)
        assert planned_for(db, recording) == []


def test_undone_in_time_the_film_is_whole_again_and_its_words_are_not(ready: Library) -> None:
    key = of_the_case(ready)
    say(ready, key, f"It smelt of {WORD}.")
    plan(ready, key, Way.cut, 1500, 2000)
    plan(ready, key, Way.silence, 200, 1400)
    apply(ready, key)
    make_ready(ready)
    assert clip_of(ready, key).duration_ms == 2500
    with writing(ready.engine) as db:
        undo_redactions(db, clip_with_recording(db, key)[1], undo_days=7)
    assert clip_of(ready, key).version == 0
    make_ready(ready)
    assert clip_of(ready, key).duration_ms == 3000
    with reading(ready.engine) as db:
        assert cues_of(db, clip_with_recording(db, key)[0])[0].text == "[…]"


def test_it_cannot_be_undone_once_the_days_are_over(ready: Library) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.silence, 200, 1400)
    apply(ready, key)
    with (
        standing_at(now() + timedelta(days=7, seconds=1)),
        writing(ready.engine) as db,
        pytest.raises(AlreadyDone),
    ):
        undo_redactions(db, clip_with_recording(db, key)[1], undo_days=7)


def test_a_clip_of_the_same_recording_that_is_not_touched_plays_on(ready: Library) -> None:
    with reading(ready.engine) as db:
        clips = db.exec(select(Clip).join(Recording).order_by(Clip.id)).all()  # type: ignore[arg-type]
        one, other = next((a, b) for a in clips for b in clips if a.id != b.id and a.recording_id == b.recording_id)
    plan(ready, one.key, Way.silence, 200, 900)
    apply(ready, one.key)
    assert (clip_of(ready, one.key).version, clip_of(ready, other.key).version) == (0, other.version)


def test_when_the_days_to_undo_it_are_over_the_recording_itself_holds_nothing_of_it(
    ready: Library, tmp_path: Path
) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.cut, 500, 1500)
    plan(ready, key, Way.blur, 1500, 2500)
    apply(ready, key)
    make_ready(ready)
    with reading(ready.engine) as db:
        before = clip_with_recording(db, key)[1]
    first = ready.storage.read(before.original)
    with standing_at(now() + timedelta(days=6, hours=23)):
        make_ready(ready)
        assert ready.storage.read(before.original) == first
    with standing_at(now() + timedelta(days=7, seconds=1)):
        make_ready(ready)
    with reading(ready.engine) as db:
        clip, after = clip_with_recording(db, key)
        assert all(one.original_gone_at for one in db.exec(select(Redaction)).all())
    assert list(ready.storage.below(f"originals/{after.key}")) == [after.original]
    whole = tmp_path / "whole.mp4"
    ready.storage.fetch(after.original, whole)
    width, height = (after.facts["streams"][0][side] for side in ("width", "height"))
    pictures = seen(whole, width, height)
    sound = heard(whole)
    assert rms_db(part(sound, 0.55, 1.45)) < -80
    assert rms_db(part(sound, 1.55, 2.45)) > -60, "only the picture was blurred there"
    assert abs(len(sound) / RATE - 6) < 0.1, "its time stays what it was"
    assert max(one.sharp() for one in pictures[15:60]) < 1000 < min(pictures[3].sharp(), pictures[80].sharp())
    assert clip.duration_ms == 2000
    with writing(ready.engine) as db, standing_at(now() + timedelta(days=8)):
        clip, recording = clip_with_recording(db, key)
        plan_redaction(db, clip, recording, way=Way.silence, span=(1600, 1900), by=cast(db, "ada"))
        apply_redactions(db, recording, by=cast(db, "ada"))
    make_ready(ready)
    assert clip_of(ready, key).duration_ms == 2000, "more can be redacted later, and times are what they were"


def test_a_clip_cut_by_the_times_one_meets_begins_where_one_saw_it(ready: Library) -> None:
    key = of_the_case(ready)
    plan(ready, key, Way.cut, 500, 1500)
    apply(ready, key)
    with writing(ready.engine) as db:
        clip = cut_as_shown(db, clip_with_recording(db, key)[1], title="Later", in_ms=1000, out_ms=2500)
        assert (clip.in_ms, clip.out_ms) == (2000, 3500)


def test_a_restored_older_database_does_not_bring_it_back(ready: Library) -> None:
    key = of_the_case(ready)
    say(ready, key, f"It smelt of {WORD}.")
    older = Before(ready)
    plan(ready, key, Way.cut, 200, 1400)
    apply(ready, key)
    make_ready(ready)
    assert ready.storage.read(f"redactions/{recording_key(ready, key)}").count(WORD.encode()) == 0
    older.put_back()
    with reading(ready.engine) as db:
        assert WORD in cues_of(db, clip_with_recording(db, key)[0])[0].text
    redact_forgotten(ready.engine, ready.storage)
    redact_forgotten(ready.engine, ready.storage)
    clip = clip_of(ready, key)
    assert (clip.state, clip.version) == (ClipState.redacting, 0)
    make_ready(ready)
    assert clip_of(ready, key).duration_ms == 1800
    assert holding(ready, WORD) == set()


def recording_key(library: Library, key: str) -> str:
    with reading(library.engine) as db:
        return clip_with_recording(db, key)[1].key
