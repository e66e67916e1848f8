"""The campaign `make faults-media`: kill, fill, break and race the making of film; prints what is expected and seen.

Each row is one fault in a library of its own. Exit 1 where what is seen is not what is expected.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import structlog
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.jobs.job import Job
from casebook.media.queries import clip_by_key, renditions_of
from casebook.media.slimming import SLIM
from casebook.settings import read_settings
from casebook.work import open_worker
from tests.campaigns import full_disk
from tests.campaigns.place import LEASE_S, Place, place_in
from tests.campaigns.traps import make
from tests.doubles.broken_ffmpeg import crashing_ffmpeg, hanging_ffmpeg
from tests.doubles.full_storage import FullStorage
from tests.web.test_uploads_killed import upload_through_kills

ONE_VERSION = "ready, 1 version, nothing left"
KILLS = 20
RACES = 100
#: Run in a worker first: what takes longer than two seconds takes too long.
_IMPATIENT = """
from dataclasses import replace
from casebook.media import transcoding
fence_of = transcoding.fence_of
transcoding.fence_of = lambda *given: replace(fence_of(*given), wall_s=2)
"""
#: The same for memory: what takes more than this has none. The program begins, and film does not fit.
_HUNGRY = _IMPATIENT.replace("wall_s=2", "memory_bytes=500 << 20")
_NO_MEMORY = ("Cannot allocate memory", "Resource temporarily unavailable")  # for the stack of a thread


def killed_at(station: Callable[[Place], object]) -> Callable[[Place], str]:
    """kill -9 of the worker when something is so; then another worker."""

    def fault(place: Place) -> str:
        worker = place.worker()
        try:
            place.wait_for(lambda: station(place))
        finally:
            worker.kill()
            worker.wait()
        place.wait_for(lambda: not place.programs(), 10)
        time.sleep(LEASE_S + 0.2)
        place.work()
        return place.seen()

    return fault


def program_killed_at(station: Callable[[Place], object], kind: str) -> Callable[[Place], str]:
    """kill -9 of the program that a worker runs, when something is so; the same worker tries again."""

    def fault(place: Place) -> str:
        worker = place.worker()
        place.wait_for(lambda: station(place) and place.programs())
        for number in place.programs():
            os.kill(number, signal.SIGKILL)
        lives = place.until_over(worker)
        return f"{place.seen()}, {kind} twice, {lives}" if place.attempts(kind) == 2 else f"{place.seen()}, once"

    return fault


def slimmed(place: Place) -> str:
    """How a clip is that has AV1 beside its first version, which is kept for those who watch it."""
    place.work()
    with reading(place.library.engine) as db:
        clip = clip_by_key(db, place.key)
        names = [one.name for one in renditions_of(db, clip)]
        state = db.exec(select(Job.state).where(Job.about == place.key, Job.kind == SLIM)).one()
    kept = {path.split("/")[2] for path in place.library.storage.below(f"film/{place.key}")}
    left = list(place.library.settings.work_folder.glob("*"))
    return f"{clip.state.value}, AV1 {state.value}, av720 {names.count('av720')}, kept {sorted(kept)}, {len(left)} left"


def slim_killed(*, program: bool) -> Callable[[Place], str]:
    """kill -9 of the worker, or of its program alone, while AV1 is made."""

    def fault(place: Place) -> str:
        worker = place.worker()
        place.wait_for(lambda: place.job_is(SLIM) and place.programs())
        if program:
            for number in place.programs():
                os.kill(number, signal.SIGKILL)
            place.until_over(worker)
        else:
            worker.kill()
            worker.wait()
            time.sleep(LEASE_S + 0.2)
        return slimmed(place)

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


def broken(program: Callable[[Path], str], code: str = "") -> Callable[[Place], str]:
    """ffmpeg is another program; then the clip is quarantined with its reason and the worker lives."""

    def fault(place: Place) -> str:
        worker = place.worker(code, CASEBOOK_FFMPEG=program(place.folder))
        lives = place.until_over(worker)
        return f"{lives}, {place.seen()}"

    return fault


def real_ffmpeg(_: Path) -> str:
    """The one that is set: what is broken is the machine."""
    return read_settings().ffmpeg


def out_of_memory(place: Place) -> str:
    """ffmpeg begins and is given too little memory for film."""
    seen = broken(real_ffmpeg, _HUNGRY)(place)
    log = (place.folder / "worker.log").read_text()
    return f"{seen} Memory was {'short' if any(one in log for one in _NO_MEMORY) else 'NOT short'}."


def web_killed(place: Place) -> str:
    """The web server is killed in the middle of an upload, again and again."""
    with writing(place.library.engine) as db:
        add_cast(db)
    seen = upload_through_kills(place.library, KILLS)
    place.work()
    truth = "every offset true" if seen.offsets == sorted(seen.offsets) else "an offset taken back"
    whole = "the file whole" if seen.whole else "the file changed"
    return f"{seen.kills} kills, {truth}, {whole}, {len(seen.left)} left"


def poison(place: Place) -> str:
    """The clip kills its worker each time."""
    place.work(attempts=1)  # it can be probed
    for number in range(1, 4):
        worker = place.worker()
        try:
            place.wait_for(lambda number=number: place.attempts("transcode") == number)
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
    end = time.monotonic() + 60

    def take(name: str) -> None:
        while len(ran) < RACES and time.monotonic() < end:
            if (lease := place.library.queue.take(name, ["race"])) is not None:
                ran.append(lease.about)
                place.library.queue.finish(lease)

    with writing(place.library.engine) as db:
        for number in range(RACES):
            place.library.queue.put(db, "race", str(number))
    hands = [threading.Thread(target=take, args=(name,)) for name in ("one", "two")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    place.work()
    return f"{len(ran)} of {RACES} once each; {place.seen()}" if len(set(ran)) == len(ran) else "some were taken twice"


SLIMMED = "ready, AV1 done, av720 1, kept ['1', '2'], 0 left"
ROWS: tuple[tuple[str, str, Callable[[Place], str]], ...] = (
    ("worker killed while probing", ONE_VERSION, killed_at(lambda place: place.job_is("probe"))),
    ("worker killed while film is made", ONE_VERSION, killed_at(lambda place: told("loudness")(place))),
    ("worker killed after the film piece", ONE_VERSION, killed_at(told("film"))),
    ("worker killed after the sprites", ONE_VERSION, killed_at(told("sprites"))),
    ("worker killed while it keeps", ONE_VERSION, killed_at(told("made"))),
    ("worker killed while captioning", ONE_VERSION,
     killed_at(lambda place: place.job_is("caption") or place.seen().startswith("ready"))),
    ("reader killed while probing", f"{ONE_VERSION}, probe twice, the worker lives",
     program_killed_at(lambda place: place.job_is("probe"), "probe")),
    ("ffmpeg killed while film is made", f"{ONE_VERSION}, transcode twice, the worker lives",
     program_killed_at(told("loudness"), "transcode")),
    ("worker killed while AV1 is made", SLIMMED, slim_killed(program=False)),
    ("ffmpeg killed while AV1 is made", SLIMMED, slim_killed(program=True)),
    ("storage full, then freed", f"waiting: There is no room left; {ONE_VERSION}", full),
    ("ffmpeg missing", "the worker lives, quarantined, version 0, kept [], 0 left: CASEBOOK_FFMPEG names a program "
     "that is not there or cannot be started.", broken(lambda folder: str(folder / "none"))),
    ("ffmpeg crashing", "the worker lives, quarantined, version 0, kept [], 0 left: The program that makes the film "
     "stopped with an error.", broken(crashing_ffmpeg)),
    ("ffmpeg hanging", "the worker lives, quarantined, version 0, kept [], 0 left: The work on this recording took too "
     "long and was ended.", broken(hanging_ffmpeg, _IMPATIENT)),
    ("ffmpeg out of memory", "the worker lives, quarantined, version 0, kept [], 0 left: The program that makes the "
     "film stopped with an error. Memory was short.", out_of_memory),
    ("poison clip", "quarantined, version 0, kept [], 0 left: The work stopped without a word, three times.", poison),
    ("worker stopped, then going on", ONE_VERSION, stopped),
    ("web server killed while it receives", f"{KILLS} kills, every offset true, the file whole, 0 left", web_killed),
    ("two workers racing", f"{RACES} of {RACES} once each; {ONE_VERSION}", racing),
)  # fmt: skip


def rows(folder: Path, only: str | Collection[str] = "") -> Iterator[tuple[str, str, str]]:
    """Each fault: its name, what is expected, what is seen."""
    small, large = (
        make(
            folder / f"{size}.mp4", "-f", "lavfi", "-i", f"testsrc2=s={size}:d=4", "-f", "lavfi", "-i", "sine=d=4",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
        )
        for size in ("640x360", "1280x720")
    )  # fmt: skip
    for number, (name, expected, fault) in enumerate(ROWS):
        if full_disk.wanted(only, name):
            av1 = "AV1" in name
            place = place_in(folder / str(number), large if av1 else small, av1=av1)
            try:
                seen = fault(place)
            except TimeoutError as wrong:
                seen = str(wrong)
            place.library.engine.dispose()
            yield name, expected, seen
    yield from full_disk.rows(folder, small, only)


def main() -> int:
    """Print the table; 1 where a row is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.faults_media", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    asked = parser.parse_args()
    structlog.configure(processors=[_drop])
    bad, began = 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="casebook-faults-") as folder:
        for name, expected, seen in rows(Path(folder), asked.only):
            bad += expected != seen
            print(f"{'as expected' if expected == seen else 'OTHERWISE  '}  {name:36} {seen}", flush=True)
            if expected != seen:
                print(f"{'':13}{'expected':36} {expected}")
    print(f"{'all as expected' if not bad else f'{bad} otherwise'}, in {time.monotonic() - began:.0f} s")
    return 1 if bad else 0


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
