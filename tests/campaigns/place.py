"""A library for one fault of a campaign, with one clip in it that waits, and real workers for it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

import casebook.rows  # noqa: F401 - every table
from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.library import Library, open_library
from casebook.media.attempt import sweep
from casebook.media.queries import clip_by_key, renditions_of
from casebook.media.receiving import cut_clip, enter_recording, keep_files
from casebook.media.slimming import SLIM
from casebook.preparing import prepare
from casebook.settings import read_settings
from casebook.work import CLIP_PATH, open_worker, put_due
from tests.databases import environment

LEASE_S = 2.0


@dataclass
class Place:
    """A library for one fault, with one clip in it that waits."""

    folder: Path
    library: Library
    key: str

    def worker(self, code: str = "", **settings: str) -> "subprocess.Popen[bytes]":
        """A real worker, as a process of its own; `code` is run in it first."""
        told = {
            "CASEBOOK_DATA": str(self.library.settings.data),
            **environment(self.library.settings.data),
            "CASEBOOK_LEASE_SECONDS": str(LEASE_S),
            "CASEBOOK_AV1": str(self.library.settings.av1),
            "CASEBOOK_FFMPEG_THREADS": "1",
            **settings,
        }
        begin = f"{code}\nimport sys\nsys.argv[1:] = ['work']\nfrom casebook.cli import main\nmain()"
        with open(self.folder / "worker.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", begin], env=os.environ | told, start_new_session=True, stdout=log, stderr=log
            )

    def until_over(self, worker: "subprocess.Popen[bytes]", seconds: float = 90) -> str:
        """Let a worker go on until nothing about the clip waits, without the pauses between attempts, then end it.
        Answers whether it lived so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and worker.poll() is None and self._hurry():
            time.sleep(0.3)
        lived = worker.poll() is None
        worker.terminate()
        worker.wait()
        return "the worker lives" if lived else "the worker is dead"

    def work(self, library: Library | None = None, *, attempts: int = 9) -> None:
        """Do the clip's work here until nothing of it waits."""
        worker = open_worker(library or self.library)
        end = time.monotonic() + 90
        while time.monotonic() < end and attempts:
            if worker.work_once(kinds=(*CLIP_PATH, SLIM), about=[self.key]):
                attempts -= 1
                continue
            if not self._hurry():
                return
            time.sleep(0.2)

    def _hurry(self) -> bool:
        with writing(self.library.engine) as db:
            alive = (JobState.waiting, JobState.running)
            jobs = db.exec(select(Job).where(Job.about == self.key, col(Job.state).in_(alive))).all()
            for job in jobs:
                job.not_before = job.created_at
                db.add(job)
        return bool(jobs)

    def seen(self) -> str:
        """How the clip is, in the words of the expectations."""
        sweep(self.library.engine, self.library.settings.work_folder)
        with reading(self.library.engine) as db:
            clip = clip_by_key(db, self.key)
            rows = len(renditions_of(db, clip))
        kept = {path.split("/")[2] for path in self.library.storage.below(f"film/{self.key}")}
        left = len(list(self.library.settings.work_folder.glob("*"))) + len(self.programs())
        if clip.state == "ready" and rows and kept == {str(clip.version)}:
            return f"ready, {clip.version} version, " + ("nothing left" if not left else f"{left} things left")
        return f"{clip.state.value}, version {clip.version}, kept {sorted(kept)}, {left} left: {clip.reason}"

    def programs(self) -> list[int]:
        """Programs that run in this library's work folder."""
        found = []
        for place in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if place.readlink().is_relative_to(self.library.settings.work_folder):
                    found.append(int(place.parent.name))
            except (OSError, ValueError):
                continue
        return found

    def wait_for(self, what: Callable[[], object], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise TimeoutError("what the fault needs did not come about")
            time.sleep(0.01)

    def attempts(self, kind: str) -> int:
        """How often a station has been begun."""
        with reading(self.library.engine) as db:
            return sum(db.exec(select(Job.attempts).where(Job.about == self.key, Job.kind == kind)).all())

    def job_is(self, kind: str) -> bool:
        with reading(self.library.engine) as db:
            running = select(Job).where(Job.about == self.key, Job.kind == kind, Job.state == JobState.running)
            return db.exec(running).first() is not None


def place_in(folder: Path, source: Path, *, av1: bool = False) -> Place:
    """A library with one recording taken in."""
    settings = read_settings(data=folder / "data", av1=av1, lease_seconds=LEASE_S, ffmpeg_threads=1)
    prepare(settings)
    library = open_library(settings)
    kept = keep_files(library.storage, source, reserve_bytes=0)
    with writing(library.engine) as db:
        key = cut_clip(db, enter_recording(db, kept, title="Fault"), title="Fault").key
    put_due(library)
    return Place(folder, library, key)
