"""Rows of `make faults` about migrations: killed, failing, and done under a server of the version before."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2

from casebook.db.copying import rows_of, wrong_in
from casebook.db.engine import open_engine
from casebook.db.migrate import current, migrate, newest
from tests.campaigns.faults_disk import CANARY, casebook, opened, refused
from tests.campaigns.hall import CASE, Hall
from tests.web.uploading import ROOT, Server

KILLS = 8
OLD = "0020"  # whole again up and down from there
VERSIONS = ROOT / "casebook/db/migrations/versions"


def database(data: Path) -> Path:
    return data / "casebook.db"


def stands_at(data: Path) -> str:
    engine = open_engine(f"sqlite:///{database(data)}")
    try:
        return current(engine)
    finally:
        engine.dispose()


def bring(data: Path, to: str) -> None:
    with opened(data) as library:
        migrate(library.engine, to)


def migration_killed(data: Path) -> str:
    """kill -9 of `casebook migrate` at random moments; then again; and a database that a newer casebook made."""
    rows = rows_of(database(data))["commitments"]
    bring(data, OLD)
    chance, between = random.Random(4), []
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-m", "casebook", "migrate"], env=Server(data).environment,
                                   cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(chance.uniform(0.8, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        at = stands_at(data)
        between += [at] if at not in (OLD, newest()) else []
        between += wrong_in(database(data))
        if at == newest():
            bring(data, OLD)
    again = casebook(data, "migrate").returncode
    after = rows_of(database(data))["commitments"] == rows
    with closing(sqlite3.connect(database(data))) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.execute("UPDATE facts SET value = '9999' WHERE name = 'serves from'")
        db.commit()
    return (
        f"{len(between)} half, again {again}, rows {'as they were' if after else 'LOST'}; under a newer database: "
        + (refused(data, "which a newer casebook made"))
    )


def migration_fails(data: Path) -> str:
    """A migration fails at its end, because a row points nowhere; the row is mended and it is done again."""
    bring(data, OLD)
    before = rows_of(database(data))
    with closing(sqlite3.connect(database(data))) as db:
        db.execute("UPDATE cases SET author_id = 999999")
        db.commit()
    failed = casebook(data, "migrate").returncode
    kept = stands_at(data) == OLD and rows_of(database(data)) == before
    with closing(sqlite3.connect(database(data))) as db:
        db.execute("UPDATE cases SET author_id = (SELECT min(id) FROM people)")
        db.commit()
    again = casebook(data, "migrate").returncode
    whole = stands_at(data) == newest() and not wrong_in(database(data))
    return f"failed {failed != 0}, as it was {kept}; mended: {again}, whole {whole}"


class Earlier(Server):
    """`casebook serve` of the code in another folder."""

    def __init__(self, root: Path, data: Path) -> None:
        super().__init__(data)
        self.root = root
        self.environment["PYTHONPATH"] = str(root)


def under_earlier_code(data: Path) -> str:
    """A server of the code from before the newest migration goes on while that is done under it."""
    commit = before_the_newest()
    if not commit:
        return NO_HISTORY
    root = data.parent / "earlier"
    root.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", root], input=packed, check=True)
    hall = Hall(data, 4)
    hall.library.engine.dispose()
    names = sorted(place.name[:4] for place in VERSIONS.glob("*.py"))
    bring(data, names[-2])
    hall.server = Earlier(root, data).start()
    statuses = [answered(hall, 0)]
    migrated = casebook(data, "migrate").returncode
    statuses += [answered(hall, 1), wrote(hall, 2), looked(hall, 3)]
    hall.server.stop()
    hall.server = Server(data).start()
    statuses.append(answered(hall, 3))
    wrong = hall.wrong(hall.seats)
    hall.close()
    return (
        f"before: {statuses[0]}; migrated {migrated}; after: {statuses[1:4]}; newest code: {statuses[4]}, "
        f"{len(wrong)} wrong"
    )


def before_the_newest() -> str:
    """The last commit that has every migration but the newest; nothing where there is no history to look in."""
    folder = VERSIONS.relative_to(ROOT).as_posix()
    asked = subprocess.run(["git", "log", "--format=%H", "--", folder], cwd=ROOT, capture_output=True, text=True)
    wanted = sorted(place.name for place in VERSIONS.glob("*.py"))[:-1]
    for commit in asked.stdout.split():
        names = subprocess.run(["git", "ls-tree", "--name-only", commit, f"{folder}/"], cwd=ROOT, capture_output=True,
                               text=True).stdout.split()  # fmt: skip
        if sorted(Path(name).name for name in names if name.endswith(".py")) == wanted:
            return commit
    return ""


def answered(hall: Hall, number: int) -> int:
    seat = hall.seats[number]
    form = seat.answer(f"I am number {number}.")
    status = httpx2.post(hall.answers, data=form, headers=seat.headers, timeout=60).status_code
    if status == 303:
        seat.acknowledged.append(form["reasons"])
    return status


def wrote(hall: Hall, number: int) -> int:
    form = {"template": "what", "tab": "earlier", "part-what": CANARY, "version": "0"}
    there = f"{hall.server.address}/reflections/earlier00000"
    return httpx2.post(there, data=form, headers=hall.seats[number].headers, timeout=60).status_code


def looked(hall: Hall, number: int) -> int:
    there = f"{hall.server.address}{CASE}"
    return httpx2.get(there, headers=hall.seats[number].headers, timeout=60).status_code


NO_HISTORY = "not tried: no history with the code of before the newest migration"
ROWS: tuple[tuple[str, str, str, Callable[[Path], str]], ...] = (
    ("F20", "a migration killed midway", "0 half, again 0, rows as they were; under a newer database: refused (2) in "
     "words", migration_killed),
    ("F20", "a migration that fails", "failed True, as it was True; mended: 0, whole True", migration_fails),
    ("F20", "migrated under the version before", "before: 303; migrated 0; after: [303, 303, 200]; newest code: 303, "
     "0 wrong", under_earlier_code),
)  # fmt: skip
