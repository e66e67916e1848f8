"""Holding still: the database as it is at one moment, and the film it names kept from going away while it is copied.

All of it lies inside the data folder, and goes when the backup is over; what a killed one left goes with the next, or
when the worker sweeps.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..db.copying import copy_database
from ..errors import AlreadyDone
from ..library import Library


@dataclass(frozen=True)
class Held:
    """The database's copy, and where the files of the storage can be read that are not in the backups yet."""

    database: Path
    keys: Path
    files: dict[str, Path]


@contextmanager
def held(library: Library, is_kept: Callable[[str], bool]) -> Iterator[Held]:
    """Hold the library still. `is_kept` says of a file whether the backups have it already. Raises AlreadyDone where
    another backup holds it."""
    folder = library.settings.data / "backup"
    with _alone(folder) as alone:
        if not alone:
            raise AlreadyDone("Another backup of this library is being taken just now.")
        shutil.rmtree(folder / "held", ignore_errors=True)
        (folder / "held").mkdir(mode=0o700)
        with _gone_after(folder / "held"):
            # A file is put down before the row that names it, and taken away after: whatever the copy of the database
            # names was there at that moment, so it is caught by one of the two looks around it.
            files = _linked(library, folder / "held", is_kept, {})
            copy_database(library.engine, folder / "held" / "casebook.db")
            files = _linked(library, folder / "held", is_kept, files)
            library.keyring.copy_to(folder / "held" / "people.db")  # later: no record without its key
            yield Held(folder / "held" / "casebook.db", folder / "held" / "people.db", files)


def forget_left(library: Library) -> bool:
    """Take away what a killed backup left here, which may be of film that was taken back since; says whether anything
    was. One that is being taken is left alone."""
    folder = library.settings.data / "backup"
    if not (folder / "held").is_dir():
        return False
    with _alone(folder) as alone:
        if alone:
            shutil.rmtree(folder / "held", ignore_errors=True)
        return alone


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except OSError:
        alone = False
    try:
        yield alone
    finally:
        os.close(handle)  # which gives the lock back as well


@contextmanager
def _gone_after(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _linked(library: Library, folder: Path, is_kept: Callable[[str], bool], files: dict[str, Path]) -> dict[str, Path]:
    found = dict(files)
    for path in library.storage.everything():
        place = library.storage.local(path)
        if path in found or place is None or is_kept(path):
            continue
        link = folder / str(len(found))
        try:
            os.link(place, link)
        except FileNotFoundError:  # taken away this very moment
            continue
        except OSError:
            link = place  # another disk, or one that knows no links: read where it is
        found[path] = link
    return found
