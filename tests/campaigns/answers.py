"""The campaign `make load-answers`: a hall of 300 answers within half a minute, half of it in the last five seconds,
while each looks at the case or the comparison every three seconds; then 300 others answer within one second.

Some send their form twice at once, some lose what they were told and send it again, some send other words from a second
tab. Exit 1 where an answer is lost, doubled or half, or was not taken in the time that is promised.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.campaigns.hall import CASE, Hall, Seat
from tests.conftest import make_ready, stock_in
from tests.small_content import write_small_content

PEOPLE, WITHIN_S, LOOK_EVERY_S = 300, 30.0, 3.0
P95_MS, P99_MS, AT_ONCE_MS = 500, 1000, 5000


@dataclass
class Told:
    """How long answers and looks took, in milliseconds, and what else was said."""

    answers: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0.0  # of the server
    took_s: float = 0.0

    def line(self, name: str) -> str:
        """One line of the table."""
        answers, looks = self.answers, self.looks or [0.0]
        return (
            f"{name}: {len(answers)} answers p50 {at(answers, 50):.0f} p95 {at(answers, 95):.0f} "
            f"p99 {at(answers, 99):.0f} longest {max(answers):.0f} ms; {len(self.looks)} looks p50 {at(looks, 50):.0f} "
            f"p95 {at(looks, 95):.0f} ms; {self.cpu_s:.1f} s of processor in {self.took_s:.1f} s; {dict(self.statuses)}"
        )


def at(times: Sequence[float], percent: int) -> float:
    """The time that so many per cent stay within."""
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


class Lecture:
    """Some of a hall answer, and all of it looks."""

    def __init__(self, hall: Hall, client: httpx2.AsyncClient, seed: int) -> None:
        self.hall, self.client = hall, client
        self.chance = random.Random(seed)
        self.told = Told()

    async def run(self, answering: Sequence[Seat], looking: Sequence[Seat], moments: Sequence[float]) -> Told:
        """Let each of `answering` answer at its moment, in seconds from now, and the others look meanwhile."""
        over, began, used = asyncio.Event(), time.perf_counter(), self.hall.cpu_s()
        lookers = [asyncio.create_task(self._look(seat, over)) for seat in looking]
        ways = [self._ways(number) for number in range(len(answering))]
        await asyncio.gather(*(way(seat, moment) for way, seat, moment in zip(ways, answering, moments, strict=True)))
        over.set()
        await asyncio.gather(*lookers)
        self.told.cpu_s, self.told.took_s = self.hall.cpu_s() - used, time.perf_counter() - began
        return self.told

    def _ways(self, number: int):  # type: ignore[no-untyped-def]
        return {0: self._twice_at_once, 1: self._told_nothing, 2: self._second_tab}.get(number % 10, self._once)

    async def _once(self, seat: Seat, moment: float) -> None:
        await asyncio.sleep(moment)
        await self._send(seat, seat.answer(f"I am number {seat.number}."))

    async def _twice_at_once(self, seat: Seat, moment: float) -> None:
        await asyncio.sleep(moment)
        form = seat.answer(f"I am number {seat.number}.")
        await asyncio.gather(self._send(seat, form), self._send(seat, form))

    async def _told_nothing(self, seat: Seat, moment: float) -> None:
        await asyncio.sleep(moment)
        form = seat.answer(f"I am number {seat.number}.")
        try:
            await asyncio.wait_for(self._send(seat, form), self.chance.uniform(0.001, 0.1))
        except TimeoutError:
            self.told.statuses["sent again"] += 1
            await self._send(seat, form)

    async def _second_tab(self, seat: Seat, moment: float) -> None:
        await self._once(seat, moment)
        await self._send(seat, seat.answer("Other words, from a second tab."), expect=409)

    async def _send(self, seat: Seat, form: dict[str, str], expect: int = 303) -> None:
        began = time.perf_counter()
        answer = await self.client.post(self.hall.answers, data=form, headers=seat.headers)
        self.told.answers.append((time.perf_counter() - began) * 1000)
        self.told.statuses[f"answer {answer.status_code}"] += 1
        if answer.status_code == 303:
            seat.acknowledged.append(form["reasons"])
        if answer.status_code != expect:
            self.told.statuses["NOT AS EXPECTED"] += 1

    async def _look(self, seat: Seat, over: asyncio.Event) -> None:
        await asyncio.sleep(self.chance.uniform(0, LOOK_EVERY_S))
        while not over.is_set():
            path = f"{CASE}/comparison" if seat.acknowledged else CASE
            began = time.perf_counter()
            answer = await self.client.get(f"{self.hall.server.address}{path}", headers=seat.headers)
            self.told.looks.append((time.perf_counter() - began) * 1000)
            self.told.statuses[f"look {answer.status_code}"] += 1
            await asyncio.sleep(max(0.0, LOOK_EVERY_S - (time.perf_counter() - began)))


def half_at_the_end(people: int, within: float, chance: random.Random) -> list[float]:
    """When each answers: half of them in the last sixth of the time."""
    late = within * 5 / 6
    return [chance.uniform(late, within) if number % 2 else chance.uniform(0, late) for number in range(people)]


async def lectures(hall: Hall, people: int, within: float) -> tuple[Told, Told]:
    """The lecture, and then as many others who all answer within one second while everybody looks."""
    chance = random.Random(7)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx2.AsyncClient(limits=limits, timeout=300, verify=False) as client:
        first, others = hall.seats[:people], hall.seats[people : 2 * people]
        moments = half_at_the_end(people, within, chance)
        spread = await Lecture(hall, client, 1).run(first, first, moments)
        at_once = [chance.uniform(0, 1) for _ in others]
        burst = await Lecture(hall, client, 2).run(others, hall.seats[: 2 * people], at_once)
    return spread, burst


def held(hall: Hall, people: int, within: float) -> tuple[Told, Told, list[str]]:
    """Serve a hall of twice so many, hold both lectures, and answer what is wrong in the database afterwards."""
    hall.server.start()
    try:
        spread, burst = asyncio.run(lectures(hall, people, within))
        return spread, burst, hall.wrong(hall.seats)
    finally:
        hall.close()


def main() -> int:
    """Print the table; 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.answers", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--within", type=float, default=WITHIN_S, help="seconds in which all of them answer")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casebook-answers-") as folder:
        made = stock_in(Path(folder), write_small_content(Path(folder) / "content"))
        make_ready(made)
        made.engine.dispose()
        hall = Hall(made.settings.data, 2 * asked.people)
        spread, burst, wrong = held(hall, asked.people, asked.within)
    print(spread.line(f"{asked.people} within {asked.within:.0f} s"))
    print(burst.line(f"{asked.people} within one second"))
    late = at(spread.answers, 95) > P95_MS or at(spread.answers, 99) > P99_MS or max(burst.answers) > AT_ONCE_MS
    surprised = any("NOT AS EXPECTED" in told.statuses for told in (spread, burst))
    print("\n".join(wrong) or "nothing lost, nothing doubled, nothing half")
    print("TOO LATE" if late else "in the time that is promised", "and with other answers" if surprised else "")
    return 1 if wrong or late or surprised else 0


if __name__ == "__main__":
    sys.exit(main())
