"""How much more is done by more processes: film made by one, two and three workers, and decisions about film by one and
two web processes, all on one PostgreSQL."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, func, select

from casebook.cases.case import Case, CaseClip
from casebook.cases.publication import Publication
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.library import Library, open_library
from casebook.media.clip import Clip, ClipState
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.people.person import Person
from casebook.people.signing_in import sign_in
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.campaigns.crowd import Ask, Crowd
from tests.small_content import make_film
from tests.web.uploading import free_port

from .making import Made

FILMS, FILM_S = 6, 8
ASKERS, BROWSERS, SECONDS = 12, 16, 8.0


def films_made(folder: Path, url: str, workers: int) -> dict[str, float]:
    """Seconds until so many workers have made six films of eight seconds, each with one thread for ffmpeg; the workers
    have started before the films are there."""
    library = _new(folder / "data", url)
    film = make_film(folder / "film.mp4", seconds=FILM_S)
    with _running(library, ["work"] * workers, CASEBOOK_FFMPEG_THREADS="1", CASEBOOK_AV1="false"):
        time.sleep(6)
        kept = [keep_recording(library.storage, film, title=f"Film {number}") for number in range(FILMS)]
        began = time.perf_counter()
        with writing(library.engine) as db:
            for recording in kept:
                save_with_clip(db, recording, title=recording.title)
        while _ready(library) < FILMS:
            if time.perf_counter() - began > 600:
                raise SystemExit("the films were not made")
            time.sleep(0.05)
        took = time.perf_counter() - began
    return {"s": took}


def decisions(made: Made, processes: int) -> dict[str, float]:
    """Seconds for a thousand decisions about a piece of film, asked of so many web processes at once by people who have
    just signed in."""
    library = made.open()
    film, cookies = _film(library)
    ports = [free_port() for _ in range(processes)]
    asks = [Ask(f"/m/{film}/bench.m4s", cookie, "HEAD") for cookie in cookies]
    settings = {"CASEBOOK_DEMO": "true", "CASEBOOK_SECOND_FACTOR": "offered"}
    with _running(library, [f"serve:{port}" for port in ports], **settings):
        for port in ports:
            _wait_for(port)
        rates = asyncio.run(_asked(ports, asks))
    return {"s": 1000 / sum(rates)}


async def _asked(ports: list[int], asks: list[Ask]) -> list[float]:
    crowds = [Crowd(port) for port in ports]
    told = await asyncio.gather(*(crowd.flat_out(asks, BROWSERS, seconds=SECONDS) for crowd in crowds))
    for crowd, one in zip(crowds, told, strict=True):
        await crowd.close()
        assert not one.otherwise, one.otherwise
    return [one.rate for one in told]


def _new(data: Path, url: str) -> Library:
    settings = read_settings(data=data, database=url, demo=True, second_factor="offered", sandbox="best")
    prepare(settings)
    library = open_library(settings)
    with writing(library.engine) as db:
        add_cast(db)
    return library


def _ready(library: Library) -> int:
    with reading(library.engine) as db:
        return db.exec(select(func.count()).where(Clip.state == ClipState.ready)).one()


def _film(library: Library) -> tuple[str, list[str]]:
    """A piece of film that everybody may have, and sign-ins of some."""
    told_before = (
        select(Clip.key)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .join(Publication, col(Publication.case_id) == Case.id)
        .where(Clip.state == ClipState.ready, ~col(CaseClip.after))
    )
    with writing(library.engine) as db:
        key = db.exec(told_before.order_by(col(Clip.id)).limit(1)).one()
        asked = select(Person).where(col(Person.email).endswith("@nation.example")).order_by(col(Person.id))
        cookies = [sign_in(db, person, hours=1)[1] for person in db.exec(asked.limit(ASKERS)).all()]
    library.storage.put_bytes(f"film/{key}/1/hls/bench.m4s", bytes(1000))
    return f"{key}/1/hls", cookies


@contextmanager
def _running(library: Library, programs: list[str], **settings: str) -> Iterator[None]:
    """`work`, or `serve:<port>`, each a process of its own, ended with the block."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
    ours = {"CASEBOOK_DATA": str(library.settings.data), "CASEBOOK_DATABASE": library.settings.database}
    started = []
    with (library.settings.data.parent / "running.log").open("ab") as log:
        try:
            for program in programs:
                word, _, port = program.partition(":")
                started.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "casebook", word], stdout=log, stderr=log,
                        env=clean | ours | settings | ({"CASEBOOK_PORT": port} if port else {}),
                    )
                )  # fmt: skip
            yield
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                process.wait(30)


def _wait_for(port: int) -> None:
    async def there() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    for _ in range(600):
        if asyncio.run(there()):
            return
        time.sleep(0.1)
    raise SystemExit("a web process did not begin to serve")
