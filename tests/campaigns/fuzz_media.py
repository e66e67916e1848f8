"""The campaign `make fuzz-media`: broken, lying and hostile recordings through receiving and the real worker.

Each must end ready, or refused with a reason from the closed list, within its budget; nothing foreign is read, nobody
is called, nothing is left lying about, and honest recordings in between still succeed. Exit 1 where one does not.
"""

import argparse
import random
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from sqlmodel import select

import casebook.rows  # noqa: F401 - every table
from casebook.cli import prepare
from casebook.db.engine import reading, writing
from casebook.errors import ClipUnreadable
from casebook.jobs.job import Job, JobState
from casebook.library import Library, open_library
from casebook.media.clip import ClipState
from casebook.media.queries import clip_by_key
from casebook.media.receiving import cut_clip, enter_recording, keep_files
from casebook.settings import read_settings
from casebook.work import CLIP_PATH, open_worker
from tests.campaigns.traps import make, seeds, traps

BUDGET_S = 60
#: All that an author may be told when a recording is refused; a reason that is none of these is a finding.
REASONS = tuple(
    re.compile(one)
    for one in (
        "This is a list that points to other files", "This file holds captions", "This is a picture, not",
        "This is a document", "This is text, not", "This file is empty", "This recording is broken",
        "We cannot read this file", "This recording has \\d+ tracks", "This picture is too", "This film has more than",
        "This sound has \\d+ channels", "There is no film and no sound", "This recording is made in a way",
        "This recording is shorter", "This recording lasts", "This recording says it lasts", "This clip is shorter",
    )
)  # fmt: skip


@dataclass
class Report:
    """What was seen."""

    ended: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    cases: int = 0
    canary_watched: bool = False


def mutants(source: bytes, count: int, chance: random.Random) -> list[bytes]:
    """So many broken forms of a recording, always the same for the same chance."""
    made = []
    for number in range(count):
        data, kind = bytearray(source), number % 8
        at = chance.randrange(len(data))
        if kind in (0, 1):  # a few bits, anywhere or where the head is
            for _ in range(chance.choice((1, 4, 32))):
                data[chance.randrange(len(data) if kind == 0 else min(len(data), 1200))] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del data[at:]
        elif kind == 3:
            del data[at : at + chance.randrange(1, 4000)]
        elif kind == 4:
            data[at:at] = chance.randbytes(chance.randrange(1, 4000))
        elif kind == 5:
            data[at : at + 8] = chance.choice((b"\xff" * 8, bytes(8), b"\x7f" + b"\xff" * 7))
        elif kind == 6:
            data[at : at + 2000] = data[(other := chance.randrange(len(data))) : other + 2000]
        else:
            data[at : at + 3000] = bytes(min(3000, len(data) - at))
        made.append(bytes(data) or b"\0")
    return made


def run(folder: Path, *, count: int, hand_made: int | None = None, seed: int = 20261121) -> Report:
    """Run `count` mutants and the traps (all, or the first so many) in `folder`, and report."""
    report, chance = Report(), random.Random(seed)
    given = folder / "given"
    given.mkdir(parents=True)
    honest = seeds(given)
    canary = make(folder / "canary.ts", "-f", "lavfi", "-i", "color=red:s=160x120:d=2", "-c:v", "mpeg2video")
    control = folder / "control"
    control.write_bytes(b"1")
    before = _last_read(control)
    control.read_bytes()
    report.canary_watched = _last_read(control) != before  # a disk may be told to note no reading
    read_before = _last_read(canary)
    settings = read_settings(data=folder / "data", av1=False, ffmpeg_threads=1, max_recording_minutes=10)
    prepare(settings)
    library = open_library(settings)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cases = list(traps(given, honest[0], canary, listener.getsockname()[1]))[:hand_made]
        for number, seed_file in enumerate(honest):
            for which, data in enumerate(mutants(seed_file.read_bytes(), -(-count // len(honest)), chance)):
                if number * -(-count // len(honest)) + which < count:
                    place = given / f"mutant_{which}{seed_file.suffix}"
                    cases.append((f"{seed_file.name} mutant {which}", place))
                    place.write_bytes(data)
                    _case(library, cases.pop(), report)
                if which % 50 == 25:
                    _honest(library, seed_file, report)
        for case in cases:
            _case(library, case, report)
        _honest(library, honest[0], report)
        listener.settimeout(0.05)
        try:
            listener.accept()
            report.findings.append("somebody called the listener")
        except TimeoutError:
            pass
    if _last_read(canary) != read_before:
        report.findings.append("the canary was read")
    _left_over(library, report)
    library.engine.dispose()
    return report


def _case(library: Library, case: tuple[str, Path], report: Report) -> None:
    name, place = case
    began = time.monotonic()
    state, reason = take(library, place)
    took = time.monotonic() - began
    report.cases += 1
    report.slowest_s = max(report.slowest_s, took)
    report.ended[state] += 1
    if took > BUDGET_S:
        report.findings.append(f"{name}: took {took:.0f} s")
    if state == "refused":
        known = next((one.pattern for one in REASONS if one.match(reason)), None)
        report.reasons[known or f"UNKNOWN {reason}"] += 1
        if known is None:
            report.findings.append(f"{name}: refused with a reason of no list: {reason}")
    elif state != "ready":
        report.findings.append(f"{name}: ended {state}: {reason}")


def take(library: Library, place: Path) -> tuple[str, str]:
    """Take a file in and do all its work; answers how its clip ended and why."""
    try:
        kept = keep_files(library.storage, place, reserve_bytes=0)
    except ClipUnreadable as wrong:
        return "refused", str(wrong)
    with writing(library.engine) as db:
        key = cut_clip(db, enter_recording(db, kept, title="Fuzz"), title="Fuzz").key
    worker = open_worker(library)
    for _ in range(20):
        if not worker.work_once(kinds=CLIP_PATH, about=[key]):
            with writing(library.engine) as db:  # the pause before another attempt is not waited for
                waits = db.exec(select(Job).where(Job.about == key, Job.state == JobState.waiting)).all()
                for job in waits:
                    job.not_before = job.created_at
                    db.add(job)
            if not waits:
                break
    with reading(library.engine) as db:
        clip = clip_by_key(db, key)
    return clip.state.value, clip.reason


def _honest(library: Library, place: Path, report: Report) -> None:
    state, reason = take(library, place)
    if state != ClipState.ready:
        report.findings.append(f"an honest recording ended {state}: {reason}")


def _last_read(canary: Path) -> int:
    return canary.stat().st_atime_ns


def _left_over(library: Library, report: Report) -> None:
    left = [place.name for place in library.settings.work_folder.glob("*")]
    if left:
        report.findings.append(f"left in the work folder: {left[:5]}")
    tops = {place.name for place in library.settings.data.iterdir()}
    strange = tops - {"casebook.db", "casebook.db-wal", "casebook.db-shm", "film", "work", "index", "keys"}
    if strange:
        report.findings.append(f"stray files: {sorted(strange)}")
    with reading(library.engine) as db:
        keys = {key for (key,) in db.connection().exec_driver_sql("SELECT key FROM clips WHERE version > 0")}
    kept = {path.split("/")[1] for path in library.storage.below("film")}
    if kept - keys:
        report.findings.append(f"film of no clip: {sorted(kept - keys)[:5]}")


def main() -> int:
    """Run and print the report; 1 where there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.fuzz_media", description=__doc__)
    parser.add_argument("--mutants", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=20261121)
    asked = parser.parse_args()
    structlog.configure(processors=[_drop])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="casebook-fuzz-") as place:
        report = run(Path(place), count=asked.mutants, seed=asked.seed)
    print(f"{report.cases} cases in {time.monotonic() - began:.0f} s, the slowest {report.slowest_s:.1f} s")
    for name, many in report.ended.most_common():
        print(f"{many:6}  {name}")
    for name, many in report.reasons.most_common():
        print(f"{many:6}    {name}")
    for finding in report.findings:
        print(f"FINDING {finding}")
    if not report.canary_watched:
        print("NOTE this disk does not note reading: the canary told nothing")
    print("nothing found" if not report.findings else f"{len(report.findings)} findings")
    return 1 if report.findings else 0


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
