"""A web process that is told to stop says so first, and ends in time."""

import time
from pathlib import Path

import httpx2

from casebook.library import Library
from tests.web.uploading import Server


def test_who_asks_is_told_that_we_leave_while_others_are_still_served(library: Library, tmp_path: Path) -> None:
    library.engine.dispose()
    server = Server(library.settings.data, CASEBOOK_DRAIN_SECONDS="4").start()
    assert httpx2.get(f"{server.address}/readyz", timeout=30).status_code == 200
    server.process.terminate()
    told, end = 200, time.monotonic() + 3
    while told == 200 and time.monotonic() < end:
        answer = httpx2.get(f"{server.address}/readyz", timeout=30)
        told = answer.status_code
    assert told == 503
    assert answer.json()["problems"] == ["This process is about to end; others serve."]
    assert httpx2.get(f"{server.address}/about", timeout=30).status_code == 200
    assert server.process.wait(timeout=20) is not None
    assert "Traceback" not in server.log.read_text()
