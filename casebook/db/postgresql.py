"""PostgreSQL as the database: many readers, one writer at a time, on as many machines as there are."""

import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlmodel import create_engine

from ..errors import SettingWrong

PATIENCE_S = 5.0  # that a transaction waits for another to have written
IDLE_WRITING_S = 60  # that whoever writes may be silent before the server ends her transaction: all others wait for her
READERS_S = 1.0  # that is waited for those who still see what was deleted: a page takes less
IDLE_S = 3600  # the same for whoever reads; she keeps the server from tidying up
CONNECTIONS = 16  # of one process, at most
LISTENING = 1  # beside them: the one by which a process hears what is called out

REWRITTEN_BYTES = 256 * 1024**2  # of a table that is written anew while those who ask for it wait

_ONE_WRITER = 0x63617365  # the number of the lock that makes it one at a time
#: As psycopg numbers them, whose own names would have to be imported.
_READ_COMMITTED, _REPEATABLE_READ = 2, 3

_IN_THE_WAY = ("55P03", "40P01")
_FULL = "53100"
_READ_ONLY = ("25006", "0A000")  # said to a writer by a primary that has become a standby
_DAMAGED = ("XX001", "XX002")
#: What PostgreSQL says when it cannot do its work just now: no connection, no room, a lock held, a failing disk, being
#: shut down, silent for too long, or two who met.
_AWAY = ("08", "53", "55P03", "57P0", "58030", "25P0", "40001", "40P01")

#: No error of these quotes a value: connections, who one is, what is not there or not allowed, room, locks, disks.
_OF_ITSELF = ("08", "28", "3D", "40", "42501", "42P01", "42703", "53", "55", "57", "58", "XX001", "XX002")
_OF_CONNECTIONS = ("OperationalError", "InterfaceError", "ConnectionTimeout")

#: A dead primary is noticed within ten seconds or so, whoever it was asked by (F14); a URL may say otherwise.
_BY_DEFAULT = {
    "target_session_attrs": "read-write",
    "connect_timeout": "4",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "9000",
    "application_name": "casebook",
    "client_encoding": "utf8",
}


def open_engine(url: str, *, connections: int = CONNECTIONS) -> Engine:
    """Open a database on a server, of which this process takes so many connections at most. Raises SettingWrong where
    the driver is not installed or is another."""
    asked = make_url(url)
    if asked.drivername not in ("postgresql", "postgresql+psycopg"):
        raise SettingWrong(f"CASEBOOK_DATABASE: postgresql+psycopg://… is expected, not {asked.drivername}://")
    try:
        # hide_parameters: an error of the database must not carry an answer into a log
        engine = create_engine(
            _with_our_manners(asked),
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=PATIENCE_S,
            pool_pre_ping=True,  # a server that was away in between is met by a new connection, and not by an error
        )
    except ModuleNotFoundError:
        raise SettingWrong(
            "CASEBOOK_DATABASE: for PostgreSQL a driver must be installed: pip install 'casebook[postgres]'"
        ) from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", partial(_begin, PATIENCE_S))
    event.listen(engine, "handle_error", _is_no_longer_the_primary)
    return engine


def _with_our_manners(asked: URL) -> URL:
    # to compile a plan takes longer than any question we ask
    options = {"timezone": "UTC", "jit": "off", "lock_timeout": int(PATIENCE_S * 1000)}
    options["idle_in_transaction_session_timeout"] = IDLE_S * 1000
    ours = " ".join(f"-c {name}={value}" for name, value in options.items())
    given = asked.query.get("options", "")
    return asked.set(
        drivername="postgresql+psycopg",
        query=_BY_DEFAULT | dict(asked.query) | {"options": f"{ours} {given}".strip()},
    )


def _prepare(driver: Any, _record: Any) -> None:
    # What was acknowledged is on a disk, and on the standby's where there is one. More than `on` is left as it is.
    driver.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    )
    driver.commit()


def _begin(patience_s: float, connection: Connection) -> None:
    # Whoever reads sees one moment from beginning to end, as on SQLite, and the server refuses a write. Whoever writes
    # has the lock first, so that what she reads is what the one before her wrote. Locks are given in the order in which
    # they were asked for.
    driver: Any = connection.connection.driver_connection
    writing = connection.get_execution_options().get("writing", False)
    driver.read_only = not writing
    driver.isolation_level = _READ_COMMITTED if writing else _REPEATABLE_READ
    if not writing:
        return
    try:
        connection.exec_driver_sql(
            f"SELECT set_config('idle_in_transaction_session_timeout', '{IDLE_WRITING_S}s', true),"
            f" pg_advisory_xact_lock({_ONE_WRITER})"
        )
    except DBAPIError:
        if not connection.invalidated:
            driver.rollback()
        raise


def _is_no_longer_the_primary(context: ExceptionContext) -> None:
    # Connections outlive a switch of roles; the next one is made to whichever server takes writes.
    if context.connection is not None and context.connection.get_execution_options().get("writing", False):
        state = getattr(context.original_exception, "sqlstate", None)
        context.is_disconnect = context.is_disconnect or state in _READ_ONLY


#: What a server must answer, and what is wrong where it does not.
_MUST = {
    "SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'":
        "fsync or full_page_writes is off, so a power cut can lose what was acknowledged",
    "SELECT current_setting('server_encoding') = 'UTF8'": "its encoding is not UTF8",
    "SELECT 'a' > 'B' AND 'é' > 'z'":
        "it does not sort as casebook does: make it with TEMPLATE template0 LOCALE_PROVIDER builtin LOCALE 'C.UTF-8'",
    "SELECT current_setting('data_checksums') = 'on'": "data_checksums is off, so a damaged page would be served",
}  # fmt: skip


def faults(connection: Connection) -> list[str]:
    """What of a server or database does not do what casebook promises with it."""
    return [wrong for asked, wrong in _MUST.items() if not connection.exec_driver_sql(asked).scalar()]


def version(connection: Connection) -> str:
    """Which server answers, and whether it waits for a standby before it acknowledges."""
    number, waits = connection.exec_driver_sql(
        "SELECT current_setting('server_version'), current_setting('synchronous_standby_names') <> ''"
        " AND current_setting('synchronous_commit') IN ('on', 'remote_apply', 'remote_write')"
    ).one()
    return f"PostgreSQL {number}, {'waits for a standby' if waits else 'no synchronous standby'}"


_ROOM = """
SELECT least(
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int,
  (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user)
), (SELECT sum(numbackends)::int FROM pg_stat_database)
"""


def room(connection: Connection) -> tuple[int, int]:
    """How many connections this server, database and role let us have at most, and how many the server has now."""
    most, taken = connection.exec_driver_sql(_ROOM).one()
    return most, taken


def same_server(one: str, other: str) -> bool:
    """Whether two URLs name the same server, as far as that can be read in them."""
    if not all(url.startswith("postgresql") for url in (one, other)):
        return False
    first, second = (make_url(url) for url in (one, other))
    where = ("host", "port")
    return all(
        (getattr(first, part), first.query.get(part)) == (getattr(second, part), second.query.get(part))
        for part in where
    )


def empty_log(engine: Engine) -> bool:
    """Write tables anew without what was deleted from them, one after another; answers whether all of them were, or
    somebody was in the way: who reads a table, or still sees a moment at which the rows were there, whatever she reads.
    What is said of deleted rows in the server's own log of writes goes when the server lets go of that, and in a table
    of many rows when its room is used again: decision 0043."""
    with engine.connect() as asking:
        tables = asking.exec_driver_sql(
            "SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname"
        ).all()
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        driver.read_only, driver.isolation_level, driver.autocommit = None, None, True
        keep_no_samples(driver)
        by_now = driver.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()[0]
        if not _none_sees_before(driver, by_now, wait_s=READERS_S):
            return False
        # Where samples were, now or when somebody stood in the way.
        for name, size in [*tables, ("pg_catalog.pg_statistic", 0)]:
            # Tidied first: who tidies is not in her own way. Who writes a table anew is, and sees what was there when
            # the oldest transaction that writes began, be it in another database of the server.
            driver.execute(f"VACUUM (FREEZE) {name}")
            if size <= REWRITTEN_BYTES:
                driver.execute(f"VACUUM (FULL) {name}")
        return _none_sees_before(driver, by_now, wait_s=0)  # nor began to in the moment of being looked for
    except driver_error(engine) as wrong:
        if getattr(wrong, "sqlstate", None) in _IN_THE_WAY:
            return False
        raise
    finally:
        connection.invalidate()  # it was used in another way than the pool's are


#: Columns of words of which the server would keep samples, but for those that an index or a key needs them of; and
#: whether it has any.
_SAMPLED = (
    "SELECT attrelid::regclass::text, quote_ident(attname), format_type(atttypid, atttypmod), EXISTS (SELECT FROM"
    " pg_stats WHERE schemaname = 'public' AND tablename = relname AND pg_stats.attname = pg_attribute.attname)"
    " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relkind = 'r' AND attnum > 0"
    " AND relnamespace = 'public'::regnamespace AND NOT attisdropped AND coalesce(attstattarget, -1) <> 0"
    " AND atttypid IN ('text'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype)"
    " AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND attnum = ANY(indkey))"
)


def keep_no_samples(connection: Any) -> None:
    """Let the server keep no samples of words, which would outlive the rows they were taken from, and let go of those
    it has. `connection` is SQLAlchemy's or the driver's own."""
    ask = connection.exec_driver_sql if isinstance(connection, Connection) else connection.execute
    columns = ask(_SAMPLED).fetchall()
    for table, column, kind, sampled in columns:
        if sampled:  # a column that is said to be of another type loses them, and no row is touched where it is not
            ask(
                f"DO $$ BEGIN ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind};"
                " EXCEPTION WHEN feature_not_supported THEN NULL; END $$"  # one that a trigger is about keeps them
            )
        ask(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


#: Who holds the rows that were deleted before a transaction of this number, so that a table written anew has them
#: still: transactions in this database or at a standby's, prepared ones, and standbys that are away. Each role sees
#: all of them. A connection that is only beginning is in no database, and holds nothing of ours.
_SEE_BEFORE = (
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND (datname = current_database() OR backend_type = 'walsender')"
    " AND greatest(age(backend_xmin), age(backend_xid)) > age(%(number)s::xid8::xid)"
    " UNION ALL SELECT 1 FROM pg_prepared_xacts WHERE database = current_database()"
    " AND age(transaction) > age(%(number)s::xid8::xid)"
    " UNION ALL SELECT 1 FROM pg_replication_slots WHERE age(xmin) > age(%(number)s::xid8::xid))"
)


def _none_sees_before(driver: Any, number: str, *, wait_s: float) -> bool:
    end = time.monotonic() + wait_s
    while driver.execute(_SEE_BEFORE, {"number": number}).fetchone()[0]:
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True


def driver_error(engine: Engine) -> type[Exception]:
    """What the driver's own errors are."""
    found: type[Exception] = engine.dialect.loaded_dbapi.Error
    return found


def is_full(wrong: DBAPIError) -> bool:
    """Whether the database could not write for want of room."""
    return _state(wrong) == _FULL


def is_away(wrong: DBAPIError) -> bool:
    """Whether the database may soon do what it could not just now: it is busy, full, being restarted, or its primary is
    about to be another server."""
    unreached = isinstance(wrong, (OperationalError, InterfaceError)) and getattr(wrong.orig, "sqlstate", "") is None
    return wrong.connection_invalidated or unreached or (_state(wrong) or "-").startswith(_AWAY)


def is_unaskable(wrong: DBAPIError) -> bool:
    """Whether what was asked for can be in no row: words with a NUL, a number beyond all numbers there are."""
    return isinstance(wrong, DataError) and _state(wrong) in (None, "22003", "22021")


def is_damaged(wrong: DBAPIError) -> bool:
    """Whether the database is not what was written to it."""
    return _state(wrong) in _DAMAGED


def said_of_itself(wrong: BaseException) -> str:
    """What a server, or the driver of its connection, says of its own state; only the error's kind where its text may
    quote what somebody wrote. Never the lines after the first, which hold rows."""
    state = getattr(wrong, "sqlstate", None)
    of_itself = type(wrong).__name__ in _OF_CONNECTIONS if state is None else state.startswith(_OF_ITSELF)
    return str(wrong).partition("\n")[0] if of_itself else type(wrong).__name__


def _state(wrong: DBAPIError) -> str | None:
    return getattr(wrong.orig, "sqlstate", None)


def wake(connection: Connection, what: str) -> None:
    """Call whoever waits for it, once this transaction is committed."""
    connection.exec_driver_sql("SELECT pg_notify(%s, '')", (_channel(what),))


async def woken(engine: Engine, what: str) -> AsyncGenerator[None, None]:
    """Once as soon as a call would be heard, then at each call, on a connection of its own. Raises what the driver
    raises when that ends."""
    driver: Any = engine.dialect.dbapi
    _, given = engine.dialect.create_connect_args(engine.url)
    async with await driver.AsyncConnection.connect(**given, autocommit=True) as connection:
        await connection.execute(f"LISTEN {_channel(what)}")
        yield
        async for _ in connection.notifies():
            yield


def _channel(what: str) -> str:
    return f"casebook_{what}"
