"""A worker as a process of its own, and what it has started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.databases import environment

ROOT = Path(__file__).parents[1]


class WorkerProcess:
    """`casebook work` on a data folder; it can be killed and started again."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")},
            "PYTHONPATH": str(ROOT),
            "CASEBOOK_DATA": str(data),
            **environment(data),
            "CASEBOOK_AV1": "false",
            **settings,
        }
        self.log = data.parent / "worker.log"

    def start(self, *words: str) -> "WorkerProcess":
        command = [sys.executable, "-m", "casebook", "work", *words]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out, cwd=ROOT)
        return self

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and answer how it did."""
        self.process.terminate()
        return self.process.wait(timeout=20)

    def programs(self) -> list[int]:
        """Programs that work in the folders of attempts."""
        found = []
        for place in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if place.readlink().is_relative_to(self.data / "work"):
                    found.append(int(place.parent.name))
            except (OSError, ValueError):
                continue
        return found


def wait_for(what: Callable[[], object], seconds: float = 60) -> float:
    """Wait until something holds, and answer how long that took, in seconds."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - began
