"""The S3 server of the tests with a street before it that fails in ways of its own: it says what it is told to for some
requests, or takes them and says nothing."""

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.s3_server import S3Server

Says = Callable[[str, str], tuple[int, bytes] | None]


class FalteringStore:
    """Passes everything on to a real server, but for what `says` answers itself (by method and target), and keeps
    silent while `silent` is set. `taken` tells what came."""

    def __init__(self, server: S3Server) -> None:
        self.says: Says = lambda method, target: None
        self.silent = threading.Event()
        self.taken: list[tuple[str, str]] = []
        self._spoken = threading.Condition()
        self._server = server
        store, real = self, server.address.removeprefix("http://")

        class Passing(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:  # whoever asked has gone
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing is said."""

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                store.taken.append((self.command, self.path))
                store._wait()
                if (said := store.says(self.command, self.path)) is not None:
                    self.send_response(said[0])
                    self.send_header("Content-Length", str(len(said[1])))
                    self.end_headers()
                    self.wfile.write(said[1])
                    return
                line = http.client.HTTPConnection(real, timeout=60)
                line.request(self.command, self.path, body, dict(self.headers.items()))
                given = line.getresponse()
                data = given.read()
                self.send_response_only(given.status, given.reason)
                for name, value in given.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                length = given.getheader("content-length") if self.command == "HEAD" else str(len(data))
                self.send_header("Content-Length", length or "0")
                self.end_headers()
                self.wfile.write(data)
                line.close()

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on

        self._front = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self._front.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._front.server_port}"
        threading.Thread(target=self._front.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, real: str) -> str:
        """A storage's URL with this street before it."""
        return real.replace(self._server.address, self.address)

    def speak(self) -> None:
        """End a silence."""
        self.silent.clear()
        with self._spoken:
            self._spoken.notify_all()

    def end(self) -> None:
        """Let nobody in any more."""
        self.speak()
        self._front.shutdown()
        self._front.server_close()

    def _wait(self) -> None:
        with self._spoken:
            self._spoken.wait_for(lambda: not self.silent.is_set())


def refusing(status: int, code: str, *, method: str, about: str) -> Says:
    """Refuses what has `about` in its target, in the store's own words."""
    body = f"<Error><Code>{code}</Code></Error>".encode() if code else b""

    def says(asked: str, target: str) -> tuple[int, bytes] | None:
        return (status, body) if asked == method and about in target else None

    return says
