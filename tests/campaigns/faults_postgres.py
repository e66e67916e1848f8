"""The row of `make faults` about PostgreSQL: the primary is killed under people who answer and write, and its standby
promoted, while casebook goes on running."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaigns.faults_answers import WRITERS, Storm
from tests.campaigns.hall import Hall, Seat
from tests.campaigns.postgres_pair import Pair
from tests.conftest import stock_in
from tests.small_content import write_small_content

BACK_WITHIN_S, PEOPLE = 15.0, 400
EXPECTED = f"0 lost, doubled or half; writes back within {BACK_WITHIN_S:.0f} s, casebook still the same process"


@contextmanager
def on_a_pair(folder: Path) -> Iterator[tuple[Pair, Hall]]:
    """A hall whose library is on a primary and its synchronous standby."""
    pair = Pair()
    try:
        pair.start()
        made = stock_in(folder, write_small_content(folder / "content"), database=pair.url)
        made.index.close()
        made.engine.dispose()
        hall = Hall(made.settings.data, PEOPLE + WRITERS, database=pair.url)
        try:
            hall.server.start()
            yield pair, hall
        finally:
            hall.close()
    finally:
        pair.stop()


def primary_killed(folder: Path) -> tuple[str, float]:
    """Kill it in the midst of things and promote the standby; answers what came of it, and after how many seconds
    somebody could write again."""
    with on_a_pair(folder) as (pair, hall):
        storm, took, running = Storm(hall, 5), [0.0], hall.server.process
        first = storm.waiting.pop(0)

        def kill() -> None:
            storm.until_told(40)
            pair.kill_primary()
            began = time.monotonic()
            pair.promote()
            took[0] = until_written(storm, first, began)
            storm.until_told(40)

        came = storm.run_beside(kill)
        wrong = f"{len(came.wrong)} lost, doubled or half" + "".join(f"; {one}" for one in came.wrong[:3])
        told = "" if came.acknowledged > 40 and came.saves else ", nobody was told anything"
        again = "still the same process" if running.poll() is None else "and that ended"
        when = f"within {BACK_WITHIN_S:.0f} s" if took[0] <= BACK_WITHIN_S else f"after {took[0]:.1f} s"
        return f"{wrong}; writes back {when}, casebook {again}{told}", took[0]


def until_written(storm: Storm, seat: Seat, began: float) -> float:
    """Send an answer until it is acknowledged; the seconds since then."""
    form = seat.answer(f"I am number {seat.number}.")
    while time.monotonic() - began < 4 * BACK_WITHIN_S:
        if storm._post(storm.hall.answers, form, seat) == 303:
            seat.acknowledged.append(form["reasons"])
            break
        time.sleep(0.1)
    return time.monotonic() - began
