"""The embedded index: Whoosh in a folder. It keeps words, places and texts; the order of merit is `ranking.py`'s."""

# mypy: disallow-untyped-calls=False

import os
import re
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage

from ..errors import IndexBusy, IndexMissing, IndexUnavailable
from .document import Document
from .finding import find
from .folder import IndexFolder, settle
from .query import Found, SearchAsk, Sight
from .terms import SHAPE
from .whoosh_rows import row, schema
from .whoosh_shelf import Shelf, Torn

_MOST_TRIES = 20
_GENERATION = re.compile(r"_MAIN_([0-9]+)\.toc")
_BLOCK = 65_536  # postings that are read at once: those of one word

R = TypeVar("R")


class WhooshIndex:
    """See `index.Index` for what it promises."""

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder, shape=SHAPE)
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    # Reading

    def generation(self) -> str:
        served = self._folder.current()
        return _generation(served) if served else ""

    def open(self) -> None:
        """Raises IndexUnavailable unless the index can be read."""
        self._with_shelf(lambda shelf: None)

    def search(self, ask: SearchAsk, sight: Sight) -> Found:
        return self._with_shelf(lambda shelf: find(ask, shelf, shelf.in_sight(sight)))

    def _with_shelf(self, asking: Callable[[Shelf], R]) -> R:
        failed = ""
        with self._lock:
            for _ in range(_MOST_TRIES):
                served = self._folder.current()
                if served is None:
                    self._put_down()
                    raise IndexMissing("There is no search index yet.")
                tried = _generation(served)
                try:
                    return asking(self._newest_shelf(served, tried))
                except Torn as torn:
                    self._put_down()
                    if tried == failed:
                        self._folder.set_aside(served)
                        raise IndexUnavailable("The search index is broken and has been set aside.") from torn
                    failed = tried  # a file may have gone because the worker replaced it just now: look again
        raise IndexUnavailable("The search index changes faster than it can be read.")

    def _newest_shelf(self, served: Path, generation: str) -> Shelf:
        if self._shelf is None or self._shelf.generation != generation:
            self._shelf = Shelf(served, generation, before=self._shelf)
        return self._shelf

    def _put_down(self) -> None:
        self._shelf = None

    def close(self) -> None:
        with self._lock:
            self._put_down()

    # Writing

    def being_written(self) -> bool:
        lock = self._lock_of_writers()
        if free := lock.acquire():
            lock.release()
        return not free

    def update(self, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None:
        with self._alone():
            served = self._folder.current()
            if served is None:
                raise IndexMissing("There is no search index yet.")
            try:
                _write(served, documents, cases=cases, clips=clips)
            except Exception as failed:
                if isinstance(failed, FileNotFoundError) or not isinstance(failed, OSError):
                    self._folder.set_aside(served)  # broken; a full disk alone would leave it whole
                raise IndexUnavailable(f"The search index cannot be written: {failed}") from failed

    def remove(self, *, cases: Collection[str] = (), clips: Collection[str] = ()) -> None:
        self.update((), cases=cases, clips=clips)

    def rebuild(self, documents: Iterable[Document]) -> None:
        with self._alone():
            fresh = self._folder.fresh()
            try:
                FileStorage(str(fresh)).create_index(schema())
                _write(fresh, documents, cases=(), clips=())
                self._folder.serve(fresh)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._lock_of_writers()
        if not lock.acquire():
            raise IndexBusy("The search index is being written by another worker.")
        try:
            yield
        finally:
            lock.release()

    def _lock_of_writers(self) -> Any:
        """The lock that whoever writes holds; it ends with its process."""
        self._folder.folder.mkdir(parents=True, exist_ok=True)
        return FileStorage(str(self._folder.folder)).lock("writing.lock")


def _write(folder: Path, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None:
    writer = FileStorage(str(folder)).open_index().writer(codec=W3Codec(blocklimit=_BLOCK), limitmb=512)
    try:
        for field, keys in (("case", cases), ("clip", clips)):
            for key in keys:
                writer.delete_by_term(field, key)
        for document in documents:
            writer.add_document(**row(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    settle(folder)


def _generation(served: Path) -> str:
    try:
        numbers = [int(found[1]) for name in os.listdir(served) if (found := _GENERATION.fullmatch(name))]
    except OSError:
        numbers = []
    return f"{served.name}.{max(numbers, default=-1)}"
