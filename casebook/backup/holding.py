"""Holding still: the database as it is at one moment, and the film it names kept from going away while it is copied.

All of it lies inside the data folder, and goes when the backup is over; what a killed one left goes with the next, or
when the worker sweeps. Film that is kept elsewhere is held there, by copies that the store makes itself.
"""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..db.copying import copy_database
from ..errors import AlreadyDone, NotFound, StorageAway
from ..library import Library
from ..media.storage import HELD, Storage
from ..media.sweeping import DAY_S

_COPIES_AT_ONCE = 8  # each waits for another machine
_MARK_AFTER_S = 1800.0  # a worker takes away what is held afar and has not changed for a day


#: Path of a file -> where it is held, on this machine or as a path of the storage; and its etag before that.
Files = dict[str, tuple[Path, str]]


@dataclass(frozen=True)
class Held:
    """The database's copy, and where the files of the storage can be read that are not in the backups yet."""

    database: Path
    keys: Path
    files: Files
    storage: Storage
    mark: "Mark"

    @contextmanager
    def here(self, path: str) -> Iterator[Path]:
        """A file that is held, on this machine while it is read. Raises NotFound where it could not be held, and has
        been taken away."""
        place, _ = self.files[path]
        if place.is_absolute():
            yield place
            return
        self.mark.renew()
        beside = self.database.with_name("film")
        try:
            self._fetch(place.as_posix(), path, beside)
            yield beside
        finally:
            beside.unlink(missing_ok=True)

    def _fetch(self, place: str, path: str, beside: Path) -> None:
        try:
            self.storage.fetch(place, beside)
        except NotFound:  # whoever took away what is held did not take the file itself
            beside.unlink(missing_ok=True)
            self.storage.fetch(path, beside)


@dataclass
class Mark:
    """A file of no bytes beside what is held afar, put anew while the backup goes on, so that nobody takes what is held
    there for something that was left."""

    storage: Storage
    folder: str
    _at: float = field(default_factory=time.monotonic)

    def renew(self) -> None:
        """Put it anew, if that is due; where the store is away, at the next file."""
        if time.monotonic() - self._at >= _MARK_AFTER_S:
            with suppress(StorageAway):
                self.storage.put_bytes(f"{self.folder}/mark", b"")
                self._at = time.monotonic()


@contextmanager
def held(library: Library, is_kept: Callable[[str, str], bool]) -> Iterator[Held]:
    """Hold the library still. `is_kept` says of a file and its etag whether the backups have it already. Raises
    AlreadyDone where another backup holds it."""
    folder = library.settings.data / "backup"
    with _alone(folder) as alone:
        if not alone:
            raise AlreadyDone("Another backup of this library is being taken just now.")
        shutil.rmtree(folder / "held", ignore_errors=True)
        (folder / "held").mkdir(mode=0o700)
        afar = f"{HELD}/{secrets.token_hex(8)}"
        with _gone_after(folder / "held"), _gone_there_after(library, afar):
            # A file is put down before the row that names it, and taken away after: whatever the copy of the database
            # names was there at that moment, so it is caught by one of the two looks around it.
            hold = partial(_linked, library, folder / "held")
            if library.storage.remote:
                hold = partial(_copied, library, afar)
            files = hold(is_kept, {})
            copy_database(library.engine, folder / "held" / "casebook.db")
            files = hold(is_kept, files)
            library.keyring.copy_to(folder / "held" / "people.db")  # later: no record without its key
            kept, keys = folder / "held" / "casebook.db", folder / "held" / "people.db"
            yield Held(kept, keys, files, library.storage, Mark(library.storage, afar))


def forget_left(library: Library) -> bool:
    """Take away what a killed backup left here, which may be of film that was taken back since; says whether anything
    was. One that is being taken is left alone."""
    folder = library.settings.data / "backup"
    afar = [f"{HELD}/{name}" for name in library.storage.folders(HELD)]
    old = [one for one in afar if library.storage.age_s(one) > DAY_S]  # of a younger one nobody here can tell
    gone = sum(library.storage.remove_below(one) for one in old)
    if not (folder / "held").is_dir():
        return bool(gone)
    with _alone(folder) as alone:
        if alone:
            shutil.rmtree(folder / "held", ignore_errors=True)
        return alone or bool(gone)


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


@contextmanager
def _gone_there_after(library: Library, folder: str) -> Iterator[None]:
    try:
        yield
    finally:
        if library.storage.remote:
            with suppress(StorageAway):  # else when a worker sweeps
                library.storage.remove_below(folder)


def _copied(library: Library, folder: str, is_kept: Callable[[str, str], bool], files: Files) -> Files:
    marked = library.storage.marked()
    wanted = [(path, etag) for path, etag in marked if path not in files and not is_kept(path, etag)]

    def hold(one: tuple[str, str]) -> Files:
        with suppress(NotFound):  # taken away this very moment
            library.storage.copy(one[0], place := f"{folder}/{secrets.token_hex(8)}")
            return {one[0]: (Path(place), one[1])}
        return {}

    found = dict(files)
    with ThreadPoolExecutor(_COPIES_AT_ONCE) as hands:
        for held_one in hands.map(hold, wanted):
            found |= held_one
    return found


def _linked(library: Library, folder: Path, is_kept: Callable[[str, str], bool], files: Files) -> Files:
    found = dict(files)
    for path, etag in library.storage.marked():
        place = library.storage.local(path)
        if path in found or place is None or is_kept(path, etag):
            continue
        link = folder / str(len(found))
        try:
            os.link(place, link)
        except FileNotFoundError:  # taken away this very moment
            continue
        except OSError:
            link = place  # another disk, or one that knows no links: read where it is
        found[path] = (link, etag)
    return found
