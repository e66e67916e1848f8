"""Consent that ends, with real processes: everybody who plays is refused, what is being made stops, what was made goes,
and a tombstone stays (promises.md F27).

`python -m pytest tests/media/test_consent_ends.py -s` prints the figures."""

import asyncio
import json
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case
from casebook.clock import now, standing_at
from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.errors import Gone
from casebook.jobs.job import Job, JobState
from casebook.library import Library, open_library
from casebook.media import burying
from casebook.media.burying import remember
from casebook.media.choosing import choose_sound_track
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, has_consent, live_consent, withdraw_consent
from casebook.media.ending import end_what_ran_out
from casebook.media.marking import begin_again
from casebook.media.queries import cues_of
from casebook.media.receiving import cut_clip, keep_recording, save_with_clip
from casebook.media.tombstone import Tombstone, Why
from casebook.media.transcript import Cue
from casebook.media.upload import Upload
from casebook.settings import read_settings
from casebook.work import open_worker
from tests.conftest import Visitor, cast, make_ready
from tests.running import WorkerProcess, wait_for
from tests.small_content import make_film
from tests.web.uploading import Server

PLAYERS = 20
FORM = {"sec-fetch-site": "same-origin", "accept": "text/html"}


def test_a_withdrawal_stops_twenty_players_and_the_transcode_and_nothing_comes_back(
    ready: Library, tmp_path: Path
) -> None:
    long, played, other = a_long_clip_beside_the_played(ready, tmp_path)
    server = Server(ready.settings.data).start()
    worker = WorkerProcess(ready.settings.data).start()
    try:
        wait_for(lambda: worker.programs() and job_of(ready, other).progress > 0)
        refused = asyncio.run(play_and_withdraw(server.address, ready, played, long))
        assert {status for _, status in refused} == {410}
        assert len(refused) == PLAYERS
        assert max(seconds for seconds, _ in refused) < 10, "the promise is a minute"
        stopped = wait_for(lambda: not worker.programs(), 30)
        gone = wait_for(lambda: tombstone(ready, long).film_settled_at, 30)
        assert files(ready, played) == files(ready, other) == []
        assert not list((ready.settings.work_folder).iterdir()), "the attempt's folder is gone"
        print(f"\n{PLAYERS} players refused after {max(seconds for seconds, _ in refused) * 1000:.0f} ms at most; "
              f"ffmpeg gone after {stopped:.2f} s more, every file after {gone + stopped:.2f} s")  # fmt: skip
        over = job_of(ready, other)
        assert (over.state, over.reason) == (JobState.refused, "Consent has ended.")
        assert {one.state for one in clips(ready, long)} == {ClipState.taken_back}
        worker.kill()
        worker.start()
        time.sleep(2)
        assert files(ready, played) == files(ready, other) == []
        assert not worker.programs()
        assert not waiting(ready, played, other), "nothing is put down again"
        stone = tombstone(ready, long)
        assert (stone.why, stone.sha256) == (Why.withdrawn, recording(ready, long).sha256)
        assert ready.storage.size(recording(ready, long).original), "the recording itself stays for its undo window"
    finally:
        worker.process.kill()
        server.process.kill()


async def play_and_withdraw(address: str, library: Library, played: str, of: str) -> list[tuple[float, int]]:
    """Twenty players ask for one segment after the other; answers how long after the form was sent each was refused."""
    segments = [one.removeprefix("film/") for one in files(library, played) if one.endswith((".m4s", ".mp4"))]
    began: list[float] = []
    playing: set[int] = set()

    async def play(player: httpx2.AsyncClient, number: int) -> tuple[float, int]:
        for turn in range(100_000):
            answer = await player.get(f"/m/{segments[(number + turn) % len(segments)]}")
            if answer.status_code != 200:
                assert began, f"it played until the withdrawal, not {answer.status_code}: {answer.text}"
                return time.monotonic() - began[0], answer.status_code
            playing.add(number)
        raise AssertionError("it played on")

    async def withdraw(author: httpx2.AsyncClient) -> None:
        while len(playing) < PLAYERS:
            await asyncio.sleep(0.02)
        began.append(time.monotonic())
        answer = await author.post(f"/studio/recordings/{of}/withdrawal", data={"reason": "Hers."}, headers=FORM)
        assert answer.status_code == 303

    async with (
        httpx2.AsyncClient(base_url=address, timeout=20) as player,
        httpx2.AsyncClient(base_url=address, timeout=20) as author,
    ):
        for browser, name in ((player, "lena"), (author, "ada")):
            entered = await browser.post("/demo/sign-in", data={"person": f"{name}@casebook.example"}, headers=FORM)
            assert entered.status_code == 303
        players = [asyncio.wait_for(play(player, number), 60) for number in range(PLAYERS)]
        _, *refused = await asyncio.gather(withdraw(author), *players)
    return refused


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


def test_a_new_consent_before_the_recordings_end_makes_the_film_anew(ready: Library) -> None:
    key = of_the_case(ready)
    withdraw(ready, key)
    make_ready(ready)
    assert all(one.version == 0 for one in clips(ready, key))
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, key), evidence="She asked us to.")
    assert {one.state for one in clips(ready, key)} == {ClipState.waiting}
    make_ready(ready)
    assert {(one.state, one.version) for one in clips(ready, key)} == {(ClipState.ready, 1)}
    with reading(ready.engine) as db:
        assert db.exec(select(Cue)).first(), "the words were kept in the meantime"
    assert tombstone(ready, key).answered_at


def test_a_new_consent_at_once_finds_the_film_as_it_was(ready: Library) -> None:
    key = of_the_case(ready)
    before = [file for one in clips(ready, key) for file in files(ready, one.key)]
    withdraw(ready, key)
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, key), evidence="A slip of the hand.")
    make_ready(ready)
    assert {one.state for one in clips(ready, key)} == {ClipState.ready}
    assert [file for one in clips(ready, key) for file in files(ready, one.key)] == before


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
    broken = ready.settings.data / "index" / "broken-shape1-0"
    broken.mkdir()
    (broken / "words").write_text(word)
    assert holding(ready, word) == {"casebook.db-wal", "index"}
    withdraw(ready, key)
    make_ready(ready)
    assert holding(ready, word) == {"casebook.db-wal"}, "the index forgets at once, the words wait for the undo window"
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


def test_a_consent_that_ran_out_keeps_its_film_through_the_days_of_grace(ready: Library) -> None:
    key = of_the_case(ready)
    with writing(ready.engine) as db:
        consent = live_consent(db, recording(ready, key).pk)
        assert consent
        consent.until = now() + timedelta(days=1)
        db.add(consent)
    for days, ended in ((0, 0), (30, 0), (32, 1)):
        with standing_at(now() + timedelta(days=days)), writing(ready.engine) as db:
            assert end_what_ran_out(db, grace_days=30) == ended, days
    assert tombstone(ready, key).why is Why.ran_out
    make_ready(ready)
    assert [file for one in clips(ready, key) for file in files(ready, one.key)] == []


def test_the_worker_looks_once_a_day_for_consents_that_ran_out(ready: Library) -> None:
    key = of_the_case(ready)
    with writing(ready.engine) as db:
        consent = live_consent(db, recording(ready, key).pk)
        assert consent
        consent.until = now() + timedelta(hours=1)
        db.add(consent)
    with standing_at(now() + timedelta(days=30)):
        make_ready(ready)
        assert all(files(ready, one.key) for one in clips(ready, key))
    with standing_at(now() + timedelta(days=31, hours=1)):
        make_ready(ready)
        assert not any(files(ready, one.key) for one in clips(ready, key))
        assert "lent to us is over" in clips(ready, key)[0].reason


def test_without_days_to_undo_it_the_recording_goes_at_once(ready: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_CONSENT_UNDO_DAYS", "0")
    strict = open_library(read_settings(data=ready.settings.data))
    key = of_the_case(strict)
    withdraw(strict, key)
    make_ready(strict)
    assert files(strict, key, "originals") == []
    assert spoken(strict, key) == []
    strict.engine.dispose()


def test_a_recording_that_never_had_a_consent_is_left_alone(ready: Library, tmp_path: Path) -> None:
    kept = keep_recording(ready.storage, make_film(tmp_path / "a.mp4", seconds=1), title="A draft", reserve_bytes=0)
    with writing(ready.engine) as db:
        key = save_with_clip(db, kept, title="A draft").key
    with standing_at(now() + timedelta(days=400)), writing(ready.engine) as db:
        assert end_what_ran_out(db, grace_days=30) == 0
    make_ready(ready)
    assert files(ready, key)


def test_the_same_file_sent_again_stays_closed_until_somebody_writes_a_consent_down(
    ready: Library, small_content: Path
) -> None:
    key = of_the_case(ready)
    withdraw(ready, key)
    same = small_content / "cases/the-open-door/ada.mp4"
    with reading(ready.engine) as db:
        ada = cast(db, "ada").pk
    kept = keep_recording(ready.storage, same, title="Sent again", by_id=ada, reserve_bytes=0)
    with writing(ready.engine) as db:
        again = save_with_clip(db, kept, title="Sent again").key
    make_ready(ready)
    assert files(ready, again) == []
    assert Visitor(ready).enter("ada").get(f"/clips/{again}").status_code == 404
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, kept.key), evidence="A new form, of today.")
    make_ready(ready)
    assert files(ready, again)
    assert {one.state for one in clips(ready, key)} == {ClipState.taken_back}, "that consent is for the new one alone"


def test_importing_the_case_again_brings_neither_words_nor_consent_back(
    ready: Library, small_content: Path, tmp_path: Path
) -> None:
    key = of_the_case(ready)
    withdraw(ready, key)
    with standing_at(now() + timedelta(days=8)):
        make_ready(ready)
    folder = Path(shutil.copytree(small_content, tmp_path / "content"))
    text = folder / "cases/the-open-door/case.md"
    text.write_text(text.read_text().replace("You stand at his bed.", "You stand at his bedside."))
    read = next(iter(read_content(folder).cases.values()))
    with reading(ready.engine) as db:
        brought = bring_files(db, ready.storage, read)
    with writing(ready.engine) as db:
        import_case(db, read, brought, ImportReport(), by=cast(db, "ada"))
    make_ready(ready)
    assert files(ready, key, "originals") == []
    assert spoken(ready, key) == []
    with reading(ready.engine) as db:
        assert live_consent(db, recording(ready, key).pk) is None
        assert has_consent(db, recording(ready, key).pk)
    assert not any(files(ready, one.key) for one in clips(ready, key))


def test_a_database_restored_from_before_the_withdrawal_is_brought_to_what_the_ledger_says(ready: Library) -> None:
    key = of_the_case(ready)
    backup = ready.settings.data / "casebook.db.before"
    with closing(sqlite3.connect(ready.settings.data / "casebook.db")) as connection:
        connection.execute(f"VACUUM INTO '{backup}'")
    withdraw(ready, key)
    make_ready(ready)
    ready.engine.dispose()
    for ending in ("-wal", "-shm"):
        Path(f"{ready.settings.data}/casebook.db{ending}").unlink(missing_ok=True)
    backup.replace(ready.settings.data / "casebook.db")
    with reading(ready.engine) as db:
        assert live_consent(db, recording(ready, key).pk) is not None, "the backup knows nothing of it"
    assert remember(ready.engine, ready.storage) == 1
    with reading(ready.engine) as db:
        assert live_consent(db, recording(ready, key).pk) is None
    make_ready(ready)
    assert not any(files(ready, one.key) for one in clips(ready, key))
    assert remember(ready.engine, ready.storage) == 0
    told = json.loads(ready.storage.read(f"tombstones/{key}"))
    assert set(told) == {"sha256", "ended_at", "why"}, "no words and no names"


def test_a_case_says_kindly_what_was_taken_back_and_goes_on(ready: Library) -> None:
    key = of_the_case(ready)
    lena = Visitor(ready).enter("lena")
    seen = clips(ready, key)[0].key
    assert lena.get(f"/clips/{seen}").status_code == 200
    withdraw(ready, key)
    assert lena.get(f"/clips/{seen}").status_code == 410
    page = lena.get("/cases/the-open-door").text
    assert "This film has been taken back by the person in it." in page
    assert "please leave the door open" not in page
    assert "1 more clip opens when you have answered" in page, "one of the two told after is left"
    make_ready(ready)
    assert lena.get(f"/clips/{seen}").status_code == 410
    assert Visitor(ready).enter("otto").get("/clips/abcdefghjkmn").status_code == 404
    studio = Visitor(ready).enter("ada").get(f"/studio/recordings/{key}").text
    assert "a new consent opens it again" in studio


def test_a_withdrawal_while_no_worker_looks_is_noticed_before_anything_is_shown(
    ready: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep_recording(ready.storage, make_film(tmp_path / "a.mp4", seconds=2), title="Told", reserve_bytes=0)
    with writing(ready.engine) as db:
        key = save_with_clip(db, kept, title="Told").key
        give_consent(db, recording_in(db, kept.key), evidence="Form 9")
    from casebook.media import shelving

    put_all = shelving.put_all

    def withdrawn_meanwhile(*given: object) -> None:
        put_all(*given)  # type: ignore[arg-type]
        withdraw(ready, kept.key)

    monkeypatch.setattr(shelving, "put_all", withdrawn_meanwhile)
    worker = open_worker(ready)
    for _ in range(2):
        worker.work_once(kinds=("probe", "transcode"), about=[key])
    assert files(ready, key) == [], "what was put meanwhile is taken away by whoever put it"
    assert job_of(ready, key).reason == "Consent has ended."
    assert {one.state for one in clips(ready, kept.key)} == {ClipState.taken_back}


def test_another_sound_track_is_not_made_of_a_recording_that_was_taken_back(ready: Library) -> None:
    key = of_the_case(ready)
    withdraw(ready, key)
    make_ready(ready)
    with writing(ready.engine) as db:
        ended = recording_in(db, key)
        track = next(one for one in ended.facts["streams"] if one["kind"] == "audio")
        ended.facts = ended.facts | {"streams": [*ended.facts["streams"], {**track, "index": 9, "first": False}]}
        choose_sound_track(db, ended, 2)
    make_ready(ready)
    assert {(one.state, one.version) for one in clips(ready, key)} == {(ClipState.taken_back, 0)}
    assert not any(files(ready, one.key) for one in clips(ready, key))


def test_a_new_consent_at_once_lets_what_was_half_made_be_made_to_its_end(ready: Library) -> None:
    key = of_the_case(ready)
    with writing(ready.engine) as db:
        for clip in db.exec(select(Clip).join(Recording).where(Recording.key == key)).all():
            begin_again(db, clip)
    withdraw(ready, key)
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, key), evidence="A slip of the hand.")
    make_ready(ready)
    assert {(one.state, one.version) for one in clips(ready, key)} == {(ClipState.ready, 2)}


def a_long_clip_beside_the_played(library: Library, tmp_path: Path) -> tuple[str, str, str]:
    """A recording of 90 s, told in the case, with a short clip ready to play and a whole one that waits: keys of the
    recording and both."""
    film = make_film(tmp_path / "long.mp4", seconds=90, size="854x480")
    with reading(library.engine) as db:
        ada = cast(db, "ada").pk
    kept = keep_recording(library.storage, film, title="A long story", by_id=ada, reserve_bytes=0)
    with writing(library.engine) as db:
        db.add(kept)
        db.flush()
        clip = cut_clip(db, kept, title="Its beginning", in_ms=0, out_ms=4000)
        give_consent(db, kept, evidence="Form 7")
        first = db.exec(select(CaseClip).where(CaseClip.name == "ada-before")).one()
        db.add(CaseClip(case_id=first.case_id, clip_id=clip.pk, name="long", after=False, position=9, told_in="long"))
        played, key = clip.key, kept.key
    make_ready(library)
    with writing(library.engine) as db:
        whole = cut_clip(db, recording_in(db, key), title="All of it").key
    return key, played, whole


def recording_in(db: object, key: str) -> Recording:
    found: Recording = db.exec(select(Recording).where(Recording.key == key)).one()  # type: ignore[attr-defined]
    return found


def recording(library: Library, key: str) -> Recording:
    with reading(library.engine) as db:
        return recording_in(db, key)


def of_the_case(library: Library) -> str:
    """The recording of Dr First."""
    with reading(library.engine) as db:
        question = select(Recording.key).join(Clip).join(CaseClip).where(CaseClip.name == "ada-before")
        return db.exec(question).one()


def clips(library: Library, key: str) -> list[Clip]:
    with reading(library.engine) as db:
        return list(db.exec(select(Clip).join(Recording).where(Recording.key == key)).all())


def files(library: Library, key: str, folder: str = "film") -> list[str]:
    return list(library.storage.below(f"{folder}/{key}"))


def holding(library: Library, word: str) -> set[str]:
    """The files and folders of the library that hold a word."""
    data = library.settings.data
    found = [path for path in data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
    return {path.relative_to(data).parts[0] for path in found}


def spoken(library: Library, key: str) -> list[str]:
    with reading(library.engine) as db:
        return [cue.text for clip in clips(library, key) for cue in cues_of(db, clip)]


def withdraw(library: Library, key: str) -> None:
    with writing(library.engine) as db:
        consent = db.exec(
            select(Consent).join(Recording).where(Recording.key == key, Consent.withdrawn_at == None)  # noqa: E711
        ).one()
        withdraw_consent(db, consent, reason="She asked.")


def tombstone(library: Library, key: str) -> Tombstone:
    with reading(library.engine) as db:
        return db.exec(select(Tombstone).where(Tombstone.recording_key == key)).one()


def job_of(library: Library, key: str) -> Job:
    with reading(library.engine) as db:
        found = db.exec(select(Job).where(Job.about == key, Job.kind == "transcode")).first()
    return found or Job(kind="transcode")


def bury_job(library: Library) -> Job | None:
    with reading(library.engine) as db:
        return db.exec(select(Job).where(Job.kind == "bury")).first()


def waiting(library: Library, *keys: str) -> list[Job]:
    with reading(library.engine) as db:
        question = select(Job).where(Job.about.in_(keys), Job.state.in_(["waiting", "running"]))  # type: ignore[attr-defined]
        return list(db.exec(question).all())
