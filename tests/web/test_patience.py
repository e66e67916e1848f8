"""Slow visitors: who says nothing, or stops in the middle, gives the place back; who is quick is not hurried."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
import uvicorn

from casebook.app import create_app
from casebook.library import Library
from casebook.web import middleware, patience
from casebook.web.patience import HeadInTime
from tests.web.uploading import free_port

SOON_S = 0.6


@pytest.fixture
def port(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "HEAD_S", SOON_S)
    monkeypatch.setattr(middleware, "IDLE_S", SOON_S)
    number = free_port()
    server = uvicorn.Server(
        uvicorn.Config(create_app(stocked), http=HeadInTime, port=number, log_level="warning", timeout_keep_alive=15)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield number
    server.should_exit = True
    thread.join()


def heard(port: int, *said: bytes) -> bytes:
    """All that is heard, until the connection is closed, of somebody who says this and waits."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        with suppress(BrokenPipeError, ConnectionResetError):  # closed while we go on talking
            for part in said:
                one.sendall(part)
                time.sleep(SOON_S / 4)
        whole = b""
        while data := one.recv(65536):
            whole += data
        return whole


@pytest.mark.parametrize(
    "said", [(), (b"GET / HTTP/1.1\r\nHo",), tuple(b"GET / HTTP/1.1"[i : i + 1] for i in range(9))]
)
def test_who_never_ends_a_head_is_let_go(port: int, said: tuple[bytes, ...]) -> None:
    assert heard(port, *said) == b""


def test_who_stops_in_the_middle_of_a_form_is_told_and_let_go(port: int) -> None:
    head = b"POST /demo/sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 99\r\n"
    said = heard(port, head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\npers")
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"nothing was saved" in said


def test_who_comes_back_on_the_same_connection_is_served(port: int) -> None:
    with httpx2.Client(base_url=f"http://localhost:{port}") as browser:
        for _ in range(3):
            assert browser.get("/about").status_code == 200
            time.sleep(SOON_S * 1.5)
        form = {"person": "lena@casebook.example"}
        assert browser.post("/demo/sign-in", data=form, headers={"sec-fetch-site": "same-origin"}).status_code == 303
