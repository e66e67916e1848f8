"""The campaign `make faults-search`: kill whoever writes the search index, tear and delete its files, and look how long
it takes until search is right again by itself, with what it says meanwhile.

Each row is one fault in a library of its own with a real worker. Exit 1 where search is not right within 30 seconds.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
from sqlmodel import col, select

import casebook.rows  # noqa: F401 - every table
from casebook.cases.theme import Theme
from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.media.clip import ClipState
from casebook.media.transcript import Cue
from casebook.people.person import Person
from casebook.preparing import prepare
from casebook.search.queries import search
from casebook.search.query import Found, SearchAsk, Sight
from casebook.settings import read_settings
from tests.running import ROOT, WorkerProcess
from tests.search.conftest import add_case, add_clip, publication

WITHIN_S = 30.0
KILLS = 10
CASES, LINES = 20, 60
_WORDS = [f"{first}{last}" for first in ("ba", "de", "fi", "go", "lu", "mo", "ne", "pa", "ri", "su", "to", "vu")
          for last in ("bel", "dor", "fan", "gim", "kus", "lat", "min", "nop", "rex", "tov")]  # fmt: skip


class Place:
    """A library whose every case has two clips, the first with a line nobody else says, and a worker for it."""

    def __init__(self, folder: Path, cases: int) -> None:
        settings = read_settings(data=folder / "data")
        prepare(settings)
        self.library: Library = open_library(settings)
        self.folder = settings.data / "index"
        self.worker = WorkerProcess(settings.data)
        self.cases = cases
        chance = random.Random(11)
        with writing(self.library.engine) as db:
            ada = Person(name="Ada", email="ada@example.org")
            truth = Theme(slug="truth", title="Telling the truth", line="…", position=1, synthesis="", words=[])
            db.add_all([ada, truth])
            db.flush()
            for number in range(cases):
                case = add_case(db, f"case-{number}", f"Case {number}", "Nobody said.", truth)
                db.add(publication(case, ada))
                for told in ("before", "after"):
                    lines = [" ".join(chance.choices(_WORDS, k=9)) for _ in range(LINES)]
                    lines[30] = f"unheard{number}{told} of"
                    clip = add_clip(db, case, f"{told}{number}", tuple(lines), contributor="Nia", after=told == "after")
                    clip.state = ClipState.ready  # there is no film to be made
            changes.note_anew(db)
        clips = frozenset(f"{told}{number}" for number in range(cases) for told in ("before", "after"))
        self.sight = Sight(frozenset(f"case-{number}" for number in range(cases)), clips)

    def ask(self, text: str) -> Found:
        """Search as the web does."""
        with reading(self.library.engine) as db:
            return search(db, self.library.index, SearchAsk(text), self.sight)

    def right(self, heard: str = "unheard3before") -> bool:
        """Whether the index is whole: all is counted, what was said last is found, nothing waits, nothing is left."""
        found, every = self.ask(f"{heard} "), self.ask("nobody said")
        with reading(self.library.engine) as db:
            behind = changes.pending(db, limit=1)
        folders = [path for path in self.folder.iterdir() if path.is_dir()] if self.folder.exists() else []
        whole = not every.limited and every.total == self.cases and found.total == 1
        return whole and not behind and len(folders) == 1

    def until_right(self, heard: str = "unheard3before") -> float:
        """Seconds until search is right by itself, or WITHIN_S and more."""
        began = time.monotonic()
        while not self.right(heard) and time.monotonic() - began < 2 * WITHIN_S:
            time.sleep(0.1)
        return time.monotonic() - began

    def settle(self) -> None:
        """Begin with a right index and a worker that lives."""
        self.worker.start()
        assert self.until_right() < 2 * WITHIN_S, self.worker.log.read_text()[-2000:]

    def say(self, heard: str) -> None:
        """Save another word for one line."""
        with writing(self.library.engine) as db:
            cue = db.exec(select(Cue).where(col(Cue.text).startswith("unheard3before")).limit(1)).first()
            cue = cue or db.exec(select(Cue).where(col(Cue.text).startswith("heard"))).one()
            cue.text = f"{heard} of"
            db.add(cue)
            changes.note(db, "clip", "before3")

    def close(self) -> None:
        if self.worker.process.poll() is None:
            self.worker.stop()
        self.library.index.close()
        self.library.engine.dispose()


def killed(place: Place, noted: Callable[[Place, int], None], kills: int) -> tuple[float, set[str]]:
    """kill -9 of the worker while it writes, again and again; then one that lives."""
    said: set[str] = set()
    for number in range(kills):
        noted(place, number)
        end = time.monotonic() + WITHIN_S
        while not place.library.index.being_written() and time.monotonic() < end:
            time.sleep(0.1)  # to look is to hold the lock for a moment
        time.sleep(0.02 * (number % 7))
        place.worker.kill()
        said.add("limited" if place.ask("nobody said").limited else "whole")
        place.worker.start()
    return place.until_right("heard9" if "heard" in noted.__name__ else "unheard3before"), said


def anew(place: Place, number: int) -> None:
    with writing(place.library.engine) as db:
        changes.note_anew(db)


def heard(place: Place, number: int) -> None:
    place.say("heard9")


def saved(place: Place) -> tuple[float, set[str]]:
    """A line is saved, and the worker brings it to the index."""
    place.say("heard9")
    return place.until_right("heard9"), {"whole"}


def by_hand(place: Place) -> tuple[float, set[str]]:
    """`casebook reindex` while the old index serves."""
    place.worker.stop()
    said: set[str] = set()
    begin = [sys.executable, "-m", "casebook", "reindex"]
    process = subprocess.Popen(begin, env=place.worker.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        found = place.ask("nobody said")
        said.add("whole" if found.total == place.cases and not found.limited else "limited")
    assert process.returncode == 0
    return place.until_right(), said


def damaged(place: Place, damage: Callable[[Path], None]) -> tuple[float, set[str]]:
    """Damage the files of the index while it serves and another process comes to read it."""
    served = place.folder / (place.folder / "current").read_text().strip()
    place.library.index.close()  # a web server that begins now has nothing in memory
    damage(served)
    said = {"limited" if place.ask("nobody said").limited else "whole"}
    return place.until_right(), said


def torn(part: float, pattern: str = "*") -> Callable[[Path], None]:
    def tear(served: Path) -> None:
        for file in served.glob(pattern):
            if file.is_file():
                file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])

    return tear


def deleted(served: Path) -> None:
    shutil.rmtree(served.parent)


def unnamed(served: Path) -> None:
    (served.parent / "current").write_bytes(b"\xff\x00nowhere")


def swapped(served: Path) -> None:
    files = sorted(file for file in served.iterdir() if file.is_file() and file.stat().st_size)
    for one, other in zip(files, files[1:] + files[:1], strict=True):
        one.rename(other.with_name(f"{other.name}.swap"))
    for file in served.glob("*.swap"):
        file.rename(file.with_suffix(""))


def emptied(served: Path) -> None:
    for file in served.iterdir():
        file.unlink()


ROWS: tuple[tuple[str, Callable[[Place], tuple[float, set[str]]]], ...] = (
    ("killed while it makes the index anew", lambda place: killed(place, anew, KILLS)),
    ("killed while it writes a clip", lambda place: killed(place, heard, KILLS)),
    ("files cut to nothing", lambda place: damaged(place, torn(0))),
    ("files cut to half", lambda place: damaged(place, torn(0.5))),
    ("files cut to nine tenths", lambda place: damaged(place, torn(0.9))),
    ("files gone", lambda place: damaged(place, emptied)),
    ("files swapped", lambda place: damaged(place, swapped)),
    ("the whole folder gone", lambda place: damaged(place, deleted)),
    ("a line saved", saved),
    ("made anew by hand", by_hand),
    ("nothing named as served", lambda place: damaged(place, unnamed)),
)  # fmt: skip


def rows(folder: Path, only: str = "", *, cases: int = CASES) -> Iterator[tuple[str, float, set[str]]]:
    """Each fault: its name, the seconds until search was right by itself, what it said of itself meanwhile."""
    for number, (name, fault) in enumerate(ROWS):
        if only in name:
            place = Place(folder / str(number), cases)
            try:
                place.settle()
                yield name, *fault(place)
            finally:
                place.close()


def main() -> int:
    """Print the table; 1 where search was not right in time."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.faults_search", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases, of two clips of sixty lines each")
    asked = parser.parse_args()
    structlog.configure(processors=[_drop])
    bad = 0
    with tempfile.TemporaryDirectory(prefix="casebook-faults-") as folder:
        for name, seconds, said in rows(Path(folder), asked.only, cases=asked.cases):
            bad += seconds > WITHIN_S
            print(f"{'as expected' if seconds <= WITHIN_S else 'TOO LATE   '}  {name:40} right after {seconds:5.1f} s, "
                  f"meanwhile {' and '.join(sorted(said))}", flush=True)  # fmt: skip
    return 1 if bad else 0


def _drop(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
