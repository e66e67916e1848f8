"""The console: a log whose disk is full takes nothing else with it."""

import errno
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from casebook.console import in_sentences
from casebook.db.engine import open_engine
from casebook.library import Library
from tests.web.uploading import ROOT, Server


@pytest.mark.parametrize("said", [".db", ""])
def test_a_full_disk_ends_a_command_in_a_sentence(
    said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def full() -> None:
        if not said:
            raise OSError(errno.ENOSPC, "No space left on device")
        engine = open_engine(f"sqlite:///{tmp_path / said}")
        with engine.execution_options(writing=True).connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
            connection.exec_driver_sql("CREATE TABLE a (b)")

    with pytest.raises(SystemExit) as ended, in_sentences():
        full()
    assert ended.value.code == 2
    assert "full" in capsys.readouterr().err.replace("no room left", "full")


def test_what_cannot_be_logged_is_lost_and_nothing_else(stocked: Library) -> None:
    server = Server(stocked.settings.data)
    server.log = Path("/dev/full")  # every write to it says that there is no room
    server.start()
    try:
        with httpx2.Client(base_url=server.address, headers={"sec-fetch-site": "same-origin"}) as browser:
            entered = browser.post("/demo/sign-in", data={"person": "lena@casebook.example"})
            assert entered.status_code == 303
            for path in ("/", "/cases/the-open-door", "/nowhere"):
                assert browser.get(path).status_code == (404 if path == "/nowhere" else 200)
        assert server.process.poll() is None
    finally:
        server.stop()


def test_a_worker_goes_on_though_its_log_is_full(stocked: Library) -> None:
    code = (
        "import casebook.work as w; from casebook.console import *; import logging; library = open_here(log_level=10);"
    )
    code += "worker = w.open_worker(library); print(worker.work_once(kinds=['index', 'sweep']))"
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", code], stderr=full, stdout=subprocess.PIPE, text=True, cwd=ROOT, timeout=120,
            env=Server(stocked.settings.data).environment,
        )  # fmt: skip
    assert ended.stdout.strip() == "True"
