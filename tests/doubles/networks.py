"""Networks between a browser and the site: a proxy that holds live events back or cuts them off, and one whose line
breaks in the middle of what is being sent."""

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from tests.web.uploading import free_port


@dataclass
class Sent:
    """A PATCH as it went through: where it began, by its own head, and how many bytes of its body were let through."""

    offset: int
    passed: int = 0


@dataclass
class BadNetwork:
    """A proxy to a port of this machine. `events`: what becomes of live events, "pass", "hold" or "cut". `break_after`:
    the line breaks once so many bytes of a PATCH were let through, and all that follows is refused until `mend`."""

    port: int
    events: str = "pass"
    break_after: int | None = None
    sent: list[Sent] = field(default_factory=list)
    asked_again: int = 0
    down: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.own_port = free_port()
        self._listening = socket.create_server(("127.0.0.1", self.own_port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.own_port}"

    def mend(self) -> None:
        self.break_after = None
        self.down.clear()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        """One request, with its connection closed after it, so that each is seen apart."""
        with browser, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (more := browser.recv(65536)):
                    return
                head += more
            head, body = head.split(b"\r\n\r\n", 1)
            live = b"/studio/progress" in head and b"text/event-stream" in head
            self.asked_again += b"/studio/progress" in head and not live
            if self.down.is_set() or (live and self.events == "cut"):
                return
            with socket.create_connection(("127.0.0.1", self.port)) as site:
                head = re.sub(rb"(?im)^connection:.*\r\n", b"", head + b"\r\n") + b"Connection: close\r\n\r\n"
                site.sendall(head)
                up = threading.Thread(target=self._up, args=(browser, site, head, body), daemon=True)
                up.start()
                while answer := site.recv(65536):
                    if not (live and self.events == "hold"):
                        browser.sendall(answer)

    def _up(self, browser: socket.socket, site: socket.socket, head: bytes, body: bytes) -> None:
        one = None
        if head.startswith(b"PATCH"):
            offset = re.search(rb"(?i)upload-offset: (\d+)", head)
            assert offset is not None
            one = Sent(int(offset[1]))
            self.sent.append(one)
        with suppress(OSError):
            # a head may come alone, with its body behind it
            while body := body or browser.recv(65536):
                if one is not None and self.break_after is not None and one.passed + len(body) > self.break_after:
                    body = body[: self.break_after - one.passed]
                    site.sendall(body)
                    one.passed += len(body)
                    self.down.set()
                    for end in (site, browser):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                site.sendall(body)
                if one is not None:
                    one.passed += len(body)
                body = b""
