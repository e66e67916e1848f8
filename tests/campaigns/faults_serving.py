"""Rows of `make faults` about a server that others use meanwhile: locks, slow and double requests, endings."""

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
from sqlmodel import delete, select

from casebook.db.changes import Change
from casebook.db.engine import writing
from casebook.people.person import SignIn
from casebook.people.signing_in import sign_in
from tests.campaigns.faults_answers import Storm
from tests.campaigns.faults_disk import opened
from tests.campaigns.hall import CASE, Hall, Seat
from tests.web.uploading import ROOT

LOCKED_S = 60.0
IDLE_SOCKETS, SLOW_BODIES = 480, 20
FORM = {"sec-fetch-site": "same-origin", "accept": "text/html"}


def held(data: Path, people: int = 6) -> Hall:
    hall = Hall(data, people)
    hall.server.start()
    return hall


def send(hall: Hall, seat: Seat, words: str) -> httpx2.Response:
    with httpx2.Client(timeout=60) as client:
        return client.post(hall.answers, data=seat.answer(words), headers=seat.headers)


def locked(data: Path) -> str:
    """Another process holds the database for writing, 4 seconds and then for long."""
    hall = held(data)
    try:
        short = threading.Thread(target=hold, args=(data, 4.0))
        short.start()
        time.sleep(0.3)
        first = send(hall, hall.seats[0], "While it is held.").status_code
        short.join()
        long = threading.Thread(target=hold, args=(data, LOCKED_S))
        long.start()
        time.sleep(0.3)
        end, writes, reads = time.monotonic() + LOCKED_S - 8, set(), set()
        with httpx2.Client(timeout=60) as client:
            while time.monotonic() < end:
                answer = send(hall, hall.seats[1], "While it is held for long.")
                writes.add((answer.status_code, "retry-after" in answer.headers))
                reads.add(client.get(f"{hall.server.address}{CASE}", headers=hall.seats[2].headers).status_code)
        long.join()
        after = send(hall, hall.seats[1], "While it is held for long.").status_code
        wrong = hall.wrong([])
        return f"4 s: {first}; long: {sorted(writes)}, reading {sorted(reads)}; then {after}, {len(wrong)} wrong"
    finally:
        hall.close()


def hold(data: Path, seconds: float) -> None:
    with sqlite3.connect(data / "casebook.db", isolation_level=None) as db:
        db.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        db.execute("ROLLBACK")


def eight_writers(data: Path) -> str:
    """Eight writers read, change and write the same row, a hundred times each."""
    with opened(data) as library:
        with writing(library.engine) as db:
            db.add(Change(kind="count", key="0"))
        wrong: list[str] = []

        def count() -> None:
            try:
                for _ in range(100):
                    with writing(library.engine) as db:
                        row = db.exec(select(Change).where(Change.kind == "count")).one()
                        row.key = str(int(row.key) + 1)
                        db.add(row)
            except Exception as why:
                wrong.append(str(why))

        together([count] * 8)
        with writing(library.engine) as db:
            came = db.exec(select(Change).where(Change.kind == "count")).one().key
    return f"{came} of 800, {len(wrong)} errors"


def eight_processes(data: Path) -> str:
    """The same by eight processes, which hold the database for a moment each time and never rest."""
    with opened(data) as library:
        with writing(library.engine) as db:
            db.add(Change(kind="count", key="0"))
        one = [sys.executable, "-c", _COUNTS, str(data / "casebook.db")]
        writers = [subprocess.Popen(one, cwd=ROOT, stderr=subprocess.DEVNULL) for _ in range(8)]
        failed = sum(process.wait() != 0 for process in writers)
        with writing(library.engine) as db:
            came = db.exec(select(Change).where(Change.kind == "count")).one().key
    return f"{came} of 240, {failed} errors"


_COUNTS = """
import sys, time
from sqlmodel import select
from casebook.db.changes import Change
from casebook.db.engine import open_engine, writing
engine = open_engine("sqlite:///" + sys.argv[1])
for _ in range(30):
    with writing(engine) as db:
        row = db.exec(select(Change).where(Change.kind == "count")).one()
        row.key = str(int(row.key) + 1)
        db.add(row)
        db.flush()
        time.sleep(0.01)
"""


def together(acts: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def slow_visitors(data: Path) -> str:
    """Hundreds of sockets that say nothing, and some that send their form a byte at a time."""
    hall = held(data)
    sockets: list[socket.socket] = []
    try:
        before = p95(hall)
        for number in range(IDLE_SOCKETS + SLOW_BODIES):
            one = socket.create_connection(("127.0.0.1", hall.server.port), timeout=5)
            if number >= IDLE_SOCKETS:
                one.sendall(b"POST /demo/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-"
                            b"urlencoded\r\nContent-Length: 100\r\nSec-Fetch-Site: same-origin\r\n\r\np")  # fmt: skip
            elif number % 2:
                one.sendall(b"GET / HTTP/1.1\r\nHost: loc")
            sockets.append(one)
        during = p95(hall)
        time.sleep(30)
        left = sum(1 for one in sockets if not _is_shut(one))
        return f"pages {'as quick' if during <= max(2 * before, 0.25) else f'{during / before:.1f} times slower'}, " + (
            f"{left} sockets held after 30 s"
        )
    finally:
        for one in sockets:
            one.close()
        hall.close()


def p95(hall: Hall) -> float:
    times = []
    with httpx2.Client(timeout=60) as client:
        for _ in range(40):
            began = time.perf_counter()
            client.get(f"{hall.server.address}{CASE}", headers=hall.seats[0].headers)
            times.append(time.perf_counter() - began)
    return sorted(times)[37]


def _is_shut(one: socket.socket) -> bool:
    one.settimeout(0.01)
    try:
        return one.recv(65536) == b"" or one.recv(65536) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def ended_under_load(data: Path) -> str:
    """SIGTERM while people answer and write."""
    hall = held(data, 200)
    storm, took, code = Storm(hall, 2), [0.0], [0]

    def end() -> None:
        storm.until_told(10)
        began = time.monotonic()
        hall.server.process.terminate()
        code[0] = hall.server.process.wait(timeout=60)
        took[0] = time.monotonic() - began
        hall.server.start()

    came = storm.run_beside(end)
    hall.close()
    late = "" if took[0] <= 20 else f", after {took[0]:.0f} s"
    how = "" if code[0] in (0, -15) else f" ({code[0]})"  # uvicorn ends by the signal it was sent, when it is done
    return f"ended{how} in time{late}, {len(came.wrong)} of what was acknowledged lost"


def sent_twice(data: Path) -> str:
    """The same answer twice at once, again after its answer was lost, and other words from a second tab."""
    hall = held(data)
    seat, codes = hall.seats[0], []
    form = seat.answer("Once and for all.")

    def post() -> None:
        with httpx2.Client(timeout=60) as client:
            codes.append(client.post(hall.answers, data=form, headers=seat.headers).status_code)

    together([post, post])
    post()
    seat.acknowledged.append(form["reasons"])
    other = send(hall, seat, "Other words, from a second tab.")
    wrong = hall.wrong([seat])
    hall.close()
    return f"{sorted(codes)}, then {other.status_code}, {len(wrong)} wrong"


def sign_ins_wiped(data: Path) -> str:
    """Everybody's sign-in is gone; what was typed is not."""
    words = "Half a thought, not yet sent."
    hall = held(data)
    seat = hall.seats[0]
    draft = {**seat.answer(words)}
    with httpx2.Client(timeout=60, base_url=hall.server.address) as client:
        kept = client.post(f"/decision-points/{hall.point.key}/draft", data=draft, headers=seat.headers).status_code
        with writing(hall.library.engine) as db:
            db.exec(delete(SignIn))
        out = client.get(f"{CASE}", headers=seat.headers).status_code
        with writing(hall.library.engine) as db:
            cookie = sign_in(db, seat.person, hours=12)[1]
        again = client.get(CASE, headers=FORM | {"cookie": f"sid={cookie}"})
    hall.close()
    return (
        f"kept {kept}, asked to sign in: {out in (303, 401)}, the draft is {'there' if words in again.text else 'LOST'}"
    )


ROWS: tuple[tuple[str, str, str, Callable[[Path], str]], ...] = (
    ("F9", "the database locked, 4 s and long", "4 s: 303; long: [(503, True)], reading [200]; then 303, 0 wrong",
     locked),
    ("F10", "eight writers", "800 of 800, 0 errors", eight_writers),
    ("F10", "eight processes that write", "240 of 240, 0 errors", eight_processes),
    ("F21", "slow visitors", "pages as quick, 0 sockets held after 30 s", slow_visitors),
    ("F23", "ended under load", "ended in time, 0 of what was acknowledged lost", ended_under_load),
    ("F24", "sent twice, again, from two tabs", "[303, 303, 303], then 409, 0 wrong", sent_twice),
    ("F26", "sign-ins wiped", "kept 303, asked to sign in: True, the draft is there", sign_ins_wiped),
)  # fmt: skip
