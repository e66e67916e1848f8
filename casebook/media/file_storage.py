"""Storage in a folder of this machine: plain files, because obstore's local store never calls fsync."""

import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import NotFound, SettingWrong, StorageFull
from .storage import GROWING, HELD, Seen, checked_path, tried

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_COPY_BYTES = 1 << 20
_TO_A_GROUP = stat.S_ISGID | stat.S_IRGRP | stat.S_IXGRP  # mode 2750: said on purpose
_LET = ("film", "covers")  # folders whose files leave by `web/film.py`; never `originals`


class FileStorage:
    """Files below one folder. A file is written beside its place, synced, renamed, and its folder synced.

    They are for their owner alone. Where the folder itself was let to a group (mode 2750), film and covers are too, so
    that nginx sends them without being able to read anything else; recordings never. Raises SettingWrong where we are
    not of that group.
    """

    remote = False
    origin = ""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)
        facts = root.stat()
        self._group = facts.st_gid if facts.st_mode & _TO_A_GROUP == _TO_A_GROUP else None
        if self._group not in (None, os.getegid(), *os.getgroups()) and os.geteuid():
            raise SettingWrong(f"CASEBOOK_STORAGE: {root} is let to a group that casebook is not of; add it there.")

    def put(self, path: str, source: Path) -> int:
        with open(source, "rb") as given, self._replacing(path) as kept:
            shutil.copyfileobj(given, kept, _COPY_BYTES)
            return kept.tell()

    def take(self, path: str, source: Path) -> int:
        target = self._place(path)
        beside = _beside(target)
        with _full_in_words():
            self._make_folder(target.parent)
        try:
            os.link(source, beside)
        except OSError:
            return self.put(path, source)  # another disk, or one that knows no links
        try:
            with _full_in_words():
                with open(beside, "rb") as kept:
                    self._let(target, kept.fileno(), 0o640)
                    os.fsync(kept.fileno())
                os.rename(beside, target)
                _sync_folder(target.parent)
        finally:
            beside.unlink(missing_ok=True)  # a rename between two names of one file does nothing
        return target.stat().st_size

    def put_bytes(self, path: str, data: bytes) -> int:
        with self._replacing(path) as kept:
            return kept.write(data)

    def join(self, path: str, parts: Sequence[str], hears: Callable[[bytes], None] = lambda data: None) -> int:
        with self._replacing(path) as kept:
            for part in parts:
                with self._opened(part) as file:
                    while data := file.read(_COPY_BYTES):
                        hears(data)
                        kept.write(data)
            return kept.tell()

    def copy(self, path: str, to: str) -> None:
        place, target = self._place(path), self._place(to)
        if not place.is_file():
            raise NotFound("file")
        with _full_in_words():
            self._make_folder(target.parent)
        try:
            os.link(place, target)  # files are never written in place, so two names may share one
        except OSError:
            self.put(to, place)  # a disk without links, or a file that is there already
        else:
            _sync_folder(target.parent)

    @contextmanager
    def _replacing(self, path: str) -> Iterator[BinaryIO]:
        target = self._place(path)
        beside = _beside(target)
        try:
            with _full_in_words():
                self._make_folder(target.parent)
                with open(beside, "xb") as file:
                    self._let(target, file.fileno(), 0o640)
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(beside, target)
                _sync_folder(target.parent)
        finally:
            beside.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        self._let(folder, folder, 0o750)
        _sync_folder(folder.parent)

    def _let(self, place: Path, file: int | Path, mode: int) -> None:
        if self._group is not None and place.relative_to(self._root).parts[0] in _LET:
            os.chown(file, -1, self._group)
            os.chmod(file, mode)

    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        with self._opened(path) as file:
            file.seek(start)
            return file.read() if end is None else file.read(max(end - start, 0))

    def chunks(self, path: str, start: int, end: int, *, size: int = 262144) -> Iterator[bytes]:
        with self._opened(path) as file:
            file.seek(start)
            while start < end and (data := file.read(min(size, end - start))):
                start += len(data)
                yield data

    def size(self, path: str) -> int | None:
        place = self._place(path)
        return place.stat().st_size if place.is_file() else None

    def etag(self, path: str) -> str:
        return self.facts(path)[1]

    def facts(self, path: str) -> tuple[int, str]:
        with self._opened(path) as file:
            facts = os.fstat(file.fileno())
        return facts.st_size, f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"

    def fetch(self, path: str, target: Path) -> None:
        with self._opened(path) as file, open(target, "xb") as copy:
            shutil.copyfileobj(file, copy, _COPY_BYTES)

    def below(self, folder: str) -> Iterator[str]:
        for place in sorted(self._place(folder).rglob("*")):
            if place.is_file() and not place.name.startswith("."):
                yield place.relative_to(self._root).as_posix()

    def everything(self) -> Iterator[str]:
        for name in sorted(one.name for one in self._root.iterdir() if one.is_dir()):
            if name not in (GROWING, HELD):
                yield from self.below(name)

    def marked(self) -> Iterator[tuple[str, str]]:
        for path in self.everything():
            with suppress(NotFound):  # taken away this very moment
                yield path, self.etag(path)

    def remove(self, path: str) -> None:
        place = self._place(path)
        place.unlink(missing_ok=True)
        if place.parent.is_dir():
            _sync_folder(place.parent)

    def remove_below(self, folder: str) -> int:
        place = self._place(folder)
        if not place.is_dir():
            return 0
        count = sum(1 for _ in self.below(folder))
        shutil.rmtree(place)
        _sync_folder(place.parent)
        return count

    def folders(self, folder: str) -> list[str]:
        place = self._place(folder)
        return sorted(one.name for one in place.iterdir() if one.is_dir()) if place.is_dir() else []

    def age_s(self, path: str) -> float:
        place = self._place(path)
        changed = [one.stat().st_mtime for one in (place, *place.rglob("*")) if one.exists()]
        return time.time() - max(changed, default=0.0)

    def remove_torn(self, folder: str, *, older_s: float) -> int:
        torn = [one for one in self._place(folder).rglob(".*.tmp") if time.time() - one.stat().st_mtime > older_s]
        for one in torn:
            one.unlink(missing_ok=True)
        return len(torn)

    def local(self, path: str) -> Path | None:
        place = self._place(path)
        return place if place.is_file() else None

    def link(self, path: str, *, seconds: int) -> str | None:
        return None

    def hurried(self) -> "FileStorage":
        return self  # a disk does not keep anybody waiting

    def free_bytes(self) -> int | None:
        return shutil.disk_usage(self._root).free

    def examined(self) -> list[Seen]:
        try:
            tried(self)
        except (OSError, StorageFull) as wrong:
            return [Seen(False, f"files cannot be kept: {type(wrong).__name__}", "Look at the disk that holds film.")]
        return []

    def _place(self, path: str) -> Path:
        return self._root / checked_path(path)

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        try:
            file = open(self._place(path), "rb")  # noqa: SIM115 - closed below; only the opening may raise NotFound
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotFound("file") from None
        with file:
            yield file


@contextmanager
def _full_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        if wrong.errno in _FULL:
            raise StorageFull("There is no room left where film is kept; nothing was lost.") from wrong
        raise


def _beside(target: Path) -> Path:
    # a name that `checked_path` never lets through, so that no reader can ask for it
    return target.with_name(f".{secrets.token_hex(8)}.tmp")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
