"""The campaign `make faults-media`: kill, fill, break and race the making of film; prints what is expected and seen.

Each row is one fault in a library of its own. Exit 1 where what is seen is not what is expected.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from sqlmodel import col, select

import casebook.rows  # noqa: F401 - every table
from casebook.cli import prepare
from casebook.db.engine import reading, writing
from casebook.jobs.job import Job, JobState
from casebook.library import Library, open_library
from casebook.media.attempt import sweep
from casebook.media.queries import clip_by_key, renditions_of
from casebook.media.receiving import cut_clip, enter_recording, keep_files
from casebook.settings import read_settings
from casebook.work import CLIP_PATH, open_worker, put_due
from tests.campaigns.traps import make
from tests.doubles.broken_ffmpeg import crashing_ffmpeg
from tests.doubles.full_storage import FullStorage

LEASE_S = 2.0
ONE_VERSION = "ready, 1 version, nothing left"


@dataclass
class Place:
    """A library for one fault, with one clip in it that waits."""

    folder: Path
    library: Library
    key: str

    def worker(self) -> "subprocess.Popen[bytes]":
        """A real worker, as a process of its own."""
        told = {"CASEBOOK_DATA": str(self.library.settings.data), "CASEBOOK_LEASE_SECONDS": str(LEASE_S),
                "CASEBOOK_AV1": "false"}  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "casebook", "work"], env=os.environ | told, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def work(self, library: Library | None = None, *, attempts: int = 9) -> None:
        """Do the clip's work here until nothing of it waits."""
        worker = open_worker(library or self.library)
        end = time.monotonic() + 90
        while time.monotonic() < end and attempts:
            if worker.work_once(kinds=CLIP_PATH, about=[self.key]):
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

    def attempts(self) -> int:
        """How often the film has been begun."""
        with reading(self.library.engine) as db:
            return sum(db.exec(select(Job.attempts).where(Job.about == self.key, Job.kind == "transcode")).all())

    def job_is(self, kind: str) -> bool:
        with reading(self.library.engine) as db:
            running = select(Job).where(Job.about == self.key, Job.kind == kind, Job.state == JobState.running)
            return db.exec(running).first() is not None


def place_in(folder: Path, source: Path) -> Place:
    """A library with one recording taken in."""
    settings = read_settings(data=folder / "data", av1=False, lease_seconds=LEASE_S, ffmpeg_threads=1)
    prepare(settings)
    library = open_library(settings)
    kept = keep_files(library.storage, source, reserve_bytes=0)
    with writing(library.engine) as db:
        key = cut_clip(db, enter_recording(db, kept, title="Fault"), title="Fault").key
    put_due(library)
    return Place(folder, library, key)


def killed_at(station: Callable[[Place], object], *, program: bool = False) -> Callable[[Place], str]:
    """kill -9 of the worker, or of the program it runs, when something is so; then another worker."""

    def fault(place: Place) -> str:
        worker = place.worker()
        try:
            place.wait_for(lambda: station(place))
            if program:
                place.wait_for(place.programs)
                for number in place.programs():
                    os.kill(number, signal.SIGKILL)
        finally:
            worker.kill()
            worker.wait()
        place.wait_for(lambda: not place.programs(), 10)
        time.sleep(LEASE_S + 0.2)
        place.work()
        return place.seen()

    return fault


def told(name: str) -> Callable[[Place], bool]:
    """Whether a piece is finished."""

    def asked(place: Place) -> bool:
        for one in place.library.settings.work_folder.glob("*/pieces.json"):
            try:
                if f'"{name}"' in one.read_text():
                    return True
            except OSError:
                continue
        return False

    return asked


def full(place: Place) -> str:
    """The disk is full at the first attempts, then is freed."""
    full_one = replace(place.library, storage=FullStorage(place.library.storage, after=3))
    place.work(full_one, attempts=2)
    with reading(place.library.engine) as db:
        waits = db.exec(select(Job).where(Job.about == place.key, Job.kind == "transcode")).one()
    first = f"{waits.state.value}: {waits.reason[:21]}"
    place.work()
    return f"{first}; {place.seen()}"


def broken(program: Callable[[Path], str]) -> Callable[[Place], str]:
    """ffmpeg is another program; then the clip is quarantined with its reason and the worker lives."""

    def fault(place: Place) -> str:
        settings = place.library.settings.model_copy(update={"ffmpeg": program(place.folder)})
        place.work(replace(place.library, settings=settings))
        return place.seen()

    return fault


def poison(place: Place) -> str:
    """The clip kills its worker each time."""
    place.work(attempts=1)  # it can be probed
    for number in range(1, 4):
        worker = place.worker()
        try:
            place.wait_for(lambda number=number: place.attempts() == number)
        finally:
            worker.kill()
            worker.wait()
        time.sleep(LEASE_S + 0.2)
    place.work()
    open_worker(place.library).work_once()
    return place.seen()


def stopped(place: Place) -> str:
    """A worker is stopped for longer than its lease, another does the work, the first goes on."""
    worker = place.worker()
    place.wait_for(lambda: place.job_is("transcode") and place.programs())
    os.kill(worker.pid, signal.SIGSTOP)
    time.sleep(LEASE_S + 0.2)
    place.work()
    os.kill(worker.pid, signal.SIGCONT)
    time.sleep(2)
    worker.terminate()
    worker.wait()
    return place.seen()


def racing(place: Place) -> str:
    """Two workers take from the same queue at once."""
    ran: list[str] = []

    def take(name: str) -> None:
        for _ in range(50):
            if (lease := place.library.queue.take(name, ["race"])) is not None:
                ran.append(lease.about)
                place.library.queue.finish(lease)

    with writing(place.library.engine) as db:
        for number in range(50):
            place.library.queue.put(db, "race", str(number))
    hands = [threading.Thread(target=take, args=(name,)) for name in ("one", "two")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    place.work()
    return f"{len(ran)} of 50 once each; {place.seen()}" if len(set(ran)) == len(ran) else "some were taken twice"


ROWS: tuple[tuple[str, str, Callable[[Place], str]], ...] = (
    ("worker killed while probing", ONE_VERSION, killed_at(lambda place: place.job_is("probe"))),
    ("worker killed while film is made", ONE_VERSION, killed_at(lambda place: told("loudness")(place))),
    ("worker killed after the film piece", ONE_VERSION, killed_at(told("film"))),
    ("worker killed after the sprites", ONE_VERSION, killed_at(told("sprites"))),
    ("worker killed while it keeps", ONE_VERSION, killed_at(told("made"))),
    ("worker killed while captioning", ONE_VERSION,
     killed_at(lambda place: place.job_is("caption") or place.seen().startswith("ready"))),
    ("ffmpeg killed while film is made", ONE_VERSION, killed_at(told("loudness"), program=True)),
    ("disk full, then freed", f"waiting: There is no room left; {ONE_VERSION}", full),
    ("ffmpeg missing", "quarantined, version 0, kept [], 0 left: CASEBOOK_FFMPEG names a program that is not there "
     "or cannot be started.", broken(lambda folder: str(folder / "none"))),
    ("ffmpeg crashing", "quarantined, version 0, kept [], 0 left: The program that makes the film stopped with an "
     "error.", broken(crashing_ffmpeg)),
    ("poison clip", "quarantined, version 0, kept [], 0 left: The work stopped without a word, three times.", poison),
    ("worker stopped, then going on", ONE_VERSION, stopped),
    ("two workers racing", f"50 of 50 once each; {ONE_VERSION}", racing),
)  # fmt: skip


def rows(folder: Path, only: str = "") -> Iterator[tuple[str, str, str]]:
    """Each fault: its name, what is expected, what is seen."""
    source = make(
        folder / "source.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:d=4", "-f", "lavfi", "-i", "sine=d=4",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
    )  # fmt: skip
    for number, (name, expected, fault) in enumerate(ROWS):
        if only in name:
            place = place_in(folder / str(number), source)
            try:
                seen = fault(place)
            except TimeoutError as wrong:
                seen = str(wrong)
            place.library.engine.dispose()
            yield name, expected, seen


def main() -> int:
    """Print the table; 1 where a row is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.faults_media", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    asked = parser.parse_args()
    structlog.configure(processors=[_drop])
    bad = 0
    with tempfile.TemporaryDirectory(prefix="casebook-faults-") as folder:
        for name, expected, seen in rows(Path(folder), asked.only):
            bad += expected != seen
            print(f"{'as expected' if expected == seen else 'OTHERWISE  '}  {name:36} {seen}", flush=True)
            if expected != seen:
                print(f"{'':13}{'expected':36} {expected}")
    print("all as expected" if not bad else f"{bad} otherwise")
    return 1 if bad else 0


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
