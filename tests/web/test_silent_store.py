"""A store that takes what is asked and says nothing: film waits, and nobody who writes or looks waits with it."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import httpx2
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.errors import StorageAway
from casebook.jobs.worker import Work
from casebook.library import Library
from casebook.media import s3_storage
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent, EvidenceFile
from casebook.media.evidence import path_of
from casebook.media.redacting import apply_redactions
from casebook.media.redaction import Redaction, Way
from casebook.media.redaction_ledger import write_down
from casebook.media.s3_storage import S3Storage
from casebook.media.sweeping import sweep_storage
from casebook.teach.retiming import redact_forgotten
from tests.conftest import Visitor, cast
from tests.doubles.faltering_store import FalteringStore
from tests.s3_server import S3Server

from .test_film import files
from .test_film_on_s3 import opened
from .uploading import free_port, served_here

OURS = {"sec-fetch-site": "same-origin", "accept": "text/html"}
PDF = b"%PDF-1.7 signed by nobody"


@pytest.fixture
def library(
    ready: Library, faltering: FalteringStore, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Library]:
    """The ready library, its store empty, behind a street that can fall silent; less patient than it is."""
    monkeypatch.setattr(s3_storage, "_SILENCE_S", 3)
    here = opened(ready, faltering.url(s3_server.url()))
    yield here
    faltering.speak()
    here.engine.dispose()


def wait_s(library: Library) -> float:
    """How long somebody waits who wants to write."""
    began = time.monotonic()
    with writing(library.engine) as db:
        db.exec(select(Clip.id)).first()
    return time.monotonic() - began


@contextmanager
def asked(street: FalteringStore, act: Callable[[], object]) -> Iterator[Future[object]]:
    """What asks the store while it is silent, once it has asked; it speaks again when the block is over."""
    before = len(street.taken)
    street.silent.set()
    with ThreadPoolExecutor(1) as hands:
        asking = hands.submit(act)
        try:
            end = time.monotonic() + 10
            while len(street.taken) == before:
                assert time.monotonic() < end
                time.sleep(0.02)
            yield asking
        finally:
            street.speak()


def test_others_save_while_a_signed_form_waits_for_the_store(library: Library, faltering: FalteringStore) -> None:
    with reading(library.engine) as db:
        key = db.exec(select(Consent.key).order_by(Consent.key)).first()
    ada = Visitor(library).enter("ada")

    def bring_form() -> int:
        to = f"/consents/{key}/evidence-files"
        return ada.client.post(to, files={"file": ("form.pdf", PDF)}, headers=OURS).status_code

    with asked(faltering, bring_form) as asking:
        assert wait_s(library) < 1
    assert asking.result() == 303
    with reading(library.engine) as db:
        kept = db.exec(select(EvidenceFile)).one()
    assert library.storage.read(path_of(kept.sha256)) == PDF


def planned(recording_id: int, by_id: int) -> Redaction:
    return Redaction(recording_id=recording_id, way=Way.bleep, start_ms=100, end_ms=900, planned_by_id=by_id)


def test_a_redaction_that_cannot_be_written_down_lets_others_write_within_seconds(
    library: Library, faltering: FalteringStore
) -> None:
    with writing(library.engine) as db:
        clip = db.exec(select(Clip).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712
        db.add(planned(clip.recording_id, cast(db, "ada").pk))
    ada = Visitor(library).enter("ada")
    path = f"/studio/clips/{clip.key}/redaction"
    with asked(faltering, lambda: ada.post(path)) as asking:
        assert wait_s(library) < 5
        answer = asking.result()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")  # type: ignore[attr-defined]
    with reading(library.engine) as db:
        assert db.exec(select(Redaction)).one().applied_at is None
    assert ada.post(path).status_code == 303
    assert len(list(library.storage.below("redactions"))) == 1


def watching(library: Library, street: FalteringStore) -> list[tuple[str, bool]]:
    """What is asked of the store from now on, and whether somebody could begin to write at that moment."""
    seen: list[tuple[str, bool]] = []

    def says(method: str, target: str) -> None:
        try:
            seen.append((f"{method} {target}", wait_s(library) < 1))
        except OperationalError:  # patience ended
            seen.append((f"{method} {target}", False))

    street.says = says
    return seen


def test_what_was_redacted_is_remembered_without_keeping_anybody_waiting(
    library: Library, faltering: FalteringStore
) -> None:
    with writing(library.engine) as db:
        recording = db.exec(select(Recording).order_by(Recording.key)).first()
        assert recording
        row = planned(recording.pk, cast(db, "ada").pk)
        db.add(row)
        db.flush()
        apply_redactions(db, recording, by=cast(db, "ada"))
        write_down(db, library.storage, recording)
        db.delete(row)  # as if the database were older
    seen = watching(library, faltering)
    redact_forgotten(library.engine, library.storage)
    with reading(library.engine) as db:
        assert db.exec(select(Redaction.applied_at)).one() is not None
    assert seen
    assert [what for what, free in seen if not free] == []


@pytest.fixture
def work(library: Library, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A sweep in hand, a day after everything."""
    with writing(library.engine) as db:
        library.queue.put(db, "sweep")
    lease = library.queue.take("test", ["sweep"])
    assert lease
    monkeypatch.setattr(S3Storage, "age_s", lambda *_: 90_000.0)
    return Work(library.queue, lease)


def test_strays_of_nobody_are_swept_while_others_write(library: Library, faltering: FalteringStore, work: Work) -> None:
    for path in ("originals/neversaved23/source", "film/nosuchclip23/1/v240/seg_1.m4s"):
        library.storage.put_bytes(path, b"film")
    seen = watching(library, faltering)
    assert sweep_storage(work, library.workshop) == 2
    assert sum("?delete" in what for what, _ in seen) >= 2
    assert [what for what, free in seen if not free] == []


def test_strays_of_a_clip_are_swept_a_few_at_a_time(
    library: Library, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may begin to make that version anew, so that others have to wait for each turn."""
    with reading(library.engine) as db:
        clip = db.exec(select(Clip.key).order_by(Clip.key)).first()
    for number in range(45):
        library.storage.put_bytes(f"film/{clip}/7/v240/seg_{number}.m4s", b"left by a worker that slept")
    turns, removed, opens = [0], S3Storage.remove, work.writing

    def counted(self: S3Storage, path: str) -> None:
        assert self is self.hurried()
        turns[-1] += 1
        removed(self, path)

    def another_turn() -> AbstractContextManager[Session]:
        turns.append(0)
        return opens()

    monkeypatch.setattr(S3Storage, "remove", counted)
    monkeypatch.setattr(work, "writing", another_turn)
    assert sweep_storage(work, library.workshop) == 45
    assert turns == [0, 0, 20, 20, 5]
    assert list(library.storage.below("film")) == []


def test_who_holds_others_up_gives_up_soon(library: Library, faltering: FalteringStore) -> None:
    faltering.silent.set()
    hurried = library.storage.hurried()
    for act in (partial(hurried.read, "film/a"), partial(hurried.put_bytes, "film/a", b"1")):
        began = time.monotonic()
        with pytest.raises(StorageAway):
            act()
        assert time.monotonic() - began < 5


@pytest.fixture
def site(library: Library) -> Iterator[str]:
    """The address of one web server of the library, within this process."""
    with served_here(library, free_port()) as address:
        yield address


def test_sixty_who_wait_for_film_keep_no_style_sheet_waiting(
    ready: Library, library: Library, faltering: FalteringStore, site: str
) -> None:
    lena = Visitor(library).enter("lena")
    with reading(library.engine) as db:
        key = db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712
    path = next(path for path in files(Visitor(ready).enter("lena"), key) if path.endswith(".m4s"))
    sheet = re.search(r'href="(/static/[^"]+\.css[^"]*)"', lena.get("/").text)
    assert sheet
    cookies = {cookie.name: str(cookie.value) for cookie in lena.client.cookies.jar}
    faltering.silent.set()
    before = len(faltering.taken)
    with httpx2.Client(base_url=site, cookies=cookies, timeout=40, limits=httpx2.Limits(max_connections=70)) as client:
        with ThreadPoolExecutor(60) as hands:
            asking = [hands.submit(client.get, path) for _ in range(60)]
            end = time.monotonic() + 20
            while len(faltering.taken) < before + 40:
                assert time.monotonic() < end
                time.sleep(0.05)
            for other in (sheet[1], "/", "/m/nosuchclip23/1/v240/seg_1.m4s"):
                began = time.monotonic()
                assert client.get(other).status_code in (200, 404)
                assert time.monotonic() - began < 2, other
            answers = [one.result() for one in asking]
    assert {(answer.status_code, answer.headers["retry-after"]) for answer in answers} == {(503, "5")}
