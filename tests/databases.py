"""Which database a test's library has: SQLite in its data folder or, with TESTS_ON=postgresql, one of its own
on a real server, which stands for the file. Read here and nowhere else."""

import hashlib
import os
import shutil
from pathlib import Path

from . import postgres

ON = os.environ.get("TESTS_ON", "sqlite")
assert ON in ("sqlite", "postgresql"), ON

made: dict[str, Path] = {}  # the databases that this process has made, and for which folder


def url_at(folder: Path, file: str = "casebook.db") -> str:
    """The URL of the database that belongs to a folder; made empty where there is none yet."""
    if ON == "sqlite":
        return f"sqlite:///{folder / file}"
    databases, name = postgres.databases(), _name(folder)
    if name not in made:
        if not databases.has(name):
            databases.make(name)
        made[name] = folder
    return databases.url(name)


def _name(folder: Path) -> str:
    return f"d{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"


def copied(folder: Path, to: Path, *, ignore: tuple[str, ...] = ()) -> Path:
    """A copy of a data folder and of its database, which nobody is connected to."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(*ignore), dirs_exist_ok=True)
    if ON == "postgresql":
        copy_database(folder, to)
    return to


def copy_database(folder: Path, to: Path) -> None:
    """Let a folder have the database that another one has now, in place of its own. Nobody is connected to either."""
    if ON == "sqlite":
        for ending in ("", "-wal", "-shm"):
            (to / f"casebook.db{ending}").unlink(missing_ok=True)
        shutil.copy(folder / "casebook.db", to / "casebook.db")
        return
    databases = postgres.databases()
    databases.drop(_name(to))
    databases.make(_name(to), _name(folder))
    made[_name(to)] = to


def environment(data: Path) -> dict[str, str]:
    """What a program is told beside its data folder, to open the same database as we."""
    return {"CASEBOOK_DATABASE": url_at(data)} if ON == "postgresql" else {}


def forget(folder: Path) -> None:
    """Drop the databases of all folders inside one."""
    for name, of in list(made.items()):
        if of.is_relative_to(folder):
            postgres.databases().drop(name)
            del made[name]
