"""The seam of the index: what every search engine promises, and opening one by its URL."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol

from ..errors import SettingWrong
from .document import Document
from .postgres_index import PostgresIndex
from .query import Found, SearchAsk, Sight
from .whoosh_index import WhooshIndex


class Index(Protocol):
    """What every back end of the index promises.

    - It holds nothing that cannot be made anew from the database; it may be thrown away at any time.
    - Only the worker calls `update`, `remove` and `rebuild`; each is seen whole or not at all, and is on the disk when
      it returns. `update` takes away all documents of the given cases and clips, then adds the new ones. One writes
      at a time, of all workers on all machines: a second gets IndexBusy and tries again later.
    - Documents are asked for only once nobody else writes, so that what was read of the database later is never
      overwritten by what was read before.
    - `rebuild` replaces everything; what was there serves until the new is whole.
    - `being_written` says whether somebody writes at this moment; who was killed while writing does not.
    - Any number of threads and processes `search` meanwhile; each search sees the newest finished write.
    - `search` never raises for what was asked. What is not in sight is as if it were not in the index: it is not
      found, counted, suggested, and moves no score and no order.
    - A hit begins at the start of the cue that holds most of what was asked, the earliest of equals; a cue is given
      once. More words matched come first; among equals, words that stand together as they were asked.
    - An index that is missing or of an older shape raises IndexMissing, one that is broken or out of reach
      IndexUnavailable; one that is broken has been set aside, so that it is not read again. The next `rebuild` makes
      it well.
    - `generation` changes with every write that can be seen; it is empty while there is no index.
    """

    def generation(self) -> str: ...
    def open(self) -> None: ...
    def being_written(self) -> bool: ...
    def update(self, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None: ...
    def remove(self, *, cases: Collection[str] = (), clips: Collection[str] = ()) -> None: ...
    def rebuild(self, documents: Iterable[Document]) -> None: ...
    def search(self, ask: SearchAsk, sight: Sight) -> Found: ...
    def close(self) -> None: ...


def open_index(url: str) -> Index:
    """The index at a URL; it need not be there yet. Raises SettingWrong for an engine casebook does not know, or whose
    driver is not installed."""
    kind, _, rest = url.partition("://")
    if kind.partition("+")[0] == "postgresql":
        return _open_postgres(url)
    if kind != "whoosh":
        raise SettingWrong(
            f"CASEBOOK_INDEX: casebook does not know the index {kind!r}; use whoosh:///folder or postgresql+psycopg://…"
        )
    if not rest.strip("/") or not rest.startswith("/"):
        raise SettingWrong("CASEBOOK_INDEX: a folder is expected, such as whoosh:///srv/casebook/index")
    return WhooshIndex(Path(rest))


def _open_postgres(url: str) -> Index:
    try:
        return PostgresIndex(url)
    except SettingWrong as wrong:  # said of the database there; here it is the index
        raise SettingWrong(f"CASEBOOK_INDEX: {str(wrong).removeprefix('CASEBOOK_DATABASE: ')}") from None
