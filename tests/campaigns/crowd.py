"""A crowd of browsers over kept connections: so many questions a second whatever comes back, or as many as will go.

What is asked at a pace is timed from the moment it was due, so that a server which stands still cannot hide it.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ask:
    """One request of one browser, and the status it should be answered with."""

    path: str
    cookie: str = ""
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    expect: int = 200

    def sent(self, port: int) -> bytes:
        """What goes over the wire."""
        body = urlencode(self.form)
        lines = [
            f"{self.method} {self.path} HTTP/1.1", f"Host: localhost:{port}", "Accept: text/html",
            "Sec-Fetch-Site: same-origin", *([f"Cookie: sid={self.cookie}"] if self.cookie else []),
            *([f"Content-Type: {FORM}", f"Content-Length: {len(body)}"] if body else []), "", body,
        ]  # fmt: skip
        return "\r\n".join(lines).encode()


@dataclass
class Told:
    """How long each took, in milliseconds, and what was not as expected."""

    times: list[float] = field(default_factory=list)
    otherwise: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0

    def at(self, percent: int) -> float:
        """The time that so many per cent stay within."""
        return sorted(self.times)[min(len(self.times) - 1, len(self.times) * percent // 100)]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.took_s


class Crowd:
    """Browsers before one server."""

    def __init__(self, port: int, browsers: int = 300) -> None:
        self.port = port
        self._browsers = asyncio.Semaphore(browsers)
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def paced(
        self, asks: Sequence[Ask], a_second: float, seconds: float, *, over: Callable[[], bool] = lambda: False
    ) -> Told:
        """Ask at a steady pace, one after the other of `asks` and again from the first; so long, or until `over`."""
        told, began, turn = Told(), time.perf_counter(), itertools.cycle(asks)
        running: set[asyncio.Task[None]] = set()
        for number in range(round(a_second * seconds)):
            if over():
                break
            due = began + number / a_second
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            task = asyncio.create_task(self._ask(next(turn), told, due))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
        told.took_s = time.perf_counter() - began
        return told

    async def flat_out(self, asks: Sequence[Ask], browsers: int, *, seconds: float = 1e9, count: int = 10**9) -> Told:
        """Let so many browsers ask one thing after the other, for so long or so often in all."""
        told, began = Told(), time.perf_counter()
        turns: Iterator[Ask] = itertools.islice(itertools.cycle(asks), count)

        async def browse() -> None:
            for ask in turns:
                await self._ask(ask, told, time.perf_counter())
                if time.perf_counter() - began > seconds:
                    return

        await asyncio.gather(*(browse() for _ in range(browsers)))
        told.took_s = time.perf_counter() - began
        return told

    async def close(self) -> None:
        """Hang up."""
        for _, writer in self._free:
            writer.close()
        self._free.clear()

    async def _ask(self, ask: Ask, told: Told, due: float) -> None:
        try:
            async with self._browsers:
                status = await self._answered(ask)
        except (OSError, asyncio.IncompleteReadError) as wrong:
            told.otherwise[f"{ask.path}: {type(wrong).__name__}"] += 1
            return
        told.times.append((time.perf_counter() - due) * 1000)
        if status != ask.expect:
            told.otherwise[f"{ask.path}: {status}"] += 1

    async def _answered(self, ask: Ask) -> int:
        """The status, once the whole answer is here; asked once more where the kept connection had been closed."""
        while True:
            kept = bool(self._free)
            reader, writer = self._free.pop() if kept else await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(ask.sent(self.port))
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = 0 if ask.method == "HEAD" else int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
                while length:
                    length -= len(await reader.readexactly(min(length, 65536)))
            except (ConnectionError, asyncio.IncompleteReadError):
                writer.close()
                if kept:
                    continue
                raise
            self._free.append((reader, writer))
            return int(head.split(None, 2)[1])
