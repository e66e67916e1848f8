"""The folder of an index: which of the folders in it is served, how a new one takes its place, how a broken one
is set aside."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path


class IndexFolder:
    """`current` names the folder that is served. Names carry the shape of the documents, so that an index written by
    another version of casebook is not read but rebuilt."""

    def __init__(self, folder: Path, *, shape: int) -> None:
        self.folder = folder
        self._pointer = os.path.join(folder, "current")
        self._prefix = f"shape{shape}-"

    def current(self) -> Path | None:
        """The folder that is served, or None."""
        gone = ""
        while (name := self._named()) != gone:
            served = self.folder / name
            if os.path.isdir(served):
                return served
            gone = name  # another may have taken its place since its name was read: look again
        return None

    def _named(self) -> str:
        try:
            with open(self._pointer) as pointer:  # asked with every search: a Path would take three times as long
                name = pointer.read().strip()
        except (OSError, ValueError):
            return ""
        return name if name.startswith(self._prefix) and "/" not in name else ""

    def fresh(self) -> Path:
        """A new empty folder, not served yet."""
        fresh = self.folder / f"{self._prefix}{secrets.token_hex(6)}"
        fresh.mkdir(parents=True)
        return fresh

    def serve(self, fresh: Path) -> None:
        """Let a finished folder take the place of the one that is served, and clear away all others: those that were
        set aside too, as they hold words that may have been taken back since."""
        settle(fresh)
        pointer = self.folder / "current.tmp"
        pointer.write_text(fresh.name)
        settle(pointer)
        pointer.replace(self.folder / "current")
        settle(self.folder, inside=False)
        for other in [*self.folder.glob("shape*-*"), *self.folder.glob("broken-*")]:
            if other != fresh:
                shutil.rmtree(other, ignore_errors=True)

    def set_aside(self, served: Path) -> None:
        """Take a broken folder out of service, by name only; content when another process was first."""
        with contextlib.suppress(OSError):
            served.rename(self.folder / f"broken-{served.name}")


def settle(path: Path, *, inside: bool = True) -> None:
    """Return only when a file, or a folder and the files in it, are on the disk."""
    if inside and path.is_dir():
        for file in path.iterdir():
            if file.is_file():
                settle(file)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
