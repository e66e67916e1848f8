"""Uploads where film is kept on S3: parts in the storage, any process goes on, kill -9, two at once, the store away."""

import base64
import hashlib
import os
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.errors import Gone, UploadBusy
from casebook.library import Library, open_library
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.growing import forget_strays, grow
from casebook.media.part_objects import Claim, PartObjects
from casebook.media.s3_calls import uploads
from casebook.media.s3_storage import S3Storage
from casebook.media.upload import Upload, UploadPart
from casebook.media.uploading import finish_upload, uploads_left
from casebook.preparing import prepare
from casebook.settings import Settings, read_settings
from casebook.work import put_due
from tests.conftest import cast
from tests.s3_server import S3Server

from .test_uploads_killed import slowly
from .uploading import TUS, Server, Tus, free_port, served_here, token_of

MIB = 1 << 20


@pytest.fixture
def settings(tmp_path: Path, s3_server: S3Server) -> Settings:
    s3_server.keys(tmp_path / "data" / "keys")
    told = {"data": tmp_path / "data", "demo": True, "second_factor": "offered", "port": free_port()}
    return read_settings(**told, storage=s3_server.url())


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    prepare(settings)
    opened = open_library(settings)
    with writing(opened.engine) as db:
        add_cast(db)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def two(library: Library) -> Iterator[tuple[Server, Server]]:
    """Two web processes of one library, with no folder for uploads that they could share."""
    servers = [Server(library.settings.data, CASEBOOK_STORAGE=library.settings.storage) for _ in range(2)]
    try:
        with ThreadPoolExecutor(2) as hands:
            list(hands.map(Server.start, servers))
        yield servers[0], servers[1]
    finally:
        for one in servers:
            if one.process.poll() is None:
                one.stop()


@pytest.fixture
def site(library: Library) -> Iterator[str]:
    """The address of one web server of the library, within this process."""
    with served_here(library, library.settings.port) as address:
        yield address


def left(library: Library) -> list[str]:
    """What of uploads lies anywhere though none grows: parts, half-sent objects, files of this machine."""
    storage = library.storage
    assert isinstance(storage, S3Storage)
    half = [one.key for one in uploads(storage._place, f"{storage._place.prefix}/")]
    return [*storage.below("uploads"), *half, *(one.name for one in library.settings.uploads_folder.iterdir())]


def kept(library: Library) -> tuple[Clip, Recording, bytes]:
    with reading(library.engine) as db:
        clip, recording = db.exec(select(Clip, Recording).join(Recording)).one()
    return clip, recording, library.storage.read(recording.original)


def test_an_upload_survives_kills_and_goes_on_in_another_process(library: Library, two: tuple[Server, Server]) -> None:
    chance = random.Random(5)
    data = chance.randbytes(26 * MIB + 17)
    ways = [Tus(server.address, token_of(library)) for server in two]
    place = urlsplit(ways[0].place(len(data), filename="Zeugnis.mov")).path
    offset, offsets = 0, [0]
    for turn in range(2):
        server, tus, other = two[turn % 2], ways[turn % 2], ways[1 - turn % 2]
        timer = threading.Timer(chance.uniform(0.4, 0.8), server.kill)
        timer.start()
        with pytest.raises(httpx2.TransportError):
            tus.patch(server.address + place, offset, slowly(data[offset:]))
        timer.join()
        offset = other.offset(two[1 - turn % 2].address + place)
        offsets.append(offset)
        server.start()
    assert offsets == sorted(offsets), "what was told once is never taken back"
    assert offsets[-1] > 0, "some of it had arrived before a kill"
    assert ways[0].patch(two[0].address + place, offset, data[offset:]).status_code == 204
    clip, recording, bytes_ = kept(library)
    assert recording.sha256 == hashlib.sha256(data).hexdigest() == hashlib.sha256(bytes_).hexdigest()
    assert clip.state is ClipState.waiting
    assert ways[1].offset(two[1].address + place) == len(data)
    assert left(library) == []
    before = _memory(two[1].process.pid)
    large = urlsplit(ways[1].place(160 * MIB)).path
    assert ways[1].patch(two[1].address + large, 0, (data[:MIB] for _ in range(160))).status_code == 204
    assert _memory(two[1].process.pid) - before < 140 * MIB, "it holds some pieces, however large an upload is"


def test_the_store_away_stops_an_upload_and_nothing_else(library: Library, site: str, s3_server: S3Server) -> None:
    data = os.urandom(5 * MIB)
    tus = Tus(site, token_of(library))
    place = tus.place(len(data))
    assert tus.patch(place, 0, data[: 2 * MIB]).status_code == 204
    s3_server.stop()
    try:
        answer = tus.patch(place, 2 * MIB, data[2 * MIB :])
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "does not answer" in answer.text
        assert tus.offset(place) == 2 * MIB
        assert httpx2.get(f"{site}/readyz").status_code == 200
        assert tus.client.delete(tus.place(1000), headers=TUS).status_code == 204
    finally:
        s3_server.start()
    assert tus.patch(place, 2 * MIB, data[2 * MIB :]).status_code == 204
    assert kept(library)[2] == data
    assert left(library) == []


def test_bytes_under_a_checksum_count_all_or_not_at_all(library: Library, site: str) -> None:
    data = os.urandom(9 * MIB)
    tus = Tus(site, token_of(library))
    place = tus.place(len(data))
    right = base64.b64encode(hashlib.sha256(data).digest()).decode()
    changed = data[:-1] + bytes([data[-1] ^ 1])  # never by chance the same
    assert tus.patch(place, 0, changed, Upload_Checksum=f"sha256 {right}").status_code == 460
    assert tus.offset(place) == 0
    assert left(library) == []
    assert tus.patch(place, 0, data, Upload_Checksum=f"sha256 {right}").status_code == 204
    assert kept(library)[2] == data
    other = tus.place(len(data))
    assert tus.patch(other, 0, data[: 6 * MIB]).status_code == 204
    assert len(left(library)) > 1
    assert tus.client.delete(other, headers=TUS).status_code == 204
    assert left(library) == [], "what was given up is gone, bytes and rows"
    with reading(library.engine) as db:
        assert db.exec(select(UploadPart)).all() == []


def begun(library: Library, length: int) -> Upload:
    with writing(library.engine) as db:
        upload = Upload(
            person_id=cast(db, "ada").pk, length=length, name="a.mp4", title="A", medium="film",
            expires_at=now() + timedelta(days=7),
        )  # fmt: skip
        db.add(upload)
    return upload


def write(library: Library, upload: Upload, data: bytes) -> PartObjects:
    with reading(library.engine) as db:
        kept = db.get_one(Upload, upload.pk)
        part = PartObjects(db, library.storage, kept)
    part.write(data)
    part.sync()
    return part


def note(library: Library, upload: Upload, part: PartObjects) -> None:
    with writing(library.engine) as db:
        part.note(db, upload)


def test_of_two_who_write_at_the_same_place_one_is_believed(library: Library) -> None:
    upload = begun(library, 20)
    late, first = write(library, upload, b"of an old line"), write(library, upload, b"1234567890")
    note(library, upload, first)
    with pytest.raises(UploadBusy):
        note(library, upload, late)
    late.forget_new()
    note(library, upload, write(library, upload, b"abcdefghij"))
    with reading(library.engine) as db:
        upload = db.get_one(Upload, upload.pk)
    finish_upload(library.engine, library.storage, library.room, upload)
    assert kept(library)[2] == b"1234567890abcdefghij"
    assert left(library) == []


def test_an_upload_that_another_process_went_on_with_is_busy_and_not_lost(library: Library) -> None:
    """Bytes were noted between the look at how far it is and the wish to go on from there."""
    upload = begun(library, 20)
    note(library, upload, write(library, upload, b"1234567890"))
    with pytest.raises(UploadBusy):
        grow(library.engine, library.room, upload)
    idle = write(library, upload, b"")
    note(library, upload, write(library, upload, b"abcdefghij"))
    note(library, upload, idle)
    with reading(library.engine) as db:
        upload = db.get_one(Upload, upload.pk)
    assert upload.offset == 20, "who has written nothing takes nothing back"
    with writing(library.engine) as db:
        db.delete(db.exec(select(UploadPart).where(UploadPart.at == 10)).one())
    with pytest.raises(Gone, match="Begin it again"):
        grow(library.engine, library.room, upload)


def complete(library: Library, data: bytes) -> Upload:
    upload = begun(library, len(data))
    note(library, upload, write(library, upload, data))
    with reading(library.engine) as db:
        return db.get_one(Upload, upload.pk)


def test_many_who_finish_the_same_upload_make_one_recording(library: Library) -> None:
    data = os.urandom(9 * MIB)
    upload, said = complete(library, data), []

    def finish() -> None:
        said.append(finish_upload(library.engine, library.storage, library.room, upload, wait_s=20))

    hands = [threading.Thread(target=finish) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert said == [upload.clip_key] * 4
    assert kept(library)[2] == data
    assert left(library) == []


def test_who_comes_late_never_takes_away_what_the_first_has_kept(library: Library) -> None:
    """The second had been silent for so long that the first did not wait, and finds the parts gone."""
    upload = complete(library, os.urandom(9 * MIB))
    with Claim(library.engine, upload):
        with writing(library.engine) as db:
            db.get_one(Upload, upload.pk).finishing_until = now() - timedelta(seconds=1)
        finish_upload(library.engine, library.storage, library.room, upload)
    with reading(library.engine) as db:
        stale = db.get_one(Upload, upload.pk)
    stale.finished_at = None  # as it was when the second one looked
    assert finish_upload(library.engine, library.storage, library.room, stale) == upload.clip_key
    assert len(kept(library)[2]) == 9 * MIB


def test_a_worker_finishes_what_a_killed_server_left(library: Library) -> None:
    upload = complete(library, b"x" * 1000)
    with Claim(library.engine, upload), pytest.raises(UploadBusy):
        finish_upload(library.engine, library.storage, library.room, upload)
    put_due(library)
    assert kept(library)[2] == b"x" * 1000
    assert left(library) == []


def test_parts_that_are_lost_are_said_and_never_filled_with_nothing(library: Library) -> None:
    upload = complete(library, b"x" * 1000)
    library.storage.remove_below(f"uploads/{upload.key}")
    with pytest.raises(Gone, match="Begin it again"):
        finish_upload(library.engine, library.storage, library.room, upload)
    with reading(library.engine) as db:
        assert uploads_left(db) == ([], [])
    assert list(library.storage.everything()) == []


def test_parts_that_no_upload_owns_are_taken_away_a_day_later(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = complete(library, b"x" * 1000)
    library.storage.put_bytes("uploads/leftbyakill9/0", b"of a recording that was taken back since")
    assert forget_strays(library.engine, library.room) == 0
    monkeypatch.setattr(S3Storage, "age_s", lambda *_: 90_000.0)
    assert forget_strays(library.engine, library.room) == 1
    assert [path.split("/")[1] for path in library.storage.below("uploads")] == [upload.key]


def _memory(pid: int) -> int:
    """The most that a process has held in memory until now, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")
