"""A running server for tests of uploads, and a tus client of the test's own, small enough to misbehave."""

import base64
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import uvicorn

from casebook.app import create_app
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.tokens import give_token
from tests.conftest import cast
from tests.databases import environment

ROOT = Path(__file__).parents[2]
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"


def token_of(library: Library, name: str = "ada") -> str:
    with writing(library.engine) as db:
        return give_token(db, cast(db, name), name="test", days=1)[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_here(library: Library, port: int) -> Iterator[str]:
    """A web server of a library within this process; its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(library), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join()


class Server:
    """`casebook serve` as a process of its own, which can be killed and started again on the same data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")},
            "PYTHONPATH": str(ROOT),
            "CASEBOOK_DATA": str(data),
            **environment(data),
            "CASEBOOK_PORT": str(self.port),
            "CASEBOOK_DEMO": "true",
            "CASEBOOK_SECOND_FACTOR": "offered",
            **settings,
        }
        self.log = data.parent / "web.log"
        self.root = ROOT
        self.program = ["-m", "casebook", "serve"]

    def start(self) -> "Server":
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self.program], env=self.environment, stdout=out, stderr=out, cwd=self.root
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


class Tus:
    """Requests of the protocol, one at a time."""

    def __init__(self, address: str, token: str) -> None:
        self.uploads = f"{address}/studio/uploads"
        self.address = address
        self.client = httpx2.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def begin(self, length: int, *, content: bytes | None = None, headers: dict[str, str] | None = None,
              **words: str) -> httpx2.Response:  # fmt: skip
        told = ",".join(f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in words.items())
        sent = TUS | {"Upload-Length": str(length)} | ({"Upload-Metadata": told} if told else {}) | (headers or {})
        if content is not None:
            sent["Content-Type"] = BYTES
        return self.client.post(self.uploads, content=content, headers=sent)

    def place(self, length: int, **words: str) -> str:
        answer = self.begin(length, **words)
        assert answer.status_code == 201, answer.text
        return urljoin(self.address, answer.headers["location"])

    def offset(self, place: str) -> int:
        answer = self.client.head(place, headers=TUS)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"])

    def patch(self, place: str, offset: int, content: object, **headers: str) -> httpx2.Response:
        sent = TUS | {"Upload-Offset": str(offset), "Content-Type": BYTES}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(place, content=content, headers=sent)  # type: ignore[arg-type]
