"""Preparing a library: its folder, keys and database, made where there is none, checked where there is one."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from .clock import now
from .db import sqlite
from .db.copying import copy_database, damage
from .db.engine import is_damaged, open_engine, reading, writing
from .db.fact import fact, note_fact
from .db.migrate import ahead, behind, current, migrate, newest, outgrown
from .db.moving import MOVING
from .errors import DatabaseBehind, DatabaseDamaged, DatabaseMoved, KeyMissing, MigrationFailed
from .reflect.keyring import PEOPLE, Keyring, are_kept, make_keys
from .settings import Settings

log = structlog.get_logger(__name__)

KEEP_COPIES_S = 7 * 86_400.0  # as long as the keys of private words are kept


def prepare(settings: Settings) -> None:
    """Make a new library's folder, keys and database; one that is there already is left as it is. Raises
    DatabaseBehind for an older or newer one, DatabaseDamaged, and KeyMissing where the keys are not those the library
    was made with."""
    _own_folder(settings.data)
    forget_old_copies(settings)
    with _damage_in_words(), _opened(settings) as engine:
        refuse_left(engine)
        if not current(engine):
            make_keys(settings.keys)
            migrate(engine)
        elif behind(engine) or outgrown(engine):
            raise DatabaseBehind(_which(engine))
        _check_keys(settings, engine)


def bring_up_to_date(settings: Settings) -> str:
    """Bring the database to this version, making a new library where there is none; answers the version it was at.
    It is copied first, and all of a migration is done or nothing. Raises MigrationFailed, StorageFull where there is
    no room for the copy, DatabaseDamaged, and KeyMissing: a library without its keys is mended first."""
    _own_folder(settings.data)
    with _damage_in_words(), _opened(settings) as engine:
        refuse_left(engine)
        before = current(engine)
        if before and ahead(engine):
            raise DatabaseBehind(_which(engine))
        if before and behind(engine):
            _fingerprint(settings)
            refuse_damage(engine)
            _migrate(settings, engine, before)
    prepare(settings)
    return before


def refuse_left(engine: Engine) -> None:
    """Raises DatabaseMoved for a file whose rows are all in another database now."""
    if engine.dialect.name == "sqlite" and sqlite.is_left(engine):
        raise DatabaseMoved(
            "The library has been moved from this database to another. Name that one in CASEBOOK_DATABASE; or, where "
            "you go on with this one after all: casebook move --undo"
        )


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()  # a server keeps no connection for nobody


def refuse_damage(engine: Engine) -> None:
    """Read the whole database. Raises DatabaseDamaged, saying what to do, where it is not as it was written."""
    if said := damage(engine):
        raise _damaged(said)


def _migrate(settings: Settings, engine: Engine, before: str) -> None:
    copy = _copies(settings) / f"{before}-{now():%Y-%m-%dT%H-%M-%S.%fZ}.db"
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        copy_database(engine, copy)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    try:
        migrate(engine)
    except Exception as wrong:
        log.exception("migration_failed", at=before)
        raise MigrationFailed(
            f"The migration failed ({type(wrong).__name__}) and nothing was changed: the database is at {before}, "
            f"and a copy of it is {copy}. Go on with the casebook you had."
        ) from wrong


def _copies(settings: Settings) -> Path:
    return settings.data / "before-migration"


def forget_old_copies(settings: Settings) -> None:
    """Take away copies from before migrations that are a week old: they hold what has been deleted since, so they are
    kept no longer than the shortest backups."""
    for copy in _copies(settings).glob("*.db*"):
        if time.time() - copy.stat().st_mtime > KEEP_COPIES_S:
            copy.unlink(missing_ok=True)


def _which(engine: Engine) -> str:
    if ahead(engine):
        return (
            f"The database is at version {current(engine)}, which a newer casebook made; this one knows {newest()}. "
            "Install the newer one, or restore a backup from before it."
        )
    if current(engine) == newest():
        return "The queue's tables are older than what keeps them. Stop all workers, then run: casebook migrate"
    return f"The database is at version {current(engine)} and this casebook needs {newest()}. Run: casebook migrate"


@contextmanager
def _damage_in_words() -> Iterator[None]:
    try:
        yield
    except DatabaseError as wrong:
        if is_damaged(wrong):
            raise _damaged(str(wrong.orig).partition("\n")[0]) from None  # a server quotes rows in the lines after
        raise


def _damaged(said: str) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"The database is damaged, so nothing is served from it ({said}). Keep it as it is, and restore the newest "
        "backup into a new folder: casebook restore (docs/operators.md)."
    )


def _check_keys(settings: Settings, engine: Engine) -> None:
    with reading(engine) as db:
        noted, moving = fact(db, "keys"), fact(db, MOVING)
    if moving is not None:
        raise DatabaseBehind(
            "Not all of the library has been moved to this database yet, so nothing is served from it. Go on by the "
            "same `casebook move`, or go on with the database there was."
        )
    if noted is not None and not are_kept(settings.keys, settings.keys_database):
        where = "in CASEBOOK_KEYS_DATABASE" if settings.keys_database else str(settings.keys / PEOPLE)
        raise KeyMissing(f"The keys of private words, {where}, are missing. Restore them from their backup.")
    fingerprint = _fingerprint(settings)
    if noted is None:
        with writing(engine) as db:
            note_fact(db, "keys", fingerprint)
    elif noted != fingerprint:
        raise KeyMissing(
            f"The keys in {settings.keys} are not those this library was made with. Restore the right ones."
        )


def _fingerprint(settings: Settings) -> str:
    """What tells these keys from others. Raises KeyMissing."""
    ring = Keyring(settings.keys, database=settings.keys_database)
    try:
        return ring.fingerprint
    finally:
        ring.release()  # a server keeps no connection for nobody


def _own_folder(folder: Path) -> None:
    """Make the data folder, open to its owner alone."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
