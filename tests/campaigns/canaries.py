"""Canaries: a file that nobody may open and a port that nobody may call, each of which tells whether somebody did."""

import ctypes
import os
import socket
import struct
from pathlib import Path

_IN_ACCESS, _IN_OPEN, _IN_NONBLOCK = 0x1, 0x20, 0o4000
_libc = ctypes.CDLL(None, use_errno=True)


class WatchedFile:
    """A file of which the kernel tells each opening, by whomever."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._told = _libc.inotify_init1(_IN_NONBLOCK)
        if self._told < 0 or _libc.inotify_add_watch(self._told, os.fsencode(place), _IN_OPEN | _IN_ACCESS) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def opened(self) -> int:
        """How often it was opened or read since it was asked last."""
        try:
            told = os.read(self._told, 1 << 16)
        except BlockingIOError:
            return 0
        found, at = 0, 0
        while at < len(told):
            found, at = found + 1, at + 16 + struct.unpack_from("I", told, at + 12)[0]
        return found

    def close(self) -> None:
        os.close(self._told)


class WatchedPort:
    """A port of this machine, TCP and UDP, on which somebody listens whom nobody may reach."""

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._tcp.setblocking(False)
        self._udp.setblocking(False)

    def called(self) -> int:
        """How often somebody called since it was asked last."""
        found = 0
        for call in (lambda: self._tcp.accept()[0].close(), lambda: self._udp.recv(65536)):
            try:
                while True:
                    call()
                    found += 1
            except BlockingIOError:
                continue
        return found

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()
