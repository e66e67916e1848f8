"""Bringing all film from one storage to another: each file is read back there, and what is gone here goes there too."""

import itertools
import json
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ..errors import NotFound, StorageAway
from .storage import Storage

_AT_ONCE = 4
_SOME = 1000  # files that wait for a hand
_READ = 1 << 20


@dataclass
class Copied:
    """What a move came to. `strange` is at the new place and not of this library; nothing was done with it."""

    files: int = 0
    bytes: int = 0
    were_there: int = 0
    removed: int = 0
    strange: list[str] = field(default_factory=list)


def copy_film(source: Storage, target: Storage, note: Path) -> Copied:
    """Copy every file that is not there yet, compare sizes and SHA-256 with what is read back, and take away there what
    was taken away here since. `note` remembers what was compared, so that a move that was stopped goes on. Raises
    StorageAway, where a file does not come back as it went too, and StorageFull."""
    return _Move(source, target, note).run()


class _Move:
    def __init__(self, source: Storage, target: Storage, note: Path) -> None:
        self._source, self._target, self._note = source, target, note
        self._lock, self._copied = threading.Lock(), Copied()
        self._compared: dict[str, tuple[str, str]] = {}  # path -> etag here, etag there
        with suppress(OSError):
            for line in note.read_text().splitlines():
                with suppress(ValueError):  # the last line of a move that was killed
                    path, here, there = json.loads(line)
                    self._compared[path] = (here, there)

    def run(self) -> Copied:
        with tempfile.TemporaryDirectory(dir=self._note.parent, prefix="moving-") as folder:
            here = set(self._each(self._source.everything(), Path(folder)))
        for path in sorted(set(self._target.everything()) - here):
            if self._source.size(path) is not None:
                continue  # put here after we looked: it comes with the next move
            if path in self._compared:
                self._target.remove(path)
                self._copied.removed += 1
            else:
                self._copied.strange.append(path)
        return self._copied

    def _each(self, paths: Iterator[str], folder: Path) -> Iterator[str]:
        with ThreadPoolExecutor(_AT_ONCE) as hands:
            while some := list(itertools.islice(paths, _SOME)):
                list(hands.map(self._one, some, [folder / str(number) for number in range(len(some))]))
                yield from some

    def _one(self, path: str, beside: Path) -> None:
        try:
            size, etag = self._source.facts(path)
            if self._is_there(path, size, etag):
                with self._lock:
                    self._copied.were_there += 1
                return
            self._bring(path, size, etag, beside)
        except NotFound:
            return  # taken away here this very moment; what is there of it goes below
        finally:
            beside.unlink(missing_ok=True)

    def _is_there(self, path: str, size: int, etag: str) -> bool:
        known = self._compared.get(path)
        if known is None or known[0] != etag:
            return False
        try:
            return self._target.facts(path) == (size, known[1])
        except NotFound:
            return False

    def _bring(self, path: str, size: int, etag: str, beside: Path) -> None:
        if (place := self._source.local(path)) is None:
            self._source.fetch(path, beside)
            place = beside
        self._remember(path, etag, "")  # from now on it is ours to take away there
        self._target.put(path, place)
        came, now_there = self._target.facts(path)
        if came != size or _hash_of_file(place) != _hash_of(self._target.chunks(path, 0, came, size=_READ)):
            raise StorageAway(f"{path} does not come back from there as it went. Nothing was taken away here.")
        self._remember(path, etag, now_there)
        with self._lock:
            self._copied.files += 1
            self._copied.bytes += size

    def _remember(self, path: str, here: str, there: str) -> None:
        with self._lock, self._note.open("a") as note:
            self._compared[path] = (here, there)
            note.write(f"{json.dumps([path, here, there])}\n")


def _hash_of_file(place: Path) -> str:
    try:
        with place.open("rb") as file:
            return _hash_of(iter(lambda: file.read(_READ), b""))
    except FileNotFoundError:
        raise NotFound("file") from None


def _hash_of(pieces: Iterable[bytes]) -> str:
    sum_ = sha256()
    for piece in pieces:
        sum_.update(piece)
    return sum_.hexdigest()
