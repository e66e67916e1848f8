"""Storage: where originals and film are kept, as whole files under paths of our own making. Seam: file:/// or s3://."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import StorageAway

_PATH = re.compile(r"[a-z0-9_][a-z0-9_.-]*(/[a-z0-9_][a-z0-9_.-]*)*")
_LONGEST_PATH = 200
GROWING, HELD = "uploads", "held"  # folders of what is not the library's: on its way to us, or held for a backup


@dataclass(frozen=True)
class Seen:
    """One thing that was looked at where film is kept: whether it is well, what was seen, and what to do else."""

    well: bool
    seen: str
    advice: str = ""


class Storage(Protocol):
    """What every back end of the storage promises.

    - A path is one casebook made: lower-case letters, digits, `-`, `_`, `.` and `/`; anything else is refused
      (ValueError), so that the path which was authorised is the path that is opened.
    - `put` is all or nothing: a reader sees the old file, or the whole new one, also after power was lost; when it
      returns, the bytes are on the disk.
    - `take` keeps a file as `put` does, but may keep the very bytes of `source`, which nobody writes to any more;
      the name it had is still the caller's to take away.
    - `join` keeps files that are there as one more, in their order; all or nothing too, and they stay. It tells each
      piece of bytes to `hears` as it passes.
    - `copy` gives a file a second path without its bytes passing through here; it is all or nothing too.
    - `read` gives the bytes from `start` up to, not including, `end`; NotFound where there is no such file.
    - `size` answers bytes, or None where there is no such file. `etag` changes whenever the bytes may have; `facts`
      answers both at one look, NotFound where there is no such file.
    - `remove_below` takes away every file under a folder's path, what is half put there and every old version with
      them, and is content when there is none; `remove` does so with one file. StorageAway where some may be left.
    - `everything` names every file of the library, folder by folder; what grows or is held is not among them. `marked`
      tells the etag with each, without a look at each.
    - `folders` names the folders directly below one; `age_s` tells for how many seconds nothing of a file or folder has
      changed; `remove_torn` takes away what broken-off puts left below a folder so many seconds ago.
    - `local` answers the file's own place on this machine where it has one, else None; `remote` says that no file ever
      has one, so that what is to be shared by processes must lie there too.
    - `link` answers an address by which anybody can read a file for so many seconds, below `origin`; None where there
      is none to give.
    - `hurried` answers the same place with little patience (some 4 s a call): for whoever holds what others wait for.
    - `examined` tries whether files can be put, read back and taken away, and says what else stands in the way.
    - Each of these raises StorageAway where the place does not answer, and StorageFull where it has no room.
    """

    remote: bool
    origin: str

    def put(self, path: str, source: Path) -> int: ...
    def take(self, path: str, source: Path) -> int: ...
    def put_bytes(self, path: str, data: bytes) -> int: ...
    def join(self, path: str, parts: Sequence[str], hears: Callable[[bytes], None] = ...) -> int: ...
    def copy(self, path: str, to: str) -> None: ...
    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes: ...
    def chunks(self, path: str, start: int, end: int, *, size: int = 262144) -> Iterator[bytes]: ...
    def size(self, path: str) -> int | None: ...
    def etag(self, path: str) -> str: ...
    def facts(self, path: str) -> tuple[int, str]: ...
    def fetch(self, path: str, target: Path) -> None: ...
    def below(self, folder: str) -> Iterator[str]: ...
    def everything(self) -> Iterator[str]: ...
    def marked(self) -> Iterator[tuple[str, str]]: ...
    def remove(self, path: str) -> None: ...
    def remove_below(self, folder: str) -> int: ...
    def folders(self, folder: str) -> list[str]: ...
    def age_s(self, path: str) -> float: ...
    def remove_torn(self, folder: str, *, older_s: float) -> int: ...
    def local(self, path: str) -> Path | None: ...
    def link(self, path: str, *, seconds: int) -> str | None: ...
    def free_bytes(self) -> int | None: ...
    def hurried(self) -> "Storage": ...
    def examined(self) -> list[Seen]: ...


def checked_path(path: str) -> str:
    """Answer `path` as it is. Raises ValueError where casebook would not have made such a path."""
    if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path):
        raise ValueError(f"not a path of casebook's own making: {path[:60]!r}")
    return path


def tried(storage: Storage) -> None:
    """Put a small file, read it back, and take it away. Raises whatever stands in the way, NotFound included."""
    path, data = f"{HELD}/look_{secrets.token_hex(6)}", secrets.token_bytes(64)
    storage.put_bytes(path, data)
    try:
        if storage.read(path) != data:
            raise StorageAway("The place where film is kept gives back other bytes than it was given.")
    finally:
        storage.remove(path)
    if storage.size(path) is not None:
        raise StorageAway("The place where film is kept does not let go of what is taken away.")
