"""The canaries of the campaigns tell when somebody was there; else what they do not say would mean nothing."""

import socket
from pathlib import Path

from .canaries import WatchedFile, WatchedPort


def test_a_watched_file_tells_each_opening(tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(b"1")
    watched = WatchedFile(tmp_path / "film")
    assert watched.opened() == 0
    (tmp_path / "film").read_bytes()
    assert watched.opened() > 0
    assert watched.opened() == 0
    watched.close()


def test_a_watched_port_tells_each_call() -> None:
    watched = WatchedPort()
    assert watched.called() == 0
    socket.create_connection(("127.0.0.1", watched.port)).close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.sendto(b"hello", ("127.0.0.1", watched.port))
    assert watched.called() == 2
    watched.close()
