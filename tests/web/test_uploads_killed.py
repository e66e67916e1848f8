"""kill -9 of the web server in the middle of a PATCH: the offset it tells afterwards is true, and the file is whole."""

import hashlib
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Recording

from .uploading import Server, Tus, token_of

KILLS = 5  # twenty in the campaign `make faults-media`


@dataclass(frozen=True)
class Seen:
    """An upload through so many deaths: the offsets that were told, whether the file is whole, what is left of it."""

    kills: int
    offsets: list[int]
    whole: bool
    left: list[str]


def test_an_upload_survives_the_death_of_the_web_server(library: Library) -> None:
    seen = upload_through_kills(library, KILLS)
    assert seen.kills == KILLS
    assert seen.offsets == sorted(seen.offsets), "what was told once is never taken back"
    assert len(set(seen.offsets)) > 2, "some of it had arrived before a kill"
    assert seen.whole
    assert seen.left == [], "nothing is left where it grew"


def upload_through_kills(library: Library, kills: int) -> Seen:
    """Send a file of chance to a server that is killed so many times in the middle, going on each time."""
    chance = random.Random(3)
    size = (8 << 20) * kills
    data = chance.randbytes(size)
    server = Server(library.settings.data).start()
    tus = Tus(server.address, token_of(library))
    place, offset, killed, offsets = tus.place(size, filename="Zeugnis.mov"), 0, 0, [0]
    try:
        while offset < size:
            dying = killed < kills
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
            offset = tus.offset(place)
            offsets.append(offset)
    finally:
        server.stop()
    sha256 = hashlib.sha256(data).hexdigest()
    with reading(library.engine) as db:
        recording = db.exec(select(Recording).where(Recording.original_name == "Zeugnis.mov")).one()
    whole = recording.sha256 == sha256 == hashlib.sha256(library.storage.read(recording.original)).hexdigest()
    return Seen(killed, offsets, whole, [one.name for one in library.settings.uploads_folder.iterdir()])


def slowly(data: bytes) -> Iterator[bytes]:
    """Half a megabyte every few milliseconds, so that there is a middle to die in."""
    for start in range(0, len(data), 1 << 19):
        yield data[start : start + (1 << 19)]
        time.sleep(0.02)
