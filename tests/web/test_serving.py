"""A web process behind a proxy: it takes the proxy's ids, and when it is told to stop it says so first and ends in
time."""

import time

import httpx2

from casebook.library import Library
from tests.web.uploading import Server

ID = "6f1c09ab77de"


def test_a_proxys_id_is_taken_and_who_asks_is_told_that_we_leave_while_others_are_served(library: Library) -> None:
    library.engine.dispose()
    server = Server(library.settings.data, CASEBOOK_DRAIN_SECONDS="4", CASEBOOK_PROXIES="127.0.0.1").start()
    sent = [ID, "mrs-smith-told-me"]
    answers = [httpx2.get(f"{server.address}/about", headers={"x-request-id": one}, timeout=30) for one in sent]
    assert [one.headers["x-request-id"] == given for one, given in zip(answers, sent, strict=True)] == [True, False]
    lines = [line for line in server.log.read_text().splitlines() if "path=/about" in line]
    assert [f"request_id={ID}" in line for line in lines] == [True, False]
    server.process.terminate()
    told, end = 200, time.monotonic() + 3
    while told == 200 and time.monotonic() < end:
        answer = httpx2.get(f"{server.address}/readyz", timeout=30)
        told = answer.status_code
    assert told == 503
    assert answer.json()["problems"] == ["This process is about to end; others serve."]
    assert httpx2.get(f"{server.address}/about", timeout=30).status_code == 200
    server.process.wait(timeout=20)
    assert "Traceback" not in server.log.read_text()
