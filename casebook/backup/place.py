"""Where backups are kept: a folder of their own, in which every file appears whole or not at all.

library/<moment>/   database.age, manifest.age, SHA256SUMS: one backup each
film/<ab>/          recordings and film, each once, however many backups name it
keys/               the keys of private words, one file a backup, kept for a shorter time
ledger/             what must stay ended: the newest alone
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from ..errors import AlreadyDone, BackupBroken, StorageFull
from .age import opened, sealed

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PARTS = ("library", "film", "keys", "ledger")
SUMS = "SHA256SUMS"


class BackupPlace:
    """A folder of backups. Raises BackupBroken for a folder that holds other things."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
        if others := sorted(found - {*_PARTS, ".lock", "lost+found"}):
            raise BackupBroken(f"{folder} holds other things, such as {others[0]}. Name an empty folder.")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder where there is none, and let nobody else write here meanwhile. Raises AlreadyDone where
        another does, StorageFull."""
        with _full_in_words(self.folder):
            for part in _PARTS:
                (self.folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyDone(f"Another backup is being written to {self.folder} just now.") from None
            self._clear()
            yield
        finally:
            os.close(handle)

    def _clear(self) -> None:
        """Take away what a backup that was stopped left half written. What it had finished of film is kept."""
        for part in self.folder.glob("library/.*.part"):
            shutil.rmtree(part)
        for torn in self.folder.rglob(".*.tmp"):
            torn.unlink()

    def moments(self) -> list[str]:
        """The backups there are, oldest first."""
        return sorted(one.name for one in self.folder.glob("library/*") if (one / SUMS).is_file())

    def keys(self) -> list[Path]:
        """The keys there are, oldest first."""
        return sorted(self.folder.glob("keys/*.age"))

    def ledger(self) -> Path | None:
        """The newest ledger there is."""
        return max(self.folder.glob("ledger/*.age"), default=None)

    def object(self, name: str) -> Path:
        """Where a film file is kept, by its name of our own making."""
        return self.folder / "film" / name[:2] / f"{name}.age"

    def sums(self, moment: str) -> dict[str, str]:
        """The files of a backup, film among them, by their paths here, and what they are when nothing has changed."""
        lines = (self.folder / "library" / moment / SUMS).read_text(encoding="ascii").splitlines()
        return {path: told for told, _, path in (line.partition("  ") for line in lines)}

    @contextmanager
    def beginning(self, moment: str) -> Iterator[Path]:
        """A folder for one backup, which gets its name when the block has ended well."""
        whole = self.folder / "library" / moment
        if whole.exists():
            raise AlreadyDone(f"There is a backup of this second already: {whole}. Nothing was written over.")
        part = whole.with_name(f".{moment}.part")
        with _full_in_words(self.folder):
            part.mkdir(mode=0o700)
            yield part
            settle(part)
            part.rename(whole)
            settle(whole.parent)


def write_sealed(place: Path, plain: Iterable[bytes], recipients: Sequence[str]) -> str:
    """Write an encrypted file, whole or not at all, and answer the SHA-256 of what lies there. Raises StorageFull."""
    told, beside = sha256(), place.with_name(f".{place.name}.tmp")
    with _full_in_words(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for data in sealed(plain, recipients):
                    told.update(data)
                    file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.rename(place)
            settle(place.parent)
        finally:
            beside.unlink(missing_ok=True)
    return told.hexdigest()


def read_sealed(place: Path, identities: Sequence[str]) -> Iterator[bytes]:
    """What an encrypted file holds. Raises BackupBroken, also where it is not there."""
    try:
        file = open(place, "rb")  # noqa: SIM115 - closed below; only the opening may find it missing
    except OSError:
        raise BackupBroken(f"A file of this backup is missing: {place}") from None
    with file:
        try:
            yield from opened(file, identities)
        except BackupBroken as wrong:
            raise BackupBroken(f"{place}: {wrong}") from None


def pieces(place: Path) -> Iterator[bytes]:
    """A file, a megabyte at a time."""
    with open(place, "rb") as file:
        while data := file.read(1 << 20):
            yield data


def hash_of(plain: Iterable[bytes]) -> str:
    """The SHA-256 of bytes that come in pieces."""
    told = sha256()
    for data in plain:
        told.update(data)
    return told.hexdigest()


def settle(folder: Path) -> None:
    """Return only when the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _full_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        if wrong.errno in _FULL:
            raise StorageFull(f"There is no room left in {folder}. Earlier backups are as they were.") from None
        raise BackupBroken(f"{folder} cannot be written: {wrong.strerror}. Earlier backups are as they were.") from None
