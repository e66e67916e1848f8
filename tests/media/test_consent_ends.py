"""Consent that ends, with real processes: everybody who plays is refused, what is being made stops, what was made goes,
and a tombstone stays (promises.md F27).

`python -m pytest tests/media/test_consent_ends.py -s` prints the figures."""

import asyncio
import shutil
import time
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.jobs.job import JobState
from casebook.library import Library
from casebook.media.choosing import choose_sound_track
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.consenting import give_consent, has_consent, live_consent
from casebook.media.ending import end_what_ran_out
from casebook.media.marking import begin_again
from casebook.media.receiving import cut_clip, keep_recording, save_with_clip
from casebook.media.tombstone import Why
from casebook.media.transcript import Cue
from casebook.work import open_worker
from tests.conftest import Visitor, cast, make_ready
from tests.running import WorkerProcess, wait_for
from tests.small_content import make_film
from tests.web.uploading import Server

from .ended import (
    clips,
    files,
    job_of,
    of_the_case,
    recording,
    recording_in,
    spoken,
    tombstone,
    waiting,
    withdraw,
)

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


def test_a_consent_that_ran_out_keeps_its_film_through_the_days_of_grace(ready: Library) -> None:
    key = of_the_case(ready)
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, key), evidence="Form 7", until=now() + timedelta(days=1))
    for days, ended in ((0, 0), (30, 0), (32, 1)):
        with standing_at(now() + timedelta(days=days)), writing(ready.engine) as db:
            assert end_what_ran_out(db, grace_days=30) == ended, days
    assert tombstone(ready, key).why is Why.ran_out
    lena, seen = Visitor(ready).enter("lena"), clips(ready, key)[0].key
    refused = lena.get(f"/clips/{seen}")
    assert refused.status_code == 410, "also where the clock has been set back since"
    assert "The time for which this film was lent to us is over." in refused.text
    assert "taken it back" not in refused.text, "nobody did"
    make_ready(ready)
    assert [file for one in clips(ready, key) for file in files(ready, one.key)] == []


def test_the_worker_looks_once_a_day_for_consents_that_ran_out(ready: Library) -> None:
    key = of_the_case(ready)
    with writing(ready.engine) as db:
        give_consent(db, recording(ready, key), evidence="Form 7", until=now() + timedelta(hours=1))
    with standing_at(now() + timedelta(days=30)):
        make_ready(ready)
        assert all(files(ready, one.key) for one in clips(ready, key))
    with standing_at(now() + timedelta(days=31, hours=1)):
        make_ready(ready)
        assert not any(files(ready, one.key) for one in clips(ready, key))
        assert "lent to us is over" in clips(ready, key)[0].reason


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
