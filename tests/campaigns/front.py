"""The campaign `make load-front`: film that nginx sends against film that casebook sends, in the same run by turns, and
how often one web process and two can decide. Without TLS, so that both sides do the same.

Prints processor and rates, and the ratios that are promised (`performance.md` §3); exit 1 where one is not kept, 2
where there is no nginx.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from shutil import copytree

import structlog

from tests.campaigns.crowd import Ask, Crowd, Told
from tests.campaigns.load import prepared
from tests.campaigns.load_site import LoadSite
from tests.deploy.front import LOCATION
from tests.deploy.nginx_server import Nginx, found
from tests.web.uploading import Server

PROMISED_SHARE = 0.08  # of the processor that casebook takes to send a long segment itself
LONG_BYTES = 6_000_000
#: What makes the shipped configuration fit for being measured: no TLS, and no limit on one address.
MEASURED = {" ssl http2;": ";", " ssl default_server;": " default_server;", "rate=300r/s": "rate=100000r/s"}


class Measured:
    """One library, one web process that sends film itself, and two behind nginx that let it send."""

    def __init__(self, data: Path, people: int) -> None:
        self.site = LoadSite(data, people)
        (data / "long").write_bytes(secrets.token_bytes(LONG_BYTES))
        self.site.library.storage.put(f"film/{self.site.film}/long.m4s", data / "long")
        front = {"CASEBOOK_LOG": "json", "CASEBOOK_PROXIES": "127.0.0.1", "CASEBOOK_FILM_LOCATION": LOCATION}
        self.web = [Server(data, **front).start() for _ in range(2)]
        ports = [one.port for one in self.web]
        self.nginx = Nginx(data.parent / "nginx", web=ports, film=data / "film", **MEASURED).start()

    def asks(self, name: str, method: str = "GET") -> list[Ask]:
        """A piece of film, by each person in turn."""
        return [Ask(f"/m/{self.site.film}/{name}.m4s", cookie, method) for cookie in self.site.cookies]

    def cpu_s(self) -> float:
        """Seconds of processor that the web processes behind nginx have taken."""
        return sum(_cpu_s(one.process.pid) for one in self.web)

    def close(self) -> None:
        self.nginx.stop()
        for one in self.web:
            one.stop()
        self.site.close()


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measured(made: Measured, rounds: int, pieces: int) -> tuple[dict[str, float], list[str]]:
    """Milliseconds of processor a piece, the shares by round, and what was not as expected."""
    alone, front = made.site.crowd(), Crowd(made.nginx.port)
    for crowd in (alone, front):  # decisions are made before they are kept
        for _ in range(2):
            await crowd.flat_out(made.asks("load", "HEAD"), 8, count=len(made.site.cookies) * 2)
    seen: dict[str, list[float]] = {}
    wrong: list[str] = []

    async def cost(name: str, work: Awaitable[Told]) -> float:
        before = made.site.cpu_s(), made.cpu_s(), made.nginx.cpu_s()
        told = await work
        after = made.site.cpu_s(), made.cpu_s(), made.nginx.cpu_s()
        wrong.extend(f"{name}: {count} × {what}" for what, count in told.otherwise.items())
        own, behind, nginx = (1000 * (now - was) / len(told.times) for was, now in zip(before, after, strict=True))
        seen.setdefault(f"{name}, casebook ms", []).append(own + behind)
        if "nginx" in name:
            seen.setdefault(f"{name}, nginx ms", []).append(nginx)
        seen.setdefault(f"{name}, a second", []).append(told.rate)
        return own + behind

    for _ in range(rounds):
        for piece, size in (("load", "500 kB"), ("long", "6 MB")):
            count = pieces if piece == "load" else max(pieces // 4, 1)
            own = await cost(f"{size} from casebook", alone.flat_out(made.asks(piece), 4, count=count))
            let = await cost(f"{size} from nginx", front.flat_out(made.asks(piece), 4, count=count))
            seen.setdefault(f"{size}, share of casebook's processor", []).append(let / max(own, 1e-9))
        await cost("decision of one process", alone.flat_out(made.asks("load", "HEAD"), 16, count=pieces * 4))
        await cost("decision of two by nginx", front.flat_out(made.asks("load", "HEAD"), 16, count=pieces * 4))
    for crowd in (alone, front):
        await crowd.close()
    return {name: statistics.median(values) for name, values in seen.items()}, wrong


def main() -> int:
    """Print what was measured; 1 where nginx does not spare casebook what was promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.front", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder that has been prepared; it is copied")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pieces", type=int, default=800, help="pieces of film a round")
    asked = parser.parse_args()
    if found() is None:
        print("There is no nginx here: none is installed, and none could be had by apt-get download.")
        return 2
    structlog.configure(processors=[_drop])
    with tempfile.TemporaryDirectory(prefix="casebook-front-") as folder:
        place = Path(folder)
        data = copytree(asked.data, place / "data") if asked.data else prepared(place)
        made = Measured(data, 50)
        try:
            seen, wrong = asyncio.run(measured(made, asked.rounds, asked.pieces))
        finally:
            made.close()
    for name, value in seen.items():
        print(f"{name:45} {value:10.3f}")
    for one in wrong:
        print(f"OTHERWISE {one}")
    share = seen["6 MB, share of casebook's processor"]
    kept = share <= PROMISED_SHARE and not wrong
    print(f"{'kept' if kept else 'MISSED'}: {share:.3f} of casebook's processor; promised {PROMISED_SHARE} at most")
    return 0 if kept else 1


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
