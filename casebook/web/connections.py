"""Connections: what one may ask of the server before a request stands there. Uvicorn's own reader of HTTP waits for
ever for the first byte of a request and for its last header, and takes headers of any length; whoever opens sockets
and does so would hold them."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 15.0  # from the first byte, or from connecting, to the last header
MOST_HEAD = 16 * 1024 + 8 * 1024  # bytes before the body: `middleware.Limits` has the headers, the rest is the address
MOST_CONNECTIONS = 1000

_REFUSED = {
    408: b"HTTP/1.1 408 Request Timeout\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
    503: b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n",
}


class Connection(HttpToolsProtocol):
    """One connection, closed where no whole head of a request comes in time, where a head is too long, and where there
    are too many of its kind."""

    head_seconds = HEAD_SECONDS
    most_connections = MOST_CONNECTIONS
    _waiting: asyncio.TimerHandle | None = None
    _head = 0  # bytes of the head that is coming
    _in_head = True

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self._refuse(503)
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_head:
            self._wait()  # also after a bare line end, which begins no request and would end uvicorn's own wait
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > MOST_HEAD and not self.transport.is_closing():
            self._refuse(431)

    def on_headers_complete(self) -> None:
        self._arrived()
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._head = True, 0
        super().on_message_complete()

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_seconds, self._refuse, 408)

    def _arrived(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: int) -> None:
        self._arrived()
        if not self.transport.is_closing():
            self.transport.write(_REFUSED[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
