"""The campaign `make faults-answers`: kill -9 of the web process at random moments while a hall answers and writes, and
begin it anew each time. What was acknowledged is there once, whole, as it was last told; nothing is half there.

Exit 1 where an answer or a reflection is lost, doubled or half, or a database is not whole.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlmodel import select

from casebook.db.engine import reading
from casebook.errors import NotFound
from casebook.reflect.reflecting import own_reflection
from casebook.reflect.reflection import KIND
from casebook.reflect.response import SealedRecord
from tests.campaigns.hall import Hall, Seat
from tests.conftest import stock_in
from tests.small_content import write_small_content

KILLS, WRITERS, ANSWERERS = 50, 3, 3
MOST_PER_KILL = 40  # people who can have answered before the next kill
MOST_TOLD, LONGEST_S = 8, 30.0  # acknowledgements, and seconds, of a server's life


@dataclass
class Writer:
    """Somebody who saves one reflection again and again, a number higher each time."""

    seat: Seat
    key: str
    tried: int = 0
    kept: int = 0
    saves: int = 0


@dataclass
class Killed:
    """What a run came to."""

    kills: int = 0
    acknowledged: int = 0
    saves: int = 0
    unheard: int = 0  # requests whose answer never came
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Storm:
    """People who answer and people who write, each in a thread of its own, while the server is killed under them."""

    def __init__(self, hall: Hall, seed: int) -> None:
        self.hall = hall
        self.chance = random.Random(seed)
        self.over = threading.Event()
        self.client = httpx2.Client(timeout=30, verify=False)
        self.came = Killed()
        self.waiting = list(hall.seats[WRITERS:])
        self.writers = [Writer(seat, f"writer{seat.number:06d}") for seat in hall.seats[:WRITERS]]
        self._lock = threading.Lock()

    def run(self, kills: int) -> Killed:
        """Kill the server so many times under all of them."""

        def kill() -> None:
            for _ in range(kills):
                self.until_told(self.chance.randint(0, MOST_TOLD))
                time.sleep(self.chance.uniform(0, 0.05))  # into the midst of what comes next
                self.hall.server.kill()
                self.came.kills += 1
                self.hall.server.start()

        return self.run_beside(kill)

    def run_beside(self, act: Callable[[], None]) -> Killed:
        """Do something while they answer and write, and answer what that came to."""
        threads = [threading.Thread(target=self._answers) for _ in range(ANSWERERS)]
        threads += [threading.Thread(target=self._writes, args=(one,)) for one in self.writers]
        for thread in threads:
            thread.start()
        try:
            act()
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
            self.client.close()
        self.came.acknowledged = sum(1 for seat in self.hall.seats if seat.acknowledged)
        self.came.saves = sum(one.saves for one in self.writers)
        self.came.wrong = self.hall.wrong(self.hall.seats) + self._wrong_writing()
        return self.came

    def until_told(self, many: int) -> None:
        """Let so many more be acknowledged, however slow this machine is."""
        told, end = self.came.statuses[303] + many, time.monotonic() + LONGEST_S
        while self.came.statuses[303] < told and time.monotonic() < end:
            time.sleep(0.001)

    def _answers(self) -> None:
        while not self.over.is_set():
            with self._lock:
                seat = self.waiting.pop() if self.waiting else None
                gives_up = self.chance.random() < 0.2  # closes the page instead of sending it again
            if seat is None:
                return
            form = seat.answer(f"I am number {seat.number}.")
            while not self.over.is_set() and not seat.acknowledged:
                if self._post(self.hall.answers, form, seat) == 303:
                    seat.acknowledged.append(form["reasons"])
                elif gives_up:
                    break

    def _writes(self, one: Writer) -> None:
        while not self.over.is_set():
            one.tried += 1
            form = {"template": "what", "tab": "storm", "part-what": f"This is version {one.tried}."}
            form["version"] = "1" if one.kept else "0"
            if self._post(f"{self.hall.address}/reflections/{one.key}", form, one.seat) == 303:
                one.kept, one.saves = one.tried, one.saves + 1

    def _post(self, address: str, form: dict[str, str], seat: Seat) -> int:
        try:
            status = self.client.post(address, data=form, headers=seat.headers).status_code
        except httpx2.ConnectError:  # nothing was sent
            time.sleep(0.1)
            return 0
        except httpx2.TransportError:
            self.came.unheard += 1
            return 0
        with self._lock:
            self.came.statuses[status] += 1
        return status

    def _wrong_writing(self) -> list[str]:
        found = []
        with reading(self.hall.library.engine) as db:
            for one in self.writers:
                of = SealedRecord.owner_id == one.seat.person.pk, SealedRecord.kind == KIND
                rows = len(db.exec(select(SealedRecord.id).where(*of)).all())
                try:
                    held = own_reflection(db, self.hall.library.keyring, one.key, of=one.seat.person).parts["what"]
                except NotFound:
                    held = "This is version 0."
                version = int(held.removeprefix("This is version ").rstrip("."))
                if not one.kept <= version <= one.tried or rows != (version > 0):
                    found.append(f"reflection {one.key}: kept {one.kept}, tried {one.tried}, is {held!r}, {rows} rows")
        return found


def stormed(data: Path, kills: int, seed: int) -> Killed:
    """Kill the web process of a library so many times under its people, and answer what that came to."""
    hall = Hall(data, WRITERS + kills * MOST_PER_KILL)
    hall.server.start()
    try:
        return Storm(hall, seed).run(kills)
    finally:
        hall.close()


def main() -> int:
    """Print what it came to; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.faults_answers", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casebook-faults-") as folder:
        made = stock_in(Path(folder), write_small_content(Path(folder) / "content"))
        made.engine.dispose()
        came = stormed(made.settings.data, asked.kills, asked.seed)
    print(
        f"{came.kills} kills, {came.acknowledged} answers and {came.saves} saves acknowledged, {came.unheard} requests "
        f"never answered, statuses {dict(came.statuses)}"
    )
    print("\n".join(came.wrong) or "every one is there once and whole; nothing is half there; both databases are whole")
    return 1 if came.wrong or not came.acknowledged or not came.saves else 0


if __name__ == "__main__":
    sys.exit(main())
