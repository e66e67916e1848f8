"""The tus protocol over real HTTP: every status and header it promises, the limits, and the two outside clients."""

import asyncio
import base64
import hashlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import httpx2
import pytest
import uvicorn
from sqlmodel import select
from structlog.testing import capture_logs

from casebook.app import create_app
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.errors import StorageFull
from casebook.library import Library, open_library
from casebook.media import uploading
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.part_file import PartFile
from casebook.media.upload import Upload
from casebook.media.uploading import finish_upload
from casebook.people.signing_in import suspend
from casebook.people.tokens import revoke_tokens
from casebook.preparing import prepare
from casebook.settings import read_settings
from casebook.work import open_worker, put_due
from tests.conftest import cast

from .uploading import BYTES, ROOT, TUS, Tus, free_port, token_of


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Library]:
    """A library served on a real port, with small limits."""
    settings = read_settings(
        data=tmp_path / "data",
        demo=True,
        second_factor="offered",
        port=free_port(),
        max_recording_bytes=40 << 20,
        upload_quota_bytes=60 << 20,
    )
    prepare(settings)
    library = open_library(settings)
    with writing(library.engine) as db:
        add_cast(db)
    server = uvicorn.Server(
        uvicorn.Config(create_app(library), host="127.0.0.1", port=settings.port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield library
    server.should_exit = True
    thread.join()
    library.engine.dispose()


@pytest.fixture
def tus(open_site: Library) -> Tus:
    return Tus(f"http://localhost:{open_site.settings.port}", token_of(open_site))


def kept(library: Library) -> tuple[Clip, Recording, bytes]:
    with reading(library.engine) as db:
        clip, recording = db.exec(select(Clip, Recording).join(Recording)).one()
    return clip, recording, library.storage.read(recording.original)


def test_the_server_says_what_it_can_do(tus: Tus) -> None:
    answer = httpx2.options(tus.uploads)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-max-size"] == str(40 << 20)
    assert answer.headers["tus-checksum-algorithm"] == "sha256,sha1"
    wanted = {"creation", "creation-with-upload", "termination", "expiration", "checksum"}
    assert set(answer.headers["tus-extension"].split(",")) == wanted


def test_a_file_in_pieces_becomes_a_recording_and_a_waiting_clip(tus: Tus, open_site: Library) -> None:
    data = os.urandom(300_001)
    place = tus.place(len(data), filename="Gespräch über Würde – 患者.mp4", title="Über Würde")
    head = tus.client.head(place, headers=TUS)
    assert head.headers["upload-length"] == "300001"
    assert head.headers["cache-control"] == "no-store"
    assert "upload-metadata" in head.headers
    assert head.headers["upload-expires"].endswith("GMT")
    for start in range(0, len(data), 100_000):
        answer = tus.patch(place, start, data[start : start + 100_000])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(min(start + 100_000, len(data))))
    clip, recording, bytes_ = kept(open_site)
    assert bytes_ == data
    assert recording.sha256 == hashlib.sha256(data).hexdigest()
    assert (recording.original_name, clip.title) == ("Gespräch über Würde – 患者.mp4", "Über Würde")
    assert clip.state is ClipState.waiting
    assert tus.offset(place) == len(data)
    assert list(open_site.settings.uploads_folder.iterdir()) == []
    put_due(open_site)
    lease = open_site.queue.take("w", ["probe"])
    assert lease is not None
    assert lease.about == clip.key


def test_creation_can_bring_the_first_bytes_or_all(tus: Tus, open_site: Library) -> None:
    answer = tus.begin(6, content=b"abc")
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "3")
    assert tus.patch(answer.headers["location"], 3, b"def").status_code == 204
    assert kept(open_site)[2] == b"abcdef"


def test_a_wrong_offset_is_a_conflict_that_names_the_right_one(tus: Tus) -> None:
    place = tus.place(10)
    assert tus.patch(place, 0, b"abcd").status_code == 204
    for offset in (0, 3, 5, 10):
        answer = tus.patch(place, offset, b"x")
        assert (answer.status_code, answer.headers["upload-offset"]) == (409, "4")
    assert tus.offset(place) == 4


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_bytes_under_a_checksum_count_all_or_not_at_all(tus: Tus, algorithm: str) -> None:
    place = tus.place(8)
    right = base64.b64encode(hashlib.new(algorithm, b"abcd").digest()).decode()
    assert tus.patch(place, 0, b"abcX", Upload_Checksum=f"{algorithm} {right}").status_code == 460
    assert tus.offset(place) == 0
    assert tus.patch(place, 0, b"abcd", Upload_Checksum=f"{algorithm} {right}").status_code == 204
    assert tus.offset(place) == 4
    assert tus.patch(place, 4, b"efgh", Upload_Checksum="md5 XrY7u+Ae7tCTyyK7j1rNww==").status_code == 400
    assert tus.patch(place, 4, b"efgh", Upload_Checksum="sha1 %%%").status_code == 400


def test_what_is_malformed_is_refused_in_words(tus: Tus) -> None:
    place = tus.place(10)
    post, patch = tus.client.post, tus.client.patch
    assert patch(place, content=b"a", headers={"Upload-Offset": "0", "Content-Type": BYTES}).status_code == 412
    assert patch(place, content=b"a", headers=TUS | {"Upload-Offset": "0"}).status_code == 415
    for offset in ("-1", "", "one", "1.0", "9" * 30):
        sent = TUS | {"Upload-Offset": offset, "Content-Type": BYTES}
        assert patch(place, content=b"a", headers=sent).status_code == 400, offset
    assert post(tus.uploads, headers=TUS).status_code == 400
    for length in ("-1", "1.5", "x", "0"):
        assert post(tus.uploads, headers=TUS | {"Upload-Length": length}).status_code in (400, 422)
    assert post(tus.uploads, headers=TUS | {"Upload-Defer-Length": "1"}).status_code == 400
    told = TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ///?"}
    answer = post(tus.uploads, headers=told)
    assert answer.status_code == 400
    assert "Base64" in answer.text
    assert post(tus.uploads, headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"}).headers["tus-version"] == "1.0.0"
    assert tus.begin(5, medium="opera").status_code == 422


def test_too_large_is_refused_before_anything_is_sent(tus: Tus, open_site: Library) -> None:
    answer = tus.begin((40 << 20) + 1)
    assert answer.status_code == 413
    assert "at most 40.0 MB" in answer.text
    place = tus.place(40 << 20)
    answer = tus.begin(30 << 20)
    assert answer.status_code == 413
    assert "60.0 MB" in answer.text
    assert tus.patch(place, 0, b"x" * 20, Upload_Length="5").status_code == 204
    small = tus.place(4)
    assert tus.patch(small, 0, b"12345").status_code == 413
    assert tus.patch(small, 0, iter([b"123", b"45"])).status_code == 422, "chunked, without a declared length"
    assert tus.client.delete(place, headers=TUS).status_code == 204
    assert tus.begin(30 << 20).status_code == 201


def test_a_body_may_be_longer_than_a_form_but_only_there(tus: Tus) -> None:
    place = tus.place(3 << 20)
    assert tus.patch(place, 0, bytes(3 << 20)).status_code == 204
    assert tus.client.post(f"{tus.address}/sign-in", content=b"x" * 300_000).status_code == 413


def test_when_the_disk_is_full_what_arrived_is_kept_and_it_is_said(
    tus: Tus, open_site: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tus.place(5 << 20)
    real, written = os.write, 0

    def full_after_two_megabytes(handle: int, data: bytes) -> int:
        nonlocal written
        if len(data) < 60_000:
            return real(handle, data)
        if written >= 2 << 20:
            raise OSError(28, "No space left on device")
        written += (done := real(handle, data[: (2 << 20) - written]))
        return done

    monkeypatch.setattr("casebook.media.part_file.os.write", full_after_two_megabytes)
    answer = tus.patch(place, 0, bytes(5 << 20))
    assert answer.status_code == 507
    assert "kept" in answer.text
    monkeypatch.undo()
    assert tus.offset(place) == 2 << 20
    assert tus.patch(place, 2 << 20, bytes(3 << 20)).status_code == 204


def test_the_reserve_stays_free(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tus.place(100)
    monkeypatch.setattr("casebook.media.part_file.shutil.disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    assert tus.patch(place, 0, b"x" * 100).status_code == 507
    assert tus.begin(100).status_code == 507


def test_giving_up_takes_the_bytes_away(tus: Tus, open_site: Library) -> None:
    place = tus.place(10)
    tus.patch(place, 0, b"abcd")
    assert len(list(open_site.settings.uploads_folder.iterdir())) == 1
    assert tus.client.delete(place, headers=TUS).status_code == 204
    assert list(open_site.settings.uploads_folder.iterdir()) == []
    assert tus.client.head(place, headers=TUS).status_code == 404
    assert tus.client.post(place, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}).status_code == 404


def test_a_network_that_knows_only_post_can_send_too(tus: Tus, open_site: Library) -> None:
    place = tus.place(4)
    sent = TUS | {"Upload-Offset": "0", "Content-Type": BYTES, "X-HTTP-Method-Override": "PATCH"}
    assert tus.client.post(place, content=b"abcd", headers=sent).status_code == 204
    assert kept(open_site)[2] == b"abcd"


def test_an_upload_left_for_too_long_is_gone_and_its_bytes_too(tus: Tus, open_site: Library) -> None:
    place = tus.place(10)
    tus.patch(place, 0, b"abcd")
    with writing(open_site.engine) as db:
        upload = db.exec(select(Upload)).one()
        upload.expires_at = now()
        db.add(upload)
    assert tus.client.head(place, headers=TUS).status_code == 410
    put_due(open_site)
    assert tus.client.head(place, headers=TUS).status_code == 404
    assert list(open_site.settings.uploads_folder.iterdir()) == []


def test_only_its_own_author_finds_an_upload(tus: Tus, open_site: Library) -> None:
    place = tus.place(10)
    with writing(open_site.engine) as db:
        from casebook.people.joining import appoint
        from casebook.people.person import Role

        appoint(db, cast(db, "vera"), Role.author)
    vera, otto = (Tus(tus.address, token_of(open_site, name)) for name in ("vera", "otto"))
    assert vera.client.head(place, headers=TUS).status_code == 404
    assert vera.patch(place, 0, b"x").status_code == 404
    assert otto.client.head(place, headers=TUS).status_code == 403
    assert otto.begin(10).status_code == 403
    assert httpx2.post(tus.uploads, headers=TUS | {"Upload-Length": "5"}).status_code == 403, "no token, no origin"


def test_a_token_is_for_uploads_alone_and_ends_at_once(tus: Tus, open_site: Library) -> None:
    assert tus.client.get(f"{tus.address}/my-casebook").status_code == 303
    assert tus.client.post(f"{tus.address}/studio/recordings/x/consent").status_code == 401
    secret = tus.client.headers["authorization"]
    with_cookie = {"authorization": secret, "cookie": "sid=x"}
    answer = httpx2.post(tus.uploads, headers=TUS | with_cookie | {"Upload-Length": "5"})
    assert answer.status_code == 403, "with a cookie the same-origin rule holds"
    with writing(open_site.engine) as db:
        assert revoke_tokens(db, cast(db, "ada"), name="test") == 1
    assert tus.begin(5).status_code == 401
    other = Tus(tus.address, token_of(open_site))
    assert other.begin(5).status_code == 201
    with writing(open_site.engine) as db:
        suspend(db, cast(db, "ada"), reason="test")
    assert other.begin(5).status_code == 401


def test_whoever_comes_back_interrupts_the_connection_she_lost(tus: Tus, open_site: Library) -> None:
    place = tus.place(1000)
    path = place.removeprefix(tus.address)
    with socket.create_connection(("127.0.0.1", open_site.settings.port)) as hanging:
        hanging.sendall(
            f"PATCH {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {tus.client.headers['authorization']}\r\n"
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {BYTES}\r\n"
            f"Content-Length: 1000\r\n\r\n{'x' * 400}".encode()
        )
        time.sleep(0.3)
        began = time.monotonic()
        assert tus.offset(place) == 400
        assert time.monotonic() - began < 5
    assert tus.patch(place, 400, b"y" * 600).status_code == 204
    assert kept(open_site)[2] == b"x" * 400 + b"y" * 600


def test_an_upload_held_by_another_process_is_locked(tus: Tus, open_site: Library) -> None:
    place = tus.place(10)
    with PartFile(open_site.settings.uploads_folder, place.rsplit("/", 1)[1], 0, reserve_bytes=0):
        assert tus.patch(place, 0, b"abc").status_code == 423
    assert tus.patch(place, 0, b"abc").status_code == 204


def test_a_server_stopped_between_the_last_byte_and_the_recording_makes_it_once(tus: Tus, open_site: Library) -> None:
    place = tus.place(4)
    key = place.rsplit("/", 1)[1]
    (open_site.settings.uploads_folder / key).write_bytes(b"abcd")
    with writing(open_site.engine) as db:
        upload = db.exec(select(Upload)).one()
        upload.offset = 4
        db.add(upload)
    put_due(open_site)
    put_due(open_site)
    assert tus.offset(place) == 4
    assert kept(open_site)[2] == b"abcd"


def test_an_upload_that_waits_is_spoken_of_once_and_not_every_second(
    tus: Tus, open_site: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = open_site.settings.uploads_folder, tus.place(4).rsplit("/", 1)[1]
    (folder / key).write_bytes(b"abcd")
    with writing(open_site.engine) as db:
        upload = db.exec(select(Upload)).one()
        upload.offset = 4
        db.add(upload)
    look = open_worker(open_site).look_for_work
    assert look is not None
    with capture_logs() as said:
        with PartFile(folder, key, 4, reserve_bytes=0):  # as while its last piece is kept
            for _ in range(3):
                look()
        with monkeypatch.context() as change:
            change.setattr(uploading, "finish_upload", full)
            for _ in range(3):
                look()
        look()
    waits = [one["why"] for one in said if one["event"] == "upload waits"]
    assert len(waits) == 2, "once that it is held, once that there is no room"
    assert waits[1] == "There is no room."
    assert kept(open_site)[2] == b"abcd"


def full(*_: object) -> str:
    raise StorageFull("There is no room.")


def test_an_upload_that_a_worker_is_finishing_is_waited_for(tus: Tus, open_site: Library) -> None:
    place = tus.place(4)
    folder, key = open_site.settings.uploads_folder, place.rsplit("/", 1)[1]
    held = PartFile(folder, key, 0, reserve_bytes=0)
    held.write(b"abcd")
    with writing(open_site.engine) as db:
        upload = db.exec(select(Upload)).one()
        upload.offset = held.sync()
        db.add(upload)
    timer = threading.Timer(0.5, lambda: held.__exit__(None, None, None))
    timer.start()
    assert tus.offset(place) == 4, "asked while the file is held, answered when it is let go"
    timer.join()
    assert kept(open_site)[2] == b"abcd"
    assert list(folder.iterdir()) == []


def test_many_that_finish_the_same_upload_make_one_recording(tus: Tus, open_site: Library) -> None:
    place = tus.place(4)
    (open_site.settings.uploads_folder / place.rsplit("/", 1)[1]).write_bytes(b"abcd")
    with writing(open_site.engine) as db:
        upload = db.exec(select(Upload)).one()
        upload.offset = 4
        db.add(upload)

    def finish(_: int) -> str:
        return finish_upload(open_site.engine, open_site.storage, open_site.room, upload, wait_s=10)

    with ThreadPoolExecutor(6) as hands:
        assert set(hands.map(finish, range(12))) == {upload.clip_key}
    assert kept(open_site)[2] == b"abcd"


def test_a_lost_part_file_is_said_and_never_filled_with_nothing(tus: Tus, open_site: Library) -> None:
    place = tus.place(10)
    tus.patch(place, 0, b"abcd")
    next(open_site.settings.uploads_folder.iterdir()).unlink()
    assert tus.patch(place, 4, b"efghij").status_code == 410


def test_pictures_and_their_sound_become_a_slideshow(tus: Tus, open_site: Library) -> None:
    for number, name in ((2, "zwei.png"), (1, "one.jpg")):
        words = {"medium": "picture", "batch": "b1", "at": str((number - 1) * 90_000), "alt": f"Nr {number}"}
        assert tus.begin(3, content=f"{number}px".encode(), filename=name, **words).status_code == 201
    assert tus.begin(3, content=b"wav", filename="talk.wav", medium="slideshow", batch="b1").status_code == 201
    _, recording, data = kept(open_site)
    assert (recording.medium, data) == ("slideshow", b"wav")
    assert [(one["at_ms"], one["alt"]) for one in recording.stills] == [(0, "Nr 1"), (90_000, "Nr 2")]
    assert [open_site.storage.read(one["path"]) for one in recording.stills] == [b"1px", b"2px"]
    assert recording.stills[1]["path"].endswith(".png")
    assert list(open_site.settings.uploads_folder.iterdir()) == []
    too_big = tus.begin((10 << 20) + 1, medium="picture", batch="b2")
    assert too_big.status_code == 413


def test_aiotus_sends_unchanged(tus: Tus, open_site: Library) -> None:
    aiotus = pytest.importorskip("aiotus")
    data = os.urandom(5_000_000)
    headers = {"Authorization": tus.client.headers["authorization"]}

    async def send() -> object:
        metadata = {"filename": "Ärztin.mov".encode(), "title": "Übergabe".encode()}
        place = await aiotus.upload(tus.uploads, BytesIO(data), metadata, chunksize=1_000_000, headers=headers)
        assert place is not None
        assert (await aiotus.metadata(place, headers=headers))["title"] == "Übergabe".encode()
        return place

    asyncio.run(send())
    clip, recording, bytes_ = kept(open_site)
    assert (bytes_ == data, clip.title, recording.original_name) == (True, "Übergabe", "Ärztin.mov")


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_tus_js_client_sends_unchanged(tus: Tus, open_site: Library) -> None:
    """The very file that the studio's page loads, in node with a small XMLHttpRequest of the test's own."""
    script = ROOT / "tests/web/tus_js_client.cjs"
    vendored = ROOT / "casebook/static/vendor/tus-js-client@4.3.1/tus.min.js"
    command = ["node", str(script), str(vendored), tus.uploads, tus.client.headers["authorization"], "3000000"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    _, recording, bytes_ = kept(open_site)
    assert hashlib.sha256(bytes_).hexdigest() == done.stdout.strip()
    assert recording.original_name == "Visite – Zimmer 7.mp4"
