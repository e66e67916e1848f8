"""Preparing a library: its folder, keys and database, made where there is none, checked where there is one."""

import os
from pathlib import Path

from sqlalchemy import Engine

from .cases.withdrawing import cases_to_close, close_cases
from .db.engine import open_engine, reading, writing
from .db.fact import fact, note_fact
from .db.migrate import behind, current, migrate, newest
from .errors import DatabaseBehind, KeyMissing
from .library import Library
from .media.burying import remember
from .reflect.keyring import Keyring, make_keys
from .settings import Settings


def prepare(settings: Settings) -> None:
    """Make a new library's folder, keys and database; one that is there already is left as it is. Raises
    DatabaseBehind for an older one, KeyMissing where the keys are not those the library was made with."""
    _own_folder(settings.data)
    engine = open_engine(settings.database_url)
    if not current(engine):
        make_keys(settings.keys)
        migrate(engine)
    elif behind(engine):
        raise DatabaseBehind(
            f"The database is at version {current(engine)} and this casebook needs {newest()}. Run: casebook migrate"
        )
    _check_keys(settings, engine)


def bring_up_to_date(settings: Settings) -> str:
    """Bring the database to this version, making a new library where there is none; answers the version it was at.
    Raises KeyMissing: a library without its keys is mended first, not migrated."""
    _own_folder(settings.data)
    engine = open_engine(settings.database_url)
    before = current(engine)
    if before and before != newest():
        Keyring(settings.keys)
        migrate(engine)
    prepare(settings)
    return before


def apply_tombstones(library: Library) -> int:
    """Bring a library to what its ledger says: what was withdrawn stays withdrawn, whatever backup its database came
    from. At each start, and after each restore, before anybody is let in. Answers how many recordings had to be
    ended."""
    many = remember(library.engine, library.ledger)
    with reading(library.engine) as db:
        closing = cases_to_close(db)
    if closing:
        with writing(library.engine) as db:
            close_cases(db)
    return many


def _check_keys(settings: Settings, engine: Engine) -> None:
    fingerprint = Keyring(settings.keys).fingerprint
    with reading(engine) as db:
        noted = fact(db, "keys")
    if noted is None:
        with writing(engine) as db:
            note_fact(db, "keys", fingerprint)
    elif noted != fingerprint:
        raise KeyMissing(
            f"The keys in {settings.keys} are not those this library was made with. Restore the right ones."
        )


def _own_folder(folder: Path) -> None:
    """Make the data folder, open to its owner alone."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
