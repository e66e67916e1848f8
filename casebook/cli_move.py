"""The command that moves a library to another database."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from . import rows  # noqa: F401  # all tables, so that none is left behind
from .audit.chaining import OPERATOR, Trail, note
from .cli_audit import JsonFlag
from .console import log_to, say_json
from .db.engine import open_engine, reading, writing
from .db.fact import fact
from .db.migrate import current
from .db.moving import Moved, move, move_to_file
from .db.sqlite import is_left, take_up_again
from .errors import AlreadyDone, KeyMissing, SettingWrong
from .reflect.keyring import Keyring
from .settings import Settings, read_settings


def move_(
    to: Annotated[
        str, typer.Option(help="URL of an empty PostgreSQL, or of a file of SQLite's that is not there.")
    ] = "",
    from_: Annotated[str, typer.Option("--from", help="URL of the database; else the one of the settings.")] = "",
    undo: Annotated[bool, typer.Option(help="Let a file that was moved from be written to again.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Bring all rows into another database, and read both again to see that they are the same. Stop servers and workers
    first: nobody can write meanwhile, and to a file that was moved from nobody after. Stopped halfway, the same command
    goes on. Film, index and keys stay."""
    settings = read_settings()
    log_to(settings)
    os.umask(0o077)  # whatever is written is its owner's alone
    source_url = from_ or settings.database_url
    if undo:
        _check(source_url)
        _undo(settings, source_url)
        return
    if not to:
        raise SettingWrong("Say where to: casebook move --to postgresql+psycopg://…")
    for one in (source_url, to):
        _check(one)
    if make_url(source_url) == make_url(to):
        raise SettingWrong("That is the database the library is in already.")
    moved = _moved(settings, source_url, to)
    if as_json:
        say_json({"rows": moved.rows, "there_already": moved.there_already})
        return
    print(f"{sum(moved.rows.values())} rows of {len(moved.rows)} tables are the same in both databases.")
    if moved.there_already:
        print(f"{moved.there_already} of them had been brought by a move that was stopped.")
    print(f"Now set CASEBOOK_DATABASE to {make_url(to).render_as_string()} with its password, and start again.")
    if make_url(source_url).get_backend_name() == "sqlite":
        print("The old database takes no more writes. Should you go on with it after all: casebook move --undo")
    else:
        print("What is written to the old database from now on is not in the new one.")


def _moved(settings: Settings, source_url: str, to: str) -> Moved:
    source = open_engine(source_url)
    try:
        noting = partial(note, trail=_trail(settings, source), who=OPERATOR, act="casebook move")
        if make_url(to).get_backend_name() == "sqlite":
            return move_to_file(source, Path(make_url(to).database or ""), note=noting)
        target = open_engine(to)
        try:
            return move(source, target, note=noting)
        finally:
            target.dispose()
    finally:
        source.dispose()


def _trail(settings: Settings, source: Engine) -> Trail:
    """What goes on with the audit of a database. Raises KeyMissing where the keys are not those it was made with."""
    ring = Keyring(settings.keys, settings.ledger_folder, database=settings.keys_database)
    try:
        with reading(source) as db:
            if current(source) and fact(db, "keys") not in (None, ring.fingerprint):
                raise KeyMissing(f"The keys in {settings.keys} are not those of the library that is moved.")
        return Trail(ring.own_key("audit"))
    finally:
        ring.release()


def _undo(settings: Settings, url: str) -> None:
    engine = open_engine(url)
    try:
        if engine.dialect.name != "sqlite" or not is_left(engine):
            raise AlreadyDone("That database takes writes: there is nothing to undo.")
        trail = _trail(settings, engine)
        take_up_again(engine)
        with writing(engine) as db:
            note(db, trail, who=OPERATOR, act="casebook move undone")
    finally:
        engine.dispose()
    print("The old database takes writes again. What was written to the new one is not in it.")


def _check(url: str) -> None:
    try:
        kind = make_url(url)
    except ArgumentError:
        raise SettingWrong(
            "A database's URL is expected, such as postgresql+psycopg://casebook@db.example/casebook"
        ) from None
    if kind.get_backend_name() == "sqlite" and not kind.database:
        raise SettingWrong("A file is expected, such as sqlite:////srv/casebook/casebook.db")
