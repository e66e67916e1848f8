"""Live: 300 phones in one teaching session, real HTTP clients on this machine: join, answer in 30 s, again, reveal.

Milliseconds: `join`, `answer` and `again` at p95, and `visible`, from the press that closes the question until a phone
has the room's figures, at p95. `lost` and `doubled` are answers; `memory` is the server's at the end by what it was
after the first round, and `processor` its processor time in milliseconds a phone, which other work on the machine
changes least. Half of each round's answers come in its last sixth. LIVE_PHONES and LIVE_SECONDS ask for less.
"""

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import select

from casebook.cases.case import Case
from casebook.cases.decision_point import DecisionPoint, Option
from casebook.cases.publication import Publication
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.library import open_library
from casebook.people.queries import person_by_email
from casebook.preparing import prepare
from casebook.reflect.response import Response
from casebook.reflect.room import RoomAnswer
from casebook.settings import Settings, read_settings

from .pairs import Pair, Plan

PHONES = int(os.environ.get("LIVE_PHONES", "300"))
SECONDS = float(os.environ.get("LIVE_SECONDS", "30"))
CHOICES = ("stay", "go", "ask", "another-way")
TARGETS = {"answer": 500.0, "again": 500.0, "visible": 3000.0, "lost": 0.0, "doubled": 0.0, "memory": 1.1}


def plan(folder: Path) -> Plan:
    """One room, against nothing: what is told is the cost itself."""
    names = ("join", "answer", "again", "visible", "lost", "doubled", "memory", "processor")
    return Plan(
        runs={"one": lambda place: dict.fromkeys(names, 1.0), "phones": partial(measure_room, PHONES, SECONDS)},
        pairs=[Pair(f"{PHONES} phones", "one", "phones", TARGETS)],
    )


def measure_room(phones: int, seconds: float, folder: Path) -> dict[str, float]:
    """Run one room in `folder` and answer what it cost."""
    settings = read_settings(data=folder / "data", demo=True, second_factor="offered", port=_free_port())
    _make(settings)
    server = _serve(settings, folder)
    try:
        room = Room(settings, server.pid, phones, seconds)
        asyncio.run(room.go())
    finally:
        server.terminate()
        server.wait(timeout=30)
    return room.cost() | _lost_and_doubled(settings, phones)


def _make(settings: Settings) -> None:
    prepare(settings)
    library = open_library(settings)
    with writing(library.engine) as db:
        add_cast(db)
        ada = person_by_email(db, "ada@casebook.example")
        assert ada is not None
        case = Case(slug="a-case", title="A case", dilemma="He asks.", story="", setting="", jurisdiction="", level="")
        db.add(case)
        db.flush()
        db.add(Publication(case_id=case.pk, person_id=ada.pk, confidentiality_seen_by_id=ada.pk, version=1))
        point = DecisionPoint(case_id=case.pk, moment="Now.", question="What?", closing="Why?", continua=[])
        db.add(point)
        db.flush()
        for position, key in enumerate(CHOICES[:-1]):
            words = {"label": key, "speaks_for": "For.", "speaks_against": "Against.", "position": position}
            db.add(Option(decision_point_id=point.pk, key=key, **words))
    library.engine.dispose()


def _serve(settings: Settings, folder: Path) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")} | {
        "CASEBOOK_DATA": str(settings.data), "CASEBOOK_DATABASE": settings.database_url,
        "CASEBOOK_PORT": str(settings.port), "CASEBOOK_DEMO": "true",
        "CASEBOOK_SECOND_FACTOR": "offered",
    }  # fmt: skip
    with (folder / "web.log").open("wb") as log:
        return subprocess.Popen([sys.executable, "-m", "casebook", "serve"], env=environment, stdout=log, stderr=log)


def _lost_and_doubled(settings: Settings, phones: int) -> dict[str, float]:
    library = open_library(settings)
    with reading(library.engine) as db:
        kept = Counter(db.exec(select(Response.round)).all())
        here = Counter(db.exec(select(RoomAnswer.round)).all())
    library.engine.dispose()
    short = [phones - count[round] for count in (kept, here) for round in (1, 2)]
    return {"lost": float(max(0, *short)), "doubled": float(max(0, *(-one for one in short)))}


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Client:
    """A browser as far as it matters: one connection that is kept, and a cookie."""

    port: int
    cookie: str = ""
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text; asked once more where the kept connection had been closed."""
        for again in (False, True):
            try:
                return await self._ask(method, path, urlencode(fields))
            except (ConnectionError, asyncio.IncompleteReadError):
                self.reader = None
                if again:
                    raise
        raise AssertionError

    async def _ask(self, method: str, path: str, body: str) -> tuple[int, dict[str, str], str]:
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.writer is not None
        self.writer.write(self.head(method, path, body))
        status, headers = await self.answered(self.reader)
        if "content-length" in headers:
            text = await self.reader.readexactly(int(headers["content-length"]))
        else:
            text = b""
        return status, headers, text.decode()

    def head(self, method: str, path: str, body: str = "") -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}", "Accept: text/html", "HX-Request: true",
            "Sec-Fetch-Site: same-origin", f"Cookie: {self.cookie}", f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded", "", body,
        ]  # fmt: skip
        return "\r\n".join(lines).encode()

    async def answered(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].split(";")[0]
        return int(head[0].split()[1]), headers


@dataclass
class Room:
    """One session: who runs it, and the phones."""

    settings: Settings
    server: int
    phones: int
    seconds: float
    took: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    key: str = ""
    turn: int = 1
    closed_at: float = 0.0
    worked: float = 0.0  # seconds of the server's processor, after joining

    async def go(self) -> None:
        """The whole of it."""
        tom = Client(self.settings.port)
        await self._ready(tom)
        await tom.ask("POST", "/demo/sign-in", person="tom@casebook.example")
        _, headers, _ = await tom.ask("POST", "/teaching-sessions", about="case:a-case")
        self.key = headers["location"].rsplit("/", 1)[1]
        page = (await tom.ask("GET", headers["location"]))[2]
        found = re.search(r'ts-big-code">(\w{3}) (\w{3})<', page)
        assert found is not None
        code, doors = found[1] + found[2], asyncio.Semaphore(16)
        people = [Phone(self, Client(self.settings.port)) for _ in range(self.phones)]
        await asyncio.gather(*(phone.join(code, doors) for phone in people))
        listening = [asyncio.create_task(phone.listen()) for phone in people]
        await asyncio.sleep(1)
        worked = self._worked()
        await self.press(tom, "alone")
        await asyncio.gather(*(phone.answer(again=False) for phone in people))
        self.memory["first round"] = self._rss()
        await self.press(tom, "discuss")
        await self.press(tom, "again")
        await asyncio.gather(*(phone.answer(again=True) for phone in people))
        self.closed_at = time.perf_counter()
        await self.press(tom, "debrief")
        await self.press(tom, "figures")
        await asyncio.wait_for(asyncio.gather(*(phone.seen.wait() for phone in people)), timeout=60)
        self.memory["end"] = self._rss()
        self.worked = self._worked() - worked
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    async def _ready(self, tom: Client) -> None:
        for _ in range(300):
            try:
                if (await tom.ask("GET", "/healthz"))[0] == 200:
                    return
            except OSError:
                await asyncio.sleep(0.1)
        raise AssertionError("the server did not start")

    async def press(self, tom: Client, act: str) -> None:
        """Press a button on the room's screen."""
        status, _, _ = await tom.ask("POST", f"/teaching-sessions/{self.key}/turns", act=act, turn=str(self.turn))
        assert status == 303, status
        self.turn += 1

    def note(self, what: str, began: float) -> None:
        self.took.setdefault(what, []).append(1000 * (time.perf_counter() - began))

    def cost(self) -> dict[str, float]:
        """p95 of what was timed, and how the memory grew."""
        at = {name: sorted(times)[int(0.95 * (len(times) - 1))] for name, times in self.took.items()}
        memory = self.memory["end"] / self.memory["first round"]
        return at | {"memory": memory, "processor": 1000 * self.worked / self.phones}

    def _worked(self) -> float:
        fields = Path(f"/proc/{self.server}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _rss(self) -> float:
        status = Path(f"/proc/{self.server}/status").read_text()
        return float(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]


@dataclass
class Phone:
    """A guest of the session, who hears it move and asks what is new each time."""

    room: Room
    client: Client
    hears: Client | None = None
    seen: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def join(self, code: str, doors: asyncio.Semaphore) -> None:
        async with doors:
            began = time.perf_counter()
            status, _, _ = await self.client.ask("POST", "/join", code=code, name="Somebody", stage="gp")
            assert status == 303, status
            self.room.note("join", began)

    async def listen(self) -> None:
        """Hear the session move by server-sent events."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.room.settings.port)
        writer.write(self.client.head("GET", f"/teaching-sessions/{self.room.key}/live"))
        status, _ = await self.client.answered(reader)
        assert status == 200, status
        while line := (await reader.readline()).decode():
            if re.fullmatch(r"data: \d+\s*", line):
                await asyncio.sleep(random.random() * 0.4)  # as session_live.js does
                await self._look()

    async def _look(self) -> None:
        async with self.busy:
            path = f"/teaching-sessions/{self.room.key}/seat/now?seen=0&step=1"
            status, _, text = await self.client.ask("GET", path)
            assert status == 200, status
            if "How this room chose" in text and not self.seen.is_set():
                self.room.note("visible", self.room.closed_at)
                self.seen.set()

    async def answer(self, *, again: bool) -> None:
        """Answer at some moment of the round; half of all do so in its last sixth."""
        part = random.random() * 5 / 6 if random.random() < 0.5 else 5 / 6 + random.random() / 6
        await asyncio.sleep(part * self.room.seconds)
        fields = {
            "choice": random.choices(CHOICES, (5, 4, 3, 1))[0], "reasons": "Because he asked me, and I could.",
            "confidence": str(random.randint(1, 4)), "another_way": "Wait.", "step": "1",
            "round": "second" if again else "first",
        }  # fmt: skip
        async with self.busy:
            began = time.perf_counter()
            path = f"/teaching-sessions/{self.room.key}/seat/answers"
            status, _, _ = await self.client.ask("POST", path, **fields)
            assert status == 200, status
            self.room.note("again" if again else "answer", began)
