"""The campaign `make fuzz-media`: broken, lying and hostile recordings through the real upload and the real worker.

Each is sent over HTTP to a running server and made by running workers. Each must end ready, or refused with a reason of
the closed list (`media/refusals.py`), within its budget; no answer is a 5xx, no process dies, nothing foreign is read,
nobody is called, nothing is left lying about, and honest recordings in between succeed. Exit 1 where one does not.
"""

import argparse
import html
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from sqlmodel import select

from casebook.db.engine import reading
from casebook.jobs.job import Job, JobState
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.progress import OVER
from casebook.media.refusals import Refusal
from tests.campaigns.canaries import WatchedFile, WatchedPort
from tests.campaigns.site import Site
from tests.campaigns.traps import make, seeds, traps

BUDGET_S = 60  # of a worker's time for one file
A_BATCH = 60  # files sent before their ends are waited for
MARK = "canary-of-another-person"  # written into the file that nobody may open
PATTERNS = {one: re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(one.value))) for one in Refusal}


@dataclass
class Report:
    """What was seen."""

    ended: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    cases: int = 0
    honest: int = 0


@dataclass(frozen=True)
class Case:
    """A file that is sent. An honest one must become ready, a trap of text must not."""

    name: str
    place: Path
    honest: bool = False
    text: bool = False


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


def cases(given: Path, canary: Path, port: int, *, count: int, seed: int, hand_made: int | None) -> Iterator[Case]:
    """Every file that is sent, in order; each is written when it is due."""
    chance, honest = random.Random(seed), seeds(given)
    for name, place in list(traps(given, honest[0], canary, port))[:hand_made]:
        yield Case(name, place, text=_is_text(place))
    a_seed = -(-count // len(honest))
    for number, source in enumerate(honest):
        yield Case(f"honest {source.name}", source, honest=True)
        for which, data in enumerate(mutants(source.read_bytes(), min(a_seed, count - number * a_seed), chance)):
            place = given / f"mutant_{which}_of_{source.name}"
            place.write_bytes(data)
            yield Case(place.name, place)
            if which % 50 == 49:
                yield Case(f"honest {source.name}", source, honest=True)
    yield Case("honest at the end", honest[0], honest=True)


def _is_text(place: Path) -> bool:
    return not any(byte < 9 for byte in place.read_bytes()[:200])


def run(
    folder: Path,
    *,
    count: int,
    hand_made: int | None = None,
    seed: int = 20261121,
    workers: int = 2,
    told: bool = False,
) -> Report:
    """Run `count` mutants and the traps (all, or the first so many) in `folder`, and report."""
    report, given = Report(), folder / "given"
    given.mkdir(parents=True)
    canary = make(folder / "canary.ts", "-f", "lavfi", "-i", "color=red:s=160x120:d=2", "-c:v", "mpeg2video",
                  "-metadata", f"service_name={MARK}")  # fmt: skip
    site = Site(folder / "site", workers=workers, CASEBOOK_AV1="false", CASEBOOK_FFMPEG_THREADS="1",
                CASEBOOK_MAX_RECORDING_MINUTES="10")  # fmt: skip
    port = WatchedPort()
    all_cases = cases(given, canary, port.port, count=count, seed=seed, hand_made=hand_made)
    first = next(all_cases)  # by then the traps are made, and with them all that may read the canary
    watched = WatchedFile(canary)
    try:
        rest = chain([first], all_cases)
        while batch := list(islice(rest, A_BATCH)):
            _batch(site, batch, report)
            if told:
                print(f"  {report.cases} cases, {len(report.findings)} findings", flush=True)
        if opened := watched.opened():
            report.findings.append(f"the canary was opened {opened} times")
        if called := port.called():
            report.findings.append(f"somebody called the listener {called} times")
        report.findings += [f"{dead} is dead" for dead in site.dead()]
    finally:
        site.stop()
        watched.close()
        port.close()
    _logs(site, report)
    _left_over(site, report)
    return report


def _batch(site: Site, batch: Sequence[Case], report: Report) -> None:
    sent: dict[str, Case] = {}
    for case in batch:
        status, answer = site.send(case.place)
        if status == 201:
            sent[answer] = case
        else:
            report.findings.append(f"{case.name}: the upload was answered {status} {answer}")
    known: dict[str, tuple[Clip, Recording]] = {}
    end = time.monotonic() + BUDGET_S * len(batch)
    while time.monotonic() < end and not site.dead():
        known = site.clips(list(sent))
        if len(known) == len(sent) and all(clip.state in OVER for clip, _ in known.values()):
            break
        time.sleep(0.2)
    for upload, case in sent.items():
        if upload in known:
            _judge(site, case, *known[upload], report)
        else:
            report.findings.append(f"{case.name}: no clip came of it")


def _judge(site: Site, case: Case, clip: Clip, recording: Recording, report: Report) -> None:
    state, reason = clip.state.value, clip.reason
    jobs = [job for job in site.jobs(clip) if job.started_at and job.finished_at]
    took = sum((job.finished_at - job.started_at).total_seconds() for job in jobs)  # type: ignore[operator, misc]
    report.slowest_s = max(report.slowest_s, took)
    if took > BUDGET_S:
        report.findings.append(f"{case.name}: took {took:.0f} s")
    status, page = site.page(recording)
    if status != 200:
        report.findings.append(f"{case.name}: its page was answered {status}")
    if case.honest:
        report.honest += 1
        if clip.state is not ClipState.ready:
            report.findings.append(f"{case.name} ended {state}: {reason}")
        return
    report.cases += 1
    report.ended[state] += 1
    if clip.state is ClipState.refused:
        found = next((one.name for one, pattern in PATTERNS.items() if pattern.fullmatch(reason)), None)
        report.reasons[found or f"UNKNOWN {reason}"] += 1
        if found is None:
            report.findings.append(f"{case.name}: refused with a reason of no list: {reason}")
        if reason not in html.unescape(page):
            report.findings.append(f"{case.name}: its author is not told why")
    elif clip.state is not ClipState.ready:
        report.findings.append(f"{case.name}: ended {state}: {reason}")
    elif case.text:
        report.findings.append(f"{case.name}: a text became film")
    if MARK in repr(recording.facts) + reason:
        report.findings.append(f"{case.name}: the canary is in what was found out")


def _logs(site: Site, report: Report) -> None:
    """What no page shows: programs that died of a recording are noted; an error of our own in one is a finding."""
    for line in site.said():
        event = line.get("event")
        if event == "reader_died":
            text = f"the reader died ({line['code']}): {str(line['stderr']).strip().splitlines()[-1:]}"
            if line["code"] < 0:
                report.notes.update([text])
            else:
                report.findings.append(text)
        elif event == "ffmpeg_failed":
            report.notes.update([f"ffmpeg ended with {line['code']}"])
        elif event == "failed" and "did not expect" in str(line.get("reason")):
            report.findings.append(f"{line['kind']}: {str(line.get('exception'))[-300:]}")
        elif event in ("surprise", "beat_failed", "not a line of the log"):
            report.findings.append(f"{line['of']}: {line}")


def _left_over(site: Site, report: Report) -> None:
    for name, place in (("work", site.data / "work"), ("uploads", site.data / "uploads"), ("tmp", site.scratch)):
        if left := [one.name for one in place.glob("*")]:
            report.findings.append(f"left in {name}: {left[:5]}")
    tops = {place.name for place in site.data.iterdir()}
    ours = {"casebook.db", *(f"casebook.db-{one}" for one in ("wal", "shm", "next"))}
    strange = tops - ours - {"film", "work", "index", "keys", "uploads"}
    if strange or Path("/tmp/casebook-was-here").exists():
        report.findings.append(f"stray files: {sorted(strange)}")
    with reading(site.library.engine) as db:
        films = set(db.exec(select(Clip.key).where(Clip.version > 0)).all())
        stuck = db.exec(select(Job.kind, Job.reason).where(Job.state == JobState.quarantined)).all()
        originals = set(db.exec(select(Recording.key)).all())
    report.findings += [f"{kind} was given up: {reason}" for kind, reason in stuck]
    for folder, keys in (("film", films), ("originals", originals)):
        if stray := {place.name for place in (site.data / "film" / folder).iterdir()} - keys:
            report.findings.append(f"{folder} of nobody: {sorted(stray)[:5]}")
    for place in (site.data / "film" / "film").rglob("*"):
        if place.is_file() and MARK.encode() in place.read_bytes():
            report.findings.append(f"the canary is in {place.name}")


def main() -> int:
    """Run and print the report; 1 where there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.fuzz_media", description=__doc__)
    parser.add_argument("--mutants", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="casebook-fuzz-") as place:
        report = run(Path(place), count=asked.mutants, seed=asked.seed, workers=asked.workers, told=True)
    print(f"{report.cases} cases in {time.monotonic() - began:.0f} s, the slowest {report.slowest_s:.1f} s of work")
    print(f"{report.honest:6}  honest recordings in between")
    for counter, indent in ((report.ended, ""), (report.reasons, "  "), (report.notes, "  noted: ")):
        for name, many in counter.most_common():
            print(f"{many:6}  {indent}{name}")
    for finding in report.findings:
        print(f"FINDING {finding}")
    print("nothing found" if not report.findings else f"{len(report.findings)} findings")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
