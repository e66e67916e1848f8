"""Who writes next: whoever asked first."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from casebook.db.turns import Turns, next_in_line


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, came = Turns(), list[int]()
    assert turns.take(1)

    def ask(number: int) -> None:
        assert turns.take(30)
        came.append(number)
        turns.give_back()

    threads = []
    for number in range(12):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join()
    assert came == list(range(12))


def test_who_gives_back_and_asks_again_comes_after_who_waits() -> None:
    turns, came = Turns(), list[str]()
    turns.take(1)

    def wait() -> None:
        turns.take(30)
        came.append("who waits")
        turns.give_back()

    waits = threading.Thread(target=wait)
    waits.start()
    while not turns._waiting:
        time.sleep(0.001)
    turns.give_back()
    assert turns.take(30)
    came.append("who asks again")
    waits.join()
    assert came == ["who waits", "who asks again"]


def test_who_gives_up_waiting_is_passed_over() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0)


_STANDS = """
import pathlib, sys, time
from casebook.db.turns import next_in_line
with next_in_line(pathlib.Path(sys.argv[1]), time.monotonic() + 30):
    print("next", flush=True)
    time.sleep(60)
"""


def waited(place: Path, seconds: float) -> float:
    began = time.monotonic()
    with next_in_line(place, began + seconds):
        return time.monotonic() - began


def test_one_process_is_next_until_it_goes_or_dies_and_the_others_wait_for_it(tmp_path: Path) -> None:
    place = tmp_path / "a.db-next"
    assert waited(place, 30) < 5
    with subprocess.Popen([sys.executable, "-c", _STANDS, str(place)], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == b"next\n"
            assert waited(place, 0.3) >= 0.3, "who is not next when the time is over goes on all the same"
        finally:
            other.kill()
    assert waited(place, 30) < 5


def test_where_the_line_cannot_be_had_nobody_waits_for_it(tmp_path: Path) -> None:
    assert waited(tmp_path / "no folder" / "a.db-next", 30) < 5
