"""A site to attack: a ready library, served on a port as `casebook serve` serves it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from casebook.app import create_app
from casebook.library import Library, open_library
from casebook.settings import read_settings
from casebook.web.connections import Connection
from tests.web.uploading import free_port


@contextmanager
def site(data: Path) -> Iterator[Library]:
    """A library of this folder, with whoever serves it."""
    library = open_library(read_settings(data=data, demo=True, port=free_port(), second_factor="offered"))
    config = uvicorn.Config(
        create_app(library), port=library.settings.port, log_level="critical", http=Connection, ws="none",
        proxy_headers=False, server_header=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield library
    finally:
        server.should_exit = True
        serving.join()
        library.engine.dispose()
