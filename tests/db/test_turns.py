"""Who writes next: whoever asked first."""

import threading
import time

from casebook.db.turns import Turns


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
