"""The rows of `make faults-media` on a disk that is really full: 64 MB of memory, in a mount namespace of their own.

Run as a program it is inside of that: one argument, the folder, whose `site/data` is the small disk; prints JSON.
"""

import errno
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from casebook.db.engine import reading
from casebook.jobs.job import Job, JobState
from casebook.media.progress import OVER
from tests.campaigns.site import Site
from tests.web.uploading import ROOT

DISK = 64 << 20
RESERVE = 8 << 20  # so that the making of film leaves 4 MiB
NO_NAMESPACE = "not tried: no mount namespace can be had here"


def upload(site: Site, small: Path) -> str:
    """The disk fills up in the middle of an upload, and is freed."""
    data = small.read_bytes() * 12
    too_much = site.tus.begin(DISK).status_code
    place = site.tus.place(len(data), filename="long.mp4")
    half = len(data) // 2
    begun = site.tus.patch(place, 0, data[:half]).status_code
    with filled(site.data, leaving=RESERVE):
        middle = site.tus.patch(place, half, data[half:]).status_code
    true = site.tus.offset(place)
    rest = site.tus.patch(place, true, data[true:])
    told = rest.headers.get("upload-offset")
    return f"{too_much}, {begun}, {middle}, then from {'half' if true == half else true} on {rest.status_code}, " + (
        "whole" if told == str(len(data)) else f"{told} of {len(data)}"
    )


def transcode(site: Site, small: Path) -> str:
    """There is too little room to make film of what was sent; then there is."""
    with filled(site.data, leaving=RESERVE + (small.stat().st_size * 5 // 2)) as filler:
        status, key = site.send(small)
        if status != 201:
            return f"the upload was answered {status}"
        filler.grow(leaving=RESERVE // 2 - (1 << 20))
        site.start_workers(1)
        _until(lambda: "no room" in _transcode(site, key).reason)
        time.sleep(20)  # it has been looked at again meanwhile
        held = _transcode(site, key)
        seen = f"{held.state.value}, {held.attempts} attempts counted: {held.reason}"
    _until(lambda: site.clips([key])[key][0].state in OVER, 60)
    return f"{seen} Then {site.clips([key])[key][0].state.value}, {len(site.dead())} dead"


def database(site: Site, small: Path) -> str:
    """Not a byte is free while people write and film is made; then there is room."""

    def enter() -> int:
        return site.browser.post(
            "/demo/sign-in", data={"person": "ada@casebook.example"}, headers={"Sec-Fetch-Site": "same-origin"}
        ).status_code

    _, key = site.send(small)
    site.start_workers(1)
    _until(lambda: _transcode(site, key).state == JobState.running)
    before, answers = _sign_ins(site), []
    with filled(site.data, leaving=0):
        answers = [enter() for _ in range(60)]
        time.sleep(10)  # longer than a lease
        reads = {site.browser.get("/about").status_code for _ in range(5)}
    kept = _sign_ins(site) - before == answers.count(303)
    after = enter()
    with sqlite3.connect(site.data / "casebook.db") as db:
        whole = db.execute("PRAGMA integrity_check").fetchone()[0]
    _until(lambda: site.clips([key])[key][0].state in OVER, 90)
    clip = site.clips([key])[key][0].state.value
    said = " ".join(str(one) for one in sorted(set(answers) - {303}))
    return (f"writing: {said}, reading: {sorted(reads)}, {'all' if kept else 'not all'} that was acknowledged is kept, "
            f"freed: {after}, the clip {clip}, integrity {whole}, {len(site.dead())} dead")  # fmt: skip


ROWS: tuple[tuple[str, str, Callable[[Site, Path], str]], ...] = (
    ("disk full in an upload", "507, 204, 507, then from half on 204, whole", upload),
    ("disk full before film is made", "waiting, 0 attempts counted: There is no room left where film is made; nothing "
     "was lost. Then ready, 0 dead", transcode),
    ("disk full under the database", "writing: 507, reading: [200], all that was acknowledged is kept, freed: 303, "
     "the clip ready, integrity ok, 0 dead", database),
)  # fmt: skip


class filled:
    """A file that fills a disk but for so many bytes, for a while."""

    def __init__(self, folder: Path, *, leaving: int) -> None:
        self._place, self._leaving = folder / "filler", leaving

    def __enter__(self) -> "filled":
        self.grow(leaving=self._leaving)
        return self

    def grow(self, *, leaving: int) -> None:
        with open(self._place, "ab") as file:
            while (more := shutil.disk_usage(self._place.parent).free - leaving) > 0:
                try:
                    file.write(bytes(min(more, 1 << 20)))
                    file.flush()
                except OSError as wrong:
                    if wrong.errno != errno.ENOSPC:
                        raise
                    return

    def __exit__(self, *_: object) -> None:
        self._place.unlink()


def wanted(only: str | Collection[str], name: str) -> bool:
    """Whether a fault is asked for: by a part of its name, or as one of several."""
    return only in name if isinstance(only, str) else name in only


def rows(folder: Path, small: Path, only: str | Collection[str] = "") -> Iterator[tuple[str, str, str]]:
    """Each fault: its name, what is expected, what is seen."""
    for number, (name, expected, _) in enumerate(ROWS):
        if wanted(only, name) and shutil.which("unshare") is None:
            yield name, NO_NAMESPACE, NO_NAMESPACE
        elif wanted(only, name):
            inside = folder / f"disk_{number}"
            (inside / "site" / "data").mkdir(parents=True)
            mounted = f'mount -t tmpfs -o size={DISK} small "$1/site/data" && exec "$0" -m {__spec__.name} "$@"'
            ended = subprocess.run(
                ["unshare", "-rm", "sh", "-c", mounted, sys.executable, str(inside), str(number), str(small)],
                capture_output=True, text=True, timeout=240, cwd=ROOT,
            )  # fmt: skip
            if "unshare" in ended.stderr or "mount:" in ended.stderr:
                yield name, NO_NAMESPACE, NO_NAMESPACE
            else:
                yield name, expected, json.loads(ended.stdout) if ended.stdout else ended.stderr[-300:]


def _transcode(site: Site, key: str) -> Job:
    jobs = [job for job in site.jobs(site.clips([key])[key][0]) if job.kind == "transcode"]
    return jobs[0] if jobs else Job(kind="transcode")


def _sign_ins(site: Site) -> int:
    with reading(site.library.engine) as db:
        return int(db.connection().exec_driver_sql("SELECT count(*) FROM sign_ins").scalar_one())


def _until(what: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("what the fault needs did not come about")
        time.sleep(0.1)


def main() -> None:
    """Inside the namespace."""
    folder, number, small = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    site = Site(folder / "site", workers=0, CASEBOOK_RESERVE_BYTES=str(RESERVE), CASEBOOK_AV1="false",
                CASEBOOK_LEASE_SECONDS="4")  # fmt: skip
    try:
        print(json.dumps(ROWS[number][2](site, small)))
    except TimeoutError as wrong:
        print(json.dumps(str(wrong)))
    finally:
        site.stop()


if __name__ == "__main__":
    main()
