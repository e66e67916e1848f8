"""The campaign `make faults`: the whole table of faults that one machine can have, each with what is expected and seen.

Its own rows, and those of the campaigns on film, answers and search, two at a time. Exit 1 where one is otherwise.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from tests.campaigns import (
    faults_answers,
    faults_around,
    faults_disk,
    faults_media,
    faults_migrating,
    faults_postgres,
    faults_search,
    faults_serving,
)
from tests.conftest import stock_in
from tests.small_content import write_small_content
from tests.web.uploading import ROOT

WORST_S = 600.0
#: The rows of `make faults-media` that are in the table; the campaign itself has more.
MEDIA = {
    "web server killed while it receives": "F1",
    "worker killed while probing": "F2",
    "worker killed while film is made": "F2",
    "worker killed after the film piece": "F2",
    "worker killed after the sprites": "F2",
    "worker killed while it keeps": "F2",
    "worker killed while captioning": "F2",
    "reader killed while probing": "F2",
    "ffmpeg killed while film is made": "F2",
    "disk full in an upload": "F5",
    "disk full before film is made": "F5",
    "disk full under the database": "F5",
    "storage full, then freed": "F5",
    "worker stopped, then going on": "F15",
    "two workers racing": "F16",
    "ffmpeg missing": "F17",
    "ffmpeg crashing": "F17",
    "ffmpeg hanging": "F17",
    "ffmpeg out of memory": "F17",
    "poison clip": "F18",
}
SEARCH = {
    "killed while it makes the index anew": "F4",
    "killed while it writes a clip": "F4",
    "files cut to nothing": "F7",
    "files cut to half": "F7",
    "files cut to nine tenths": "F7",
    "files swapped": "F7",
    "the whole folder gone": "F7",
}
WITHIN = f"right within {faults_search.WITHIN_S:.0f} s"
#: The rows that are shown elsewhere, or that this version cannot have.
NOT_HERE = (("F27", "consent withdrawn under players", "a campaign of its own, `make withdraw`"),)
Seen = tuple[str, str, str, str]  # number, name, what is expected, what is seen


def stock(folder: Path) -> Path:
    """The data folder of a small library with its case published."""
    made = stock_in(folder, write_small_content(folder / "content"))
    made.index.close()
    made.engine.dispose()
    return made.settings.data


def of_media(folder: Path, only: str) -> Iterator[Seen]:
    """What happens to film and whoever makes it."""
    asked = [name for name, number in MEDIA.items() if only in f"{number} {name}"]
    yield from ((MEDIA[row[0]], *row) for row in (faults_media.rows(folder, asked) if asked else ()))


def of_search(folder: Path, only: str) -> Iterator[Seen]:
    """What happens to the search index."""
    for name, number in SEARCH.items():
        if only in f"{number} {name}":
            for told, seconds, _ in faults_search.rows(folder / number / name.replace(" ", "-"), name, cases=8):
                late = seconds > faults_search.WITHIN_S
                yield number, f"index: {told}", WITHIN, f"right after {seconds:.0f} s" if late else WITHIN


def of_answers(folder: Path, only: str) -> Iterator[Seen]:
    """What happens to answers whose server dies."""
    name, expected = "web server killed while people answer", f"{faults_answers.KILLS} kills, 0 lost, doubled or half"
    if only in f"F3 {name}":
        came = faults_answers.stormed(stock(folder), faults_answers.KILLS, 5)
        told = "" if came.acknowledged and came.saves else ", nobody was told anything"
        yield "F3", name, expected, f"{came.kills} kills, {len(came.wrong)} lost, doubled or half{told}"


def of_disk(folder: Path, only: str) -> Iterator[Seen]:
    """What happens to databases, disks, keys and backups."""
    yield from _each(folder, only, faults_disk.ROWS + faults_migrating.ROWS)


def of_around(folder: Path, only: str) -> Iterator[Seen]:
    """What happens when the clock, the mail server or the sign-in provider is not as it should be."""
    yield from _each(folder, only, faults_around.ROWS)


def of_postgres(folder: Path, only: str) -> Iterator[Seen]:
    """What happens when the primary of a PostgreSQL goes."""
    name = "PostgreSQL killed, standby promoted"
    if only in f"F14 {name}":
        seen, took = faults_postgres.primary_killed(folder)
        yield "F14", f"{name} ({took:.1f} s)", faults_postgres.EXPECTED, seen


def of_serving(folder: Path, only: str) -> Iterator[Seen]:
    """What happens to those who use it meanwhile."""
    yield from _each(folder, only, faults_serving.ROWS)


def _each(folder: Path, only: str, rows: tuple[tuple[str, str, str, Callable[[Path], str]], ...]) -> Iterator[Seen]:
    folder.mkdir(parents=True, exist_ok=True)
    made = stock(folder)
    for number, name, expected, fault in rows:
        if only in f"{number} {name}":
            data = folder / f"{number}-{name.replace(' ', '-')}" / "data"
            shutil.copytree(made, data)
            try:
                seen = fault(data)
            except Exception as wrong:  # a fault that surprises its own test is a row that is otherwise
                seen = f"{type(wrong).__name__}: {wrong}"[:300]
            yield number, name, expected, seen


GROUPS: dict[str, Callable[[Path, str], Iterator[Seen]]] = {
    "media": of_media, "serving": of_serving, "around": of_around, "disk": of_disk, "answers": of_answers,
    "search": of_search, "postgres": of_postgres,
}  # fmt: skip


def group(name: str, only: str) -> int:
    """Print the rows of one group as they are done; answers how many are otherwise."""
    structlog.configure(processors=[_drop])
    bad = 0
    with tempfile.TemporaryDirectory(prefix="casebook-faults-") as folder:
        began = time.monotonic()
        for number, told, expected, seen in GROUPS[name](Path(folder), only):
            well = expected == seen or seen.startswith("not tried")
            bad += not well
            mark = "not tried  " if seen.startswith("not tried") else "as expected" if well else "OTHERWISE  "
            took, began = time.monotonic() - began, time.monotonic()
            lines = f"{number:4} {mark} {told:40} {seen}  ({took:.0f} s)"
            print(lines if well else f"{lines}\n{'':17}{'expected':40} {expected}", flush=True)
    return bad


def whole(only: str) -> int:
    """Every group, each in a process of its own, two at a time."""
    began = time.monotonic()

    def run(name: str) -> int:
        return subprocess.run(
            [sys.executable, "-m", "tests.campaigns.faults", "--group", name, "--only", only], cwd=ROOT
        ).returncode

    with ThreadPoolExecutor(2) as two:
        codes = list(two.map(run, GROUPS))
    took = time.monotonic() - began
    for row in NOT_HERE:
        print("{:4} not tried   {:40} {}".format(*row))
    print(f"{'all as expected' if not any(codes) else 'NOT all as expected'}, in {took:.0f} s"
          f"{'' if took <= WORST_S or only else f', LATER than {WORST_S:.0f} s'}")  # fmt: skip
    return int(any(codes))


def main() -> int:
    """Print the table; 1 where a row is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.faults", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose number and name have this in it")
    parser.add_argument("--group", choices=GROUPS, help="only those of one group, in this process")
    asked = parser.parse_args()
    return min(group(asked.group, asked.only), 1) if asked.group else whole(asked.only)


def _drop(*_: object) -> object:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
