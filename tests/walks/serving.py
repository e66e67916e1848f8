"""A library of a walk's own, served on a real port with a worker beside it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from casebook.app import create_app
from casebook.db.engine import writing
from casebook.demo.seeding import add_cast
from casebook.library import Library, open_library
from casebook.preparing import prepare
from casebook.settings import read_settings
from casebook.work import open_worker
from tests.web.uploading import free_port


@contextmanager
def served(folder: Path, **settings_: Any) -> Iterator[Library]:
    """An empty library with the cast in it, served, with a worker beside it."""
    settings = read_settings(**({"data": folder / "data", "demo": True, "port": free_port()} | settings_))
    prepare(settings)
    library = open_library(settings)
    with writing(library.engine) as db:
        add_cast(db)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(library), host="127.0.0.1", port=settings.port, log_level="warning", timeout_graceful_shutdown=5
        )
    )
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    over = threading.Event()

    def work() -> None:
        worker = open_worker(library)
        while not over.is_set():
            if not worker.work_once():
                over.wait(0.1)

    working = threading.Thread(target=work, daemon=True)
    working.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield library
    finally:
        over.set()
        working.join()
        server.should_exit = True
        serving.join()
