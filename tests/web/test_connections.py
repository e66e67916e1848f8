"""Sockets that ask for nothing, or never to the end, are given up; a body has to come; and others notice nothing."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from casebook.app import create_app
from casebook.library import Library
from casebook.web import middleware
from casebook.web.connections import MOST_HEAD, Connection
from tests.web.uploading import free_port

SECONDS = 0.4


class Hasty(Connection):
    """As in service, with less patience and room for four."""

    head_seconds = SECONDS
    most_connections = 4


@pytest.fixture
def port(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(middleware, "IDLE_SECONDS", SECONDS)
    monkeypatch.setattr(middleware, "WHOLE_SECONDS", 4 * SECONDS)
    port = free_port()
    config = uvicorn.Config(create_app(stocked), port=port, log_level="warning", http=Hasty, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield port
    server.should_exit = True
    thread.join()


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


@pytest.mark.parametrize("begins", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n"])
def test_a_socket_that_never_asks_to_the_end_is_closed(port: int, begins: bytes) -> None:
    with opened(port) as slow:
        slow.sendall(begins)
        assert b" 408 " in said(slow)


def test_one_letter_at_a_time_gains_no_time(port: int) -> None:
    with opened(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        began = time.monotonic()
        try:
            while time.monotonic() - began < 30:
                slow.sendall(b"a")
                time.sleep(SECONDS / 8)
        except OSError:
            pass
        assert time.monotonic() - began < 20


def test_a_line_end_after_an_answer_does_not_keep_a_socket_for_ever(port: int) -> None:
    with opened(port) as kept:
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in kept.recv(65536)
        kept.sendall(b"\r\n")
        assert b" 408 " in said(kept)


def test_two_requests_on_one_socket_are_both_answered_however_far_apart(port: int) -> None:
    with opened(port) as kept:
        for pause in (0.0, 3 * SECONDS):
            time.sleep(pause)
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b'{"status":"alive"}' in kept.recv(65536)


def test_a_head_without_end_is_refused_while_it_comes(port: int) -> None:
    with opened(port) as long:
        long.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: " + b"b" * (2 * MOST_HEAD))
        assert b" 431 " in long.recv(65536)


def test_more_than_so_many_sockets_are_turned_away_and_room_comes_back(port: int) -> None:
    idle = [opened(port) for _ in range(4)]
    with opened(port) as late:
        assert b" 503 " in late.recv(65536)
    time.sleep(3 * SECONDS)
    with opened(port) as later:
        later.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in later.recv(65536)
    for one in idle:
        one.close()


@pytest.mark.parametrize("pause", [SECONDS / 4, 3 * SECONDS], ids=["trickles", "stands still"])
def test_a_body_that_does_not_come_is_not_waited_for(port: int, pause: float) -> None:
    with opened(port) as slow:
        slow.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        began, found = time.monotonic(), b""
        slow.settimeout(pause)
        while not found and time.monotonic() - began < 30:
            try:
                slow.sendall(b"a")
                found = slow.recv(65536)
            except TimeoutError:
                continue
        assert b" 408 " in found
        assert b"default-src 'none'" in found
