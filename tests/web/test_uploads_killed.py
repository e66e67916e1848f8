"""kill -9 of the web server in the middle of a PATCH: the offset it tells afterwards is true, and the file is whole.

`TEST_KILLS=20` is the campaign form (promises.md, F1)."""

import hashlib
import os
import random
import threading
import time
from collections.abc import Iterator

import httpx2
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Clip, Recording

from .uploading import Server, Tus, token_of

KILLS = int(os.environ.get("TEST_KILLS", "5"))
SIZE = (8 << 20) * KILLS


def test_an_upload_survives_the_death_of_the_web_server(library: Library) -> None:
    chance = random.Random(3)
    data = chance.randbytes(SIZE)
    server = Server(library.settings.data).start()
    tus = Tus(server.address, token_of(library))
    place, offset, killed, offsets = tus.place(SIZE, filename="Zeugnis.mov"), 0, 0, [0]
    try:
        while offset < SIZE:
            dying = killed < KILLS
            timer = threading.Timer(chance.uniform(0.05, 0.35), server.kill)
            if dying:
                timer.start()
            try:
                answer = tus.patch(place, offset, slowly(data[offset:]) if dying else data[offset:])
                assert answer.status_code == 204
            except httpx2.TransportError:
                pass
            if dying:
                timer.join()
                killed += 1
                server.start()
            told = tus.offset(place)
            assert told >= offset, "what was told once is never taken back"
            offset = told
            offsets.append(offset)
    finally:
        server.stop()
    assert killed == KILLS
    assert len(set(offsets)) > 2, "some of it had arrived before a kill"
    with reading(library.engine) as db:
        _, recording = db.exec(select(Clip, Recording).join(Recording)).one()
    assert recording.sha256 == hashlib.sha256(data).hexdigest()
    kept = library.storage.read(recording.original)
    assert hashlib.sha256(kept).hexdigest() == recording.sha256
    assert list(library.settings.uploads_folder.iterdir()) == [], "nothing is left where it grew"


def slowly(data: bytes) -> Iterator[bytes]:
    """Half a megabyte every few milliseconds, so that there is a middle to die in."""
    for start in range(0, len(data), 1 << 19):
        yield data[start : start + (1 << 19)]
        time.sleep(0.02)
