"""The index on PostgreSQL: its full text search finds, the order of merit is `ranking.py`'s, as it is for Whoosh."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..db import postgresql
from ..errors import IndexBusy, IndexMissing, IndexUnavailable
from .document import Document
from .finding import find
from .postgres_rows import SERVED, SHAPE, Edition
from .postgres_shelf import Reading, Shelf, Torn
from .postgres_writing import made, serve, updated
from .query import Found, SearchAsk, Sight

#: Of one process, beside those of the database.
CONNECTIONS = 4

_MOST_TRIES = 20
_ONE_WRITES = (0x63617365, 0x73656172)  # the numbers of the lock that whoever writes the index holds
_READ_COMMITTED, _REPEATABLE_READ = 2, 3  # as psycopg numbers them

_NO_TABLE = "42P01"
_READ_ONLY = "25006"  # said to who writes by a primary that has become a standby

#: Whose machine has gone is noticed within half a minute, and her lock is free.
_AS_WRITER = (
    "SELECT set_config('tcp_keepalives_idle', '10', true), set_config('tcp_keepalives_interval', '5', true),"
    " set_config('tcp_keepalives_count', '4', true), set_config('enable_seqscan', 'on', true)"
)

R = TypeVar("R")


class _Broken(Exception):
    """What is there is not the index as it was written."""


class _Served(NamedTuple):
    edition: Edition
    written: str
    size: int

    @property
    def generation(self) -> str:
        return f"{self.edition.name}.{self.written}"


class PostgresIndex:
    """See `index.Index` for what it promises. Whoever writes holds a lock of the server's, which ends with her
    connection; whoever reads sees one moment of it all."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = postgresql.open_engine(url, connections=CONNECTIONS)
        self._wrong: type[Exception] = self._engine.dialect.dbapi.Error  # type: ignore[union-attr]
        event.listen(self._engine, "connect", _plan_plainly)
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    # Reading

    def generation(self) -> str:
        with suppress(IndexUnavailable, _Broken), self._reading() as cursor:
            return self._served(cursor).generation
        return ""

    def open(self) -> None:
        """Raises IndexUnavailable unless the index can be read."""
        self._with_reading(lambda reading: None)

    def search(self, ask: SearchAsk, sight: Sight) -> Found:
        def asking(reading: Reading) -> Found:
            reading.expect(ask)
            return find(ask, reading, reading.in_sight(sight))

        return self._with_reading(asking)

    def _with_reading(self, asking: Callable[[Reading], R]) -> R:
        failed = ""
        for _ in range(_MOST_TRIES):
            tried = ""
            try:
                with self._reading() as cursor:
                    served = self._served(cursor)
                    tried = served.generation
                    return asking(Reading(self._shelf_of(served, cursor), cursor))
            except _Broken as broken:
                if tried == failed:
                    self._set_aside(tried)
                    raise IndexUnavailable("The search index is broken and has been set aside.") from broken
                failed = tried  # its tables may have gone because another edition was made just now: look again
        raise IndexUnavailable("The search index changes faster than it can be read.")

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """A cursor in a transaction that sees one moment. Raises IndexUnavailable, _Broken."""
        with self._telling(), closing(self._lent()) as lent:
            driver: Any = lent.driver_connection
            driver.read_only, driver.isolation_level = True, _REPEATABLE_READ
            try:
                with driver.cursor(binary=True) as cursor:
                    yield cursor
            except Torn as torn:
                raise _Broken(str(torn)) from torn
            driver.rollback()

    def _served(self, cursor: Any) -> _Served:
        try:
            sentence = f"SELECT edition, written, size FROM {SERVED} WHERE shape = %s"
            served = cursor.execute(sentence, [SHAPE]).fetchone()
        except self._wrong as wrong:
            if getattr(wrong, "sqlstate", "") != _NO_TABLE:
                raise
            served = None  # as before the first edition is made
        if not served:
            raise IndexMissing("There is no search index yet.")
        try:
            return _Served(Edition(served[0]), *served[1:])
        except ValueError as wrong:
            raise Torn(str(wrong)) from wrong

    def _shelf_of(self, served: _Served, cursor: Any) -> Shelf:
        with self._lock:
            if self._shelf is None or self._shelf.generation != served.generation:
                owned = cursor.execute(
                    f"SELECT case_slug, clip_key, first, next FROM {served.edition.owners} ORDER BY first"
                ).fetchall()
                self._shelf = Shelf(served.generation, served.edition, served.size, owned)
            return self._shelf

    def _set_aside(self, generation: str) -> None:
        """Take a broken edition out of service, or whatever says which one that is; content when another process was
        first, or the server is away."""
        with suppress(IndexUnavailable, _Broken), self._writing() as cursor:
            if generation:
                cursor.execute(f"DELETE FROM {SERVED} WHERE edition = %s", [generation.partition(".")[0]])
            else:
                cursor.execute(f"DROP TABLE IF EXISTS {SERVED}")

    def close(self) -> None:
        with self._lock:
            self._shelf = None
        self._engine.dispose()

    # Writing

    def being_written(self) -> bool:
        with self._reading() as cursor:
            held = cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
                " WHERE locktype = 'advisory' AND datname = current_database()"
                " AND classid::bigint = %s AND objid::bigint = %s AND objsubid = 2 AND granted)",
                _ONE_WRITES,
            )
            return bool(held.fetchone()[0])

    def update(self, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None:
        tried = ""
        try:
            with self._alone() as cursor:
                served = self._served(cursor)
                tried = served.generation
                serve(cursor, *updated(cursor, served.edition, served.size, documents, cases=cases, clips=clips))
        except _Broken as broken:
            self._set_aside(tried)
            raise IndexUnavailable(f"The search index cannot be written: {broken}") from broken

    def remove(self, *, cases: Collection[str] = (), clips: Collection[str] = ()) -> None:
        self.update((), cases=cases, clips=clips)

    def rebuild(self, documents: Iterable[Document]) -> None:
        try:
            with self._alone() as cursor:
                serve(cursor, *made(cursor, documents))
        except _Broken as broken:
            raise IndexUnavailable(f"The search index cannot be made: {broken}") from broken

    @contextmanager
    def _alone(self) -> Iterator[Any]:
        """A cursor in the one transaction that writes the index. Raises IndexBusy, IndexUnavailable, _Broken."""
        with self._writing() as cursor:
            if not cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _ONE_WRITES).fetchone()[0]:
                raise IndexBusy("The search index is being written by another worker.")
            yield cursor

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """A cursor in a transaction that is seen whole or not at all. Raises IndexUnavailable, _Broken."""
        with self._telling(), closing(self._lent()) as lent:
            driver: Any = lent.driver_connection
            driver.read_only, driver.isolation_level = False, _READ_COMMITTED
            with driver.cursor() as cursor:
                cursor.execute(_AS_WRITER)
                yield cursor
            driver.commit()

    def _lent(self) -> Any:
        """A connection without SQLAlchemy's transactions, in which all who write wait for each other."""
        try:
            return self._engine.raw_connection()
        except SQLAlchemyError as wrong:
            said = postgresql.said_of_itself(getattr(wrong, "orig", None) or wrong)
            raise IndexUnavailable(f"The search index is out of reach: {said}") from wrong

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell a server that is away from an index that is broken."""
        try:
            yield
        except self._wrong as wrong:
            said = postgresql.said_of_itself(wrong)
            named: Any = DBAPIError.instance(None, None, wrong, self._wrong)  # by SQLAlchemy's name for it
            if postgresql.is_away(named) or getattr(wrong, "sqlstate", "") == _READ_ONLY:
                self._engine.dispose()  # the next is asked of whichever server takes writes then
                raise IndexUnavailable(f"The search index is out of reach: {said}") from wrong
            raise _Broken(said) from wrong


def _plan_plainly(driver: Any, _record: Any) -> None:
    driver.execute("SET enable_seqscan = off")  # every lookup has its index; to weigh others costs more than the lookup
    driver.commit()
