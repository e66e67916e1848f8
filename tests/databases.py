"""Which database a test's library has: SQLite in its data folder or, with TESTS_ON=postgresql, one of its own
on a real server, which stands for the file. Read here and nowhere else."""

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

from casebook.db.carrying import rows_in, tables_of, told
from casebook.db.engine import writing
from casebook.library import Library

from . import postgres

ON = os.environ.get("TESTS_ON", "sqlite")
assert ON in ("sqlite", "postgresql"), ON

#: A tenth of the disk stays free else, and whoever runs the tests may have less.
ROOM = {"CASEBOOK_RESERVE_BYTES": str(64 * 1024**2)}

made: dict[str, Path] = {}  # the databases that this process has made, and for which folder


def url_at(folder: Path, file: str = "casebook.db") -> str:
    """The URL of the database that belongs to a folder; made empty where there is none yet."""
    if ON == "sqlite":
        return f"sqlite:///{folder / file}"
    databases, name = postgres.databases(), _name(folder)
    if name not in made:
        if not databases.has(name):
            databases.make(name)
        made[name] = folder
    return databases.url(name)


def _name(folder: Path) -> str:
    return f"d{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"


def copied(folder: Path, to: Path, *, ignore: tuple[str, ...] = ()) -> Path:
    """A copy of a data folder and of its database, which nobody is connected to."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(*ignore), dirs_exist_ok=True)
    if ON == "postgresql":
        copy_database(folder, to)
    return to


def copy_database(folder: Path, to: Path) -> None:
    """Let a folder have the database that another one has now, in place of its own. Nobody is connected to either."""
    if ON == "sqlite":
        for ending in ("", "-wal", "-shm"):
            (to / f"casebook.db{ending}").unlink(missing_ok=True)
        shutil.copy(folder / "casebook.db", to / "casebook.db")
        return
    databases = postgres.databases()
    databases.drop(_name(to))
    databases.make(_name(to), _name(folder))
    made[_name(to)] = to


def environment(data: Path) -> dict[str, str]:
    """What a program is told beside its data folder, to open the same database as we."""
    return ROOM | ({"CASEBOOK_DATABASE": url_at(data)} if ON == "postgresql" else {})


def forget(folder: Path) -> None:
    """Drop the databases of all folders inside one."""
    for name, of in list(made.items()):
        if of.is_relative_to(folder):
            postgres.databases().drop(name)
            del made[name]


def files_of(folder: Path) -> list[Path]:
    """The files of tables in which a server keeps the database that belongs to a folder; all is written to them now."""
    if ON == "sqlite":
        return []  # it lies in the folder
    databases, name = postgres.databases(), _name(folder)
    databases.do("CHECKPOINT")
    number = databases.do(f"SELECT oid FROM pg_database WHERE datname = '{name}'")[0][0]
    return [path for path in (databases.place / f"data/base/{number}").iterdir() if path.is_file()]


def rows_of_all(engine: Engine) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of them."""
    with engine.connect() as connection:
        return {table.name: told(rows_in(connection, table)) for table in tables_of(connection)}


class Before:
    """The database of a library as it was when this was made, to be put back in its place."""

    def __init__(self, library: Library) -> None:
        self.library, self.folder = library, library.settings.data
        self.kept = self.folder.parent / f"before-{uuid.uuid4().hex}"
        self.kept.mkdir()
        if ON == "sqlite":
            with closing(sqlite3.connect(self.folder / "casebook.db")) as connection:
                connection.execute(f"VACUUM INTO '{self.kept / 'casebook.db'}'")
        else:
            copy_database(self.folder, self.kept)

    def put_back(self) -> None:
        self.library.engine.dispose()
        copy_database(self.kept, self.folder)


def refuse_inserts(db: Session, table: str, says: str) -> None:
    """Let the database refuse every new row of a table, in these words."""
    if ON == "sqlite":
        db.connection().exec_driver_sql(
            f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        return
    db.connection().exec_driver_sql(
        f"CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$"
    )
    db.connection().exec_driver_sql(
        f'CREATE TRIGGER "full" BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_all()'
    )


@contextmanager
def no_room(library: Library) -> Iterator[None]:
    """Let a library's database have no room for anything more. A server says so itself, at every new sign-in: its disk
    cannot be filled from here."""
    if ON == "sqlite":

        def not_a_page_more(connection: Any, _: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # which means: no more than there are

        event.listen(library.engine, "connect", not_a_page_more)
        library.engine.dispose()
        yield
        event.remove(library.engine, "connect", not_a_page_more)
        library.engine.dispose()
        return
    with writing(library.engine) as db:
        connection = db.connection()
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER no_room BEFORE INSERT ON sign_ins FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
    yield
    with writing(library.engine) as db:
        db.connection().exec_driver_sql("DROP TRIGGER no_room ON sign_ins")


def drop_triggers(db: Session) -> None:
    """What somebody does who has the database itself, and wants to rewrite what is kept in it."""
    if ON == "sqlite":
        names = db.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            db.connection().exec_driver_sql(f"DROP TRIGGER {name}")
        return
    tables = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    for table in db.connection().exec_driver_sql(tables).scalars().all():
        db.connection().exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
