"""Film on S3 is played behind the same gate: through casebook, ranges and all, or by addresses that end."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.health import findings
from casebook.jobs.job import Job, JobState
from casebook.library import Library, open_library
from casebook.media.clip import Clip, ClipState
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.media.copying_film import copy_film
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.media.storage_opening import open_storage
from casebook.settings import read_settings
from casebook.web.film_afar import part_of
from casebook.work import open_worker, put_due
from tests.conftest import Visitor
from tests.media.conftest import make
from tests.s3_server import S3Server

from .test_film import files


@pytest.fixture(scope="module")
def shared(ready_stock: Path, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The film of the ready library in one place on S3, for the tests that only look."""
    return bring(ready_stock, s3_server, tmp_path_factory.mktemp("brought"))


def bring(data: Path, server: S3Server, folder: Path) -> str:
    url = server.url()
    copied = copy_film(open_storage(f"file://{data / 'film'}"), open_storage(url, server.keys(folder)), folder / "note")
    assert copied.files > 10
    return url


def opened(ready: Library, url: str, **more: object) -> Library:
    S3Server.keys(ready.settings.keys)
    told = {"data": ready.settings.data, "demo": True, "second_factor": "offered", "storage": url}
    return open_library(read_settings(**(told | more)))


@pytest.fixture
def afar(ready: Library, shared: str) -> Iterator[Library]:
    library = opened(ready, shared)
    yield library
    library.engine.dispose()


@pytest.fixture
def by_link(ready: Library, shared: str) -> Iterator[Library]:
    library = opened(ready, shared, film_from="store", film_link_seconds=5)
    yield library
    library.engine.dispose()


@pytest.fixture
def its_own(ready: Library, s3_server: S3Server, tmp_path: Path) -> Iterator[Library]:
    """A library by link whose film is nobody else's."""
    library = opened(ready, bring(ready.settings.data, s3_server, tmp_path / "brought"), film_from="store")
    yield library
    library.engine.dispose()


def clip_before(library: Library) -> str:
    with reading(library.engine) as db:
        return db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712


def test_everything_a_player_fetches_comes_through_casebook(afar: Library, ready: Library) -> None:
    lena, here = Visitor(afar).enter("lena"), Visitor(ready).enter("lena")
    key = clip_before(afar)
    paths = files(lena, key)
    assert sum(path.endswith(".m4s") for path in paths) >= 2
    for path in paths:
        answer, same = lena.get(path), here.get(path)
        assert (answer.status_code, answer.content) == (200, same.content), path
        for name in ("content-type", "cache-control", "content-length", "x-content-type-options"):
            assert answer.headers.get(name) == same.headers.get(name), (path, name)
        assert Visitor(afar).client.get(path, headers={"accept": "*/*"}).status_code in (303, 401)


def test_ranges_are_answered_as_film_of_this_machine_is(afar: Library, ready: Library) -> None:
    lena, here = Visitor(afar).enter("lena"), Visitor(ready).enter("lena")
    path = next(path for path in files(lena, clip_before(afar)) if path.endswith(".m4s"))
    size = int(lena.get(path).headers["content-length"])
    for asked in (
        "bytes=0-0",
        "bytes=5-99",
        "bytes=-7",
        f"bytes={size - 3}-",
        f"bytes=2-{size + 100}",
        f"bytes={size}-",
    ):
        mine, theirs = lena.get(path, Range=asked), here.get(path, Range=asked)
        assert (mine.status_code, mine.headers.get("content-range")) == (
            theirs.status_code,
            theirs.headers.get("content-range"),
        ), asked
        if mine.status_code == 206:
            assert mine.content == theirs.content
    etag = lena.get(path).headers["etag"]
    assert lena.get(path, **{"Range": "bytes=0-1", "If-Range": etag}).status_code == 206
    assert lena.get(path, **{"Range": "bytes=0-1", "If-Range": '"another"'}).status_code == 200
    head = lena.client.head(path)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(size), b"")


@given(st.text(alphabet="0123456789-bytes=, ", max_size=30), st.integers(0, 10_000))
def test_a_part_lies_within_the_file_whatever_is_asked(asked: str, size: int) -> None:
    part = part_of(asked, size)
    if part is not None:
        assert 0 <= part.start <= part.end <= size
        assert part.whole == (not part.start < part.end or part.whole)


def test_film_comes_from_the_store_by_addresses_that_end(by_link: Library) -> None:
    lena = Visitor(by_link).enter("lena")
    key = clip_before(by_link)
    links = []
    for path in files(lena, key):
        answer = lena.get(path)
        if not path.endswith((".m4s", ".mp4")):
            assert answer.status_code == 200, "playlists, pictures and words are always casebook's to send"
            continue
        assert (answer.status_code, answer.headers["cache-control"]) == (302, "private, no-store")
        assert Visitor(by_link).client.get(path, headers={"accept": "*/*"}).status_code in (303, 401)
        links.append(answer.headers["location"])
    assert links
    assert all(link.startswith(f"{by_link.storage.origin}/") and "X-Amz-Expires=5" in link for link in links)
    assert [httpx2.get(link).status_code for link in links[:2]] == [200, 200]
    time.sleep(6.1)
    assert [httpx2.get(link).status_code for link in links[:2]] == [403, 403]


def test_pages_may_ask_that_store_for_film_and_for_nothing_else(by_link: Library, afar: Library) -> None:
    origin = by_link.storage.origin
    lena = Visitor(by_link).enter("lena")
    for path in ("/", "/my-casebook"):
        rules = [rule.strip() for rule in lena.get(path).headers["content-security-policy"].split(";")]
        assert [rule.split(" ")[0] for rule in rules if origin in rule] == ["media-src", "connect-src"]
    assert origin not in Visitor(afar).get("/").headers["content-security-policy"]


def test_what_was_withdrawn_is_not_there_by_any_way(its_own: Library) -> None:
    lena, key = Visitor(its_own).enter("lena"), clip_before(its_own)
    paths = files(lena, key)
    with writing(its_own.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="She asked.")
    for path in paths:
        assert lena.get(path).status_code == 410, path
    put_due(its_own)
    worker = open_worker(its_own)
    while worker.work_once():
        pass
    with reading(its_own.engine) as db:
        keys = db.exec(select(Clip.key).where(Clip.state == ClipState.taken_back)).all()
    assert key in keys
    assert [path for one in keys for path in its_own.storage.below(f"film/{one}")] == []


def test_the_store_away_is_said_for_film_and_pages_go_on(afar: Library, s3_server: S3Server, tmp_path: Path) -> None:
    lena = Visitor(afar).enter("lena")
    path = next(path for path in files(lena, clip_before(afar)) if path.endswith(".m4s"))
    film = make(tmp_path / "a.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", "-c:v", "libx264")
    with writing(afar.engine) as db:
        clip = save_with_clip(db, keep_recording(afar.storage, film, title="A", reserve_bytes=0), title="A")
        key = clip.key
    s3_server.stop()
    try:
        answer = lena.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert lena.get("/").status_code == 200
        put_due(afar)
        open_worker(afar).work_once(about=[key])
        with reading(afar.engine) as db:
            job = db.exec(select(Job).where(Job.about == key)).one()
        assert (job.state, job.attempts) == (JobState.waiting, 0), "it waits, and has not failed"
        assert "does not answer" in job.reason
        seen = {one.name: one for one in findings(afar)}
        assert not seen["storage"].well
        assert not seen["files"].well
    finally:
        s3_server.start()
    assert lena.get(path).status_code == 200
    with writing(afar.engine) as db:
        afar.queue.retry(db, db.exec(select(Job).where(Job.about == key)).one())
    assert open_worker(afar).work_once(about=[key])
    with reading(afar.engine) as db:
        assert db.exec(select(Job.state).where(Job.about == key, Job.kind == "probe")).one() == JobState.done
