"""A worker as a process of its own: `python -m tests.jobs.working URL LEASE KIND …`.

Whoever does a job writes down that it was done, and by which process."""

import os
import signal
import sys
import time

import casebook.rows  # noqa: F401
from casebook.db import changes
from casebook.db.engine import open_engine
from casebook.jobs.queue import open_queue
from casebook.jobs.worker import Station, Work, Worker


def done_by_me(work: Work) -> None:
    with work.writing() as db:
        changes.note(db, "done", f"{work.about} {os.getpid()}")


def stop_still(work: Work) -> None:
    """Stand still as a machine does that is put to sleep, and go on as if nothing had happened."""
    os.kill(os.getpid(), signal.SIGSTOP)
    done_by_me(work)


def go_on(work: Work) -> None:
    """Be at it until killed."""
    while True:
        work.says(0.5, "going on")
        time.sleep(0.1)


STATIONS: dict[str, Station] = {"race": done_by_me, "still": stop_still, "long": go_on}


def main(url: str, lease: str, *kinds: str) -> None:
    seconds = float(lease)
    worker = Worker(
        open_queue(open_engine(url), lease_seconds=seconds),
        {kind: STATIONS[kind] for kind in kinds},
        after_done=lambda db, lease: None,
        after_given_up=lambda *given: None,
        beat_seconds=seconds / 4,
    )
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run(pause_s=0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
