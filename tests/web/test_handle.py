"""What somebody has written goes before the pages that wait, and no page waits for ever."""

import threading
import time
from functools import partial

import anyio

from casebook.web.handle import PATIENCE_S, Threads


def test_what_is_written_goes_before_pages_that_wait() -> None:
    done: list[str] = []
    hold = threading.Event()

    def work(name: str) -> None:
        if name == "page 0":
            hold.wait(5)
        time.sleep(0.02)
        done.append(name)

    async def crowd() -> None:
        threads = Threads(1)
        async with anyio.create_task_group() as group:
            for number in range(4):
                group.start_soon(threads.read, partial(work, f"page {number}"))
            await anyio.sleep(0.05)  # the first page is being made, the others wait
            for number in range(3):
                group.start_soon(threads.write, partial(work, f"answer {number}"))
            await anyio.sleep(0.01)
            hold.set()

    anyio.run(crowd)
    assert set(done[:4]) == {"page 0", *(f"answer {number}" for number in range(3))}
    assert sorted(done[4:]) == ["page 1", "page 2", "page 3"]


def test_a_page_waits_no_longer_than_its_patience() -> None:
    over = threading.Event()

    async def crowd() -> float:
        threads = Threads(1)
        async with anyio.create_task_group() as group:
            group.start_soon(threads.write, over.wait)
            await anyio.sleep(0.05)
            began = time.monotonic()
            assert await threads.read(lambda: "a page") == "a page"
            waited = time.monotonic() - began
            over.set()
        return waited

    assert PATIENCE_S * 0.9 <= anyio.run(crowd) < PATIENCE_S + 3


def test_a_page_that_waits_takes_nobody_a_place_to_read_in() -> None:
    over = threading.Event()

    async def crowd() -> int:
        threads = Threads(1)
        async with anyio.create_task_group() as group:
            group.start_soon(threads.write, over.wait)
            await anyio.sleep(0.05)
            group.start_soon(threads.read, lambda: "a page")
            await anyio.sleep(0.05)
            held = threads.reading.borrowed_tokens
            over.set()
        return held

    assert anyio.run(crowd) == 0


def test_a_write_that_fails_holds_nobody_up() -> None:
    def fails() -> None:
        raise LookupError

    async def crowd() -> float:
        threads = Threads(1)
        try:
            await threads.write(fails)
        except LookupError:
            began = time.monotonic()
            await threads.read(lambda: None)
        return time.monotonic() - began

    assert anyio.run(crowd) < PATIENCE_S / 2
