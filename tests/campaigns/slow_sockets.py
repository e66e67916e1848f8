"""The campaign `make slow-sockets` (F21): five hundred sockets that ask for nothing, ask one letter at a time, or send
a form's body so. Others must hardly notice, and every socket must be free again within half a minute.

Exit 1 where somebody waited twice as long as before, or a socket was held for longer.
"""

import argparse
import selectors
import socket
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.conftest import stock_in
from tests.small_content import write_small_content
from tests.web.uploading import Server

SOCKETS, ASKED, FREE_WITHIN_S, MOST_TIMES = 500, 150, 30.0, 2.0
AT_LEAST_MS = 20.0  # a page that takes less is told from another by what else the machine does
_BEGINS = (
    b"",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\n\r\n",
)


@dataclass
class Held:
    """What came of it."""

    sockets: int
    before_ms: float
    during_ms: float
    freed_s: float
    unanswered: int

    @property
    def well(self) -> bool:
        return (
            self.during_ms <= MOST_TIMES * max(self.before_ms, AT_LEAST_MS)
            and self.freed_s <= FREE_WITHIN_S
            and not self.unanswered
        )


def held(data: Path, sockets: int, asked: int) -> Held:
    """Hold so many sockets of a server while somebody looks at a page so often."""
    server = Server(data).start()
    try:
        port = int(server.address.rsplit(":", 1)[1])
        before, _ = _p95(server.address, asked)
        began, slow = time.monotonic(), _opened(port, sockets)
        during, unanswered = _p95(server.address, asked, between=lambda: _trickle(slow))
        freed = _all_freed(slow, began)
        return Held(sockets, before, during, freed, unanswered)
    finally:
        server.stop()


def _opened(port: int, sockets: int) -> list[socket.socket]:
    opened = []
    for number in range(sockets):
        one = socket.create_connection(("127.0.0.1", port), timeout=10)
        one.sendall(_BEGINS[number % len(_BEGINS)])
        one.setblocking(False)
        opened.append(one)
    return opened


def _trickle(slow: list[socket.socket]) -> None:
    """One more letter on each that has begun to ask."""
    for number, one in enumerate(slow):
        if number % len(_BEGINS):
            try:
                one.send(b"a")
            except OSError:
                continue


def _p95(address: str, asked: int, *, between=lambda: None) -> tuple[float, int]:  # type: ignore[no-untyped-def]
    took, unanswered = [], 0
    with httpx2.Client(base_url=address, timeout=10) as client:
        for number in range(asked):
            began = time.perf_counter()
            try:
                unanswered += client.get("/about").status_code != 200
            except httpx2.HTTPError:
                unanswered += 1
            took.append((time.perf_counter() - began) * 1000)
            if number % 25 == 0:
                between()
    return statistics.quantiles(took, n=20)[-1], unanswered


def _all_freed(slow: list[socket.socket], began: float) -> float:
    """Seconds from the first socket to the last that the server closed; it is asked on in the meantime."""
    waiting = selectors.DefaultSelector()
    for one in slow:
        waiting.register(one, selectors.EVENT_READ)
    while waiting.get_map() and time.monotonic() - began < 2 * FREE_WITHIN_S:
        for key, _ in waiting.select(timeout=0.5):
            one = key.fileobj
            assert isinstance(one, socket.socket)
            try:
                gone = not one.recv(65536)
            except OSError:
                gone = True
            if gone:
                waiting.unregister(one)
        _trickle(slow)
    return time.monotonic() - began


def main() -> int:
    """Print what it came to; 1 where it is not as promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.slow_sockets", description=__doc__)
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    with tempfile.TemporaryDirectory(prefix="casebook-sockets-") as folder:
        made = stock_in(Path(folder), write_small_content(Path(folder) / "content"))
        made.engine.dispose()
        came = held(made.settings.data, parser.parse_args().sockets, ASKED)
    print(
        f"{came.sockets} sockets held: a page took {came.before_ms:.0f} ms before and {came.during_ms:.0f} ms "
        f"meanwhile (p95), {came.unanswered} unanswered; the last socket was free after {came.freed_s:.1f} s"
    )
    return 0 if came.well else 1


if __name__ == "__main__":
    sys.exit(main())
