"""Storage: where originals and film are kept, as whole files under paths of our own making. Seam: file:/// now."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

_PATH = re.compile(r"[a-z0-9_][a-z0-9_.-]*(/[a-z0-9_][a-z0-9_.-]*)*")
_LONGEST_PATH = 200


class Storage(Protocol):
    """What every back end of the storage promises.

    - A path is one casebook made: lower-case letters, digits, `-`, `_`, `.` and `/`; anything else is refused
      (ValueError), so that the path which was authorised is the path that is opened.
    - `put` is all or nothing: a reader sees the old file, or the whole new one, also after power was lost; when it
      returns, the bytes are on the disk.
    - `take` keeps a file as `put` does, but may keep the very bytes of `source`, which nobody writes to any more;
      the name it had is still the caller's to take away.
    - `copy` gives a file a second path without its bytes passing through here; it is all or nothing too.
    - `read` gives the bytes from `start` up to, not including, `end`; NotFound where there is no such file.
    - `size` answers bytes, or None where there is no such file. `etag` changes whenever the bytes may have.
    - `remove_below` takes away every file under a folder's path and is content when there is none.
    - `local` answers the file's own place on this machine where it has one, else None.
    """

    def put(self, path: str, source: Path) -> int: ...
    def take(self, path: str, source: Path) -> int: ...
    def put_bytes(self, path: str, data: bytes) -> int: ...
    def copy(self, path: str, to: str) -> None: ...
    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes: ...
    def chunks(self, path: str, start: int, end: int, *, size: int = 262144) -> Iterator[bytes]: ...
    def size(self, path: str) -> int | None: ...
    def etag(self, path: str) -> str: ...
    def fetch(self, path: str, target: Path) -> None: ...
    def below(self, folder: str) -> Iterator[str]: ...
    def remove_below(self, folder: str) -> int: ...
    def local(self, path: str) -> Path | None: ...
    def free_bytes(self) -> int | None: ...


def checked_path(path: str) -> str:
    """Answer `path` as it is. Raises ValueError where casebook would not have made such a path."""
    if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path):
        raise ValueError(f"not a path of casebook's own making: {path[:60]!r}")
    return path
