"""What a worker has seen since it began. It has no port, so it writes this into a file of its own, again and again,
for whatever collects such files on its machine (`docs/operators.md`)."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from ..jobs.queue import Lease
from ..jobs.worker import Ending
from ..media import part_file

log = structlog.get_logger(__name__)

WRITE_EVERY_S = 15.0


class WorkingTally:
    """Counts what one worker does, and tells it in a file. Told from any of its lanes."""

    def __init__(self, place: Path, folder: Path) -> None:
        self._place, self._folder = place, folder
        self.registry = CollectorRegistry()
        mine, all = place.stem, self.registry  # files of one machine are collected together, and must differ
        self._jobs = Counter("casebook_worker_jobs", "Jobs that ended.", ["worker", "kind", "how"], registry=all)
        self._seconds = Counter("casebook_worker_job_seconds", "Of work.", ["worker", "kind"], registry=all)
        self._in_hand = Gauge("casebook_worker_in_hand", "Jobs in hand.", ["worker", "kind"], registry=all)
        beat = Gauge("casebook_worker_beat_timestamp_seconds", "When it wrote this.", ["worker"], registry=all)
        free = Gauge("casebook_worker_free_bytes", "Bytes free where film is made.", ["worker"], registry=all)
        self._worker, self._beat, self._free = mine, beat.labels(mine), free.labels(mine)
        self._wrong: int | None = None

    @contextmanager
    def around(self, lease: Lease, ending: Ending) -> Iterator[None]:
        """Count a job."""
        began = time.monotonic()
        self._in_hand.labels(self._worker, lease.kind).inc()
        try:
            yield
        finally:
            self._in_hand.labels(self._worker, lease.kind).dec()
            self._jobs.labels(self._worker, lease.kind, ending.how).inc()
            self._seconds.labels(self._worker, lease.kind).inc(time.monotonic() - began)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Write the file now, every `WRITE_EVERY_S` while the block lasts, and once more at its end."""
        over = threading.Event()

        def write_on() -> None:
            while not over.wait(WRITE_EVERY_S):
                self.write()

        self.write()
        writer = threading.Thread(target=write_on, daemon=True, name="tally")
        writer.start()
        try:
            yield
        finally:
            over.set()
            writer.join()
            self.write()

    def write(self) -> None:
        """Write the file, whole or not at all; for others to read, as there is nothing of anybody in it. What is in the
        way is said once, and again when it is something else."""
        beside = self._place.with_name(f".{self._place.name}.tmp")  # a collector reads what ends in .prom alone
        try:
            self._beat.set(time.time())
            self._free.set(part_file.free_bytes(self._folder))
            beside.write_bytes(generate_latest(self.registry))
            os.chmod(beside, 0o644)
            beside.replace(self._place)
            self._wrong = None
        except OSError as wrong:  # work goes on
            if wrong.errno != self._wrong:
                log.warning("numbers_not_written", to=str(self._place), kind=type(wrong).__name__, code=wrong.errno)
            self._wrong = wrong.errno
