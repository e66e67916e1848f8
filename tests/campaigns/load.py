"""The campaign `make load`: what is promised of pages, of film, of signing in and of memory under load (`promises.md`
§6), asked of a server of its own, on the demonstration's library, by a process beside it.

Prints each promise and what was seen; exit 1 where one is not kept. `make load-answers`, `python -m bench live` and
`python -m bench search` have the rest of that table.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog
from sqlmodel import col, select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading
from casebook.demo.running import CONTENT
from casebook.demo.seeding import seed
from casebook.library import INDEX, open_library
from casebook.media.clip import Clip, Medium, Recording
from casebook.preparing import prepare
from casebook.settings import read_settings
from casebook.work import CLIP_PATH, open_worker, put_due
from tests.campaigns.crowd import Crowd, Told
from tests.campaigns.load_site import LoadSite

T = TypeVar("T")
PEOPLE = 200
ROWS = ("pages", "decisions", "most_decisions", "segments", "sign_ins", "upload", "soak")


@dataclass(frozen=True)
class Size:
    """How much is asked. The tests' is small; the promise is for the other."""

    pages_s: float = 30
    film_s: float = 10
    sign_ins_s: float = 20
    idle_s: float = 15
    upload_bytes: int = 1024**3
    soaked: int = 100_000
    warm: int = 5_000


SHORT = Size(pages_s=0.4, film_s=0.2, sign_ins_s=0.4, idle_s=0.5, upload_bytes=4 * 1024**2, soaked=100, warm=20)


@dataclass(frozen=True)
class Row:
    """A promise, what was seen, and whether that keeps it; `surprises` are answers other than were expected."""

    promised: str
    seen: str
    kept: bool
    surprises: tuple[str, ...] = ()


class Load:
    """The rows of the table, one after the other, against one site."""

    def __init__(self, site: LoadSite, crowd: Crowd, size: Size) -> None:
        self.site, self.crowd, self.size = site, crowd, size

    async def rows(self, only: Sequence[str]) -> AsyncIterator[Row]:
        """Each promise in its turn."""
        await self.crowd.flat_out(self.site.pages(), 4, count=self.size.warm // 20)
        for name in only:
            yield await getattr(self, name)()

    async def pages(self) -> Row:
        told, cost = await self._cost(self.crowd.paced(self.site.pages(), 50, self.size.pages_s))
        kept = told.at(95) <= 300 and told.at(99) <= 800
        return self._row("pages, 50 a second, mixed: p95 ≤ 300 ms, p99 ≤ 800 ms", told, kept, cost)

    async def decisions(self) -> Row:
        told, cost = await self._cost(self.crowd.paced(self.site.decisions(), 500, self.size.film_s))
        return self._row("whether film may be sent, 500 a second: p99 ≤ 100 ms", told, told.at(99) <= 100, cost)

    async def most_decisions(self) -> Row:
        told, cost = await self._cost(self.crowd.flat_out(self.site.decisions(), 16, seconds=self.size.film_s))
        return self._row(
            "whether film may be sent, as often as it goes: ≥ 1,000 a second", told, told.rate >= 1000, cost
        )

    async def segments(self) -> Row:
        told, cost = await self._cost(self.crowd.flat_out(self.site.segments(), 16, seconds=self.size.film_s))
        return self._row("film of 500 kB a piece from the app itself: ≥ 100 a second", told, told.rate >= 100, cost)

    async def sign_ins(self) -> Row:
        pages = self.crowd.paced(self.site.pages(), 10, self.size.sign_ins_s)
        both = asyncio.gather(self.crowd.paced(self.site.sign_ins(), 10, self.size.sign_ins_s), pages)
        (told, seen), cost = await self._cost(both)
        kept = told.at(95) <= 2000 and seen.at(95) <= 500
        row = self._row(
            "sign-ins, 10 a second: p95 ≤ 2 s; pages, 10 a second beside them: p95 ≤ 500 ms", told, kept, cost
        )
        return Row(row.promised, f"{row.seen}; pages p95 {seen.at(95):.0f} ms", kept, row.surprises + _surprises(seen))

    async def upload(self) -> Row:
        """A recording comes in while others are made into film."""
        idle = await self.crowd.paced(self.site.pages(), 10, self.size.idle_s)
        self.site.forget_most_memory()
        self.site.start_worker()
        began, sending = time.perf_counter(), self.site.start_upload(self.size.upload_bytes)
        over = [0.0]

        def sent() -> bool:
            if sending.poll() is not None and not over[0]:
                over[0] = time.perf_counter() - began
            return bool(over[0]) and time.perf_counter() - began > self.size.idle_s

        told = await self.crowd.paced(self.site.pages(), 10, 600, over=sent)
        most = self.site.memory_mb("VmHWM")
        self.site.stop_worker()
        worse = told.at(95) / idle.at(95)
        failed = ("the upload failed",) if sending.wait() else ()
        return Row(
            "1 GiB comes in and film is made meanwhile: pages, 10 a second, p95 ≤ twice that before; "
            "web server ≤ 300 MB",
            f"p95 {idle.at(95):.0f} ms before, {told.at(95):.0f} ms meanwhile ({worse:.1f} times); "
            f"{self.size.upload_bytes >> 20} MiB in {over[0]:.0f} s; at most {most:.0f} MB",
            worse <= 2 and most <= 300 and not failed,
            failed + _surprises(idle) + _surprises(told),
        )

    async def soak(self) -> Row:
        """So many requests more: what the server holds of memory before and after."""
        warm = await self.crowd.flat_out(self.site.soak(), 8, count=self.size.warm)
        before = self.site.memory_mb()
        told = await self.crowd.flat_out(self.site.soak(), 8, count=self.size.soaked)
        after = self.site.memory_mb()
        growth = 100 * (after / before - 1)
        return Row(
            f"{self.size.soaked:,} requests, mixed: memory grows by ≤ 10 % (promised of 100,000)",
            f"{before:.0f} MB, then {after:.0f} MB ({growth:+.1f} %); {told.rate:.0f} a second",
            growth <= 10,
            _surprises(warm) + _surprises(told),
        )

    async def _cost(self, work: Awaitable[T]) -> tuple[T, float]:
        used = self.site.cpu_s()
        done = await work
        return done, self.site.cpu_s() - used

    def _row(self, promised: str, told: Told, kept: bool, cpu_s: float) -> Row:
        seen = (
            f"{told.rate:.0f} a second; p50 {told.at(50):.0f}, p95 {told.at(95):.0f}, p99 {told.at(99):.0f} ms; "
            f"{1000 * cpu_s / len(told.times):.1f} ms of processor each"
        )
        return Row(promised, seen, kept, _surprises(told))


def _surprises(told: Told) -> tuple[str, ...]:
    return tuple(f"{count} × {what}" for what, count in told.otherwise.most_common(5))


async def loaded(data: Path, size: Size, tell: Callable[[Row], None], only: Sequence[str] = ROWS) -> list[Row]:
    """Serve a prepared library and answer every row; each is told as soon as it is there."""
    site = LoadSite(data, PEOPLE if size.soaked > SHORT.soaked else 20)
    rows = []
    try:
        crowd = site.crowd()
        async for row in Load(site, crowd, size).rows(only):
            tell(row)
            rows.append(row)
        await crowd.close()
    finally:
        site.close()
    return rows


def prepared(folder: Path) -> Path:
    """The demonstration's library with one film ready to be played; what else there is to make waits for a worker."""
    settings = read_settings(data=folder / "data", demo=True, second_factor="offered")
    prepare(settings)
    library = open_library(settings)
    seed(library, CONTENT)
    put_due(library)
    with reading(library.engine) as db:
        film = (
            select(Clip.key)
            .join(Recording, col(Recording.id) == Clip.recording_id)
            .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
            .where(Recording.medium == Medium.film, col(CaseClip.after).is_(False))
        )
        key = db.exec(film.order_by(col(Clip.key))).first()
    assert key is not None
    worker = open_worker(library)
    while worker.work_once(kinds=CLIP_PATH, about=[key]) or worker.work_once(kinds=(INDEX,)):
        pass
    library.index.close()
    library.engine.dispose()
    return settings.data


def main() -> int:
    """Print the table; 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.load", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder that has been prepared; it is changed")
    parser.add_argument("--only", nargs="+", choices=ROWS, default=ROWS, help="these rows alone")
    parser.add_argument(
        "--soaked", type=int, default=Size.soaked, help="requests of the last row; 100,000 are promised"
    )
    asked = parser.parse_args()
    structlog.configure(processors=[_drop])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="casebook-load-") as folder:
        data, size = asked.data or prepared(Path(folder)), Size(soaked=asked.soaked)
        rows = asyncio.run(loaded(data, size, _print, asked.only))
    well = all(row.kept and not row.surprises for row in rows)
    print(f"{'all promises kept' if well else 'NOT all promises kept'}, in {time.monotonic() - began:.0f} s")
    return 0 if well else 1


def _print(row: Row) -> None:
    print(f"{'kept  ' if row.kept else 'MISSED'} {row.promised}\n       {row.seen}", flush=True)
    for surprise in row.surprises:
        print(f"       OTHERWISE {surprise}", flush=True)


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
