"""The command that moves a library to another database."""

import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from . import rows  # noqa: F401  # all tables, so that none is left behind
from .cli_audit import JsonFlag
from .console import log_to, say_json
from .db.engine import open_engine
from .db.moving import Moved, move, move_to_file
from .errors import SettingWrong
from .settings import read_settings


def move_(
    to: Annotated[str, typer.Option(help="URL of an empty PostgreSQL, or of a file of SQLite's that is not there.")],
    from_: Annotated[str, typer.Option("--from", help="URL of the database; else the one of the settings.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Bring all rows into another database, and read both again to see that they are the same. Stop servers and workers
    first: nobody can write meanwhile. Stopped halfway, the same command goes on. Film, index and keys stay."""
    settings = read_settings()
    log_to(settings)
    os.umask(0o077)  # whatever is written is its owner's alone
    source_url = from_ or settings.database_url
    for one in (source_url, to):
        _check(one)
    if make_url(source_url) == make_url(to):
        raise SettingWrong("That is the database the library is in already.")
    moved = _moved(source_url, to)
    if as_json:
        say_json({"rows": moved.rows, "there_already": moved.there_already})
        return
    print(f"{sum(moved.rows.values())} rows of {len(moved.rows)} tables are the same in both databases.")
    if moved.there_already:
        print(f"{moved.there_already} of them had been brought by a move that was stopped.")
    print(f"Now set CASEBOOK_DATABASE to {make_url(to).render_as_string()} with its password, and start again.")
    print("What is written to the old database from now on is not in the new one.")


def _moved(source_url: str, to: str) -> Moved:
    source = open_engine(source_url)
    try:
        if make_url(to).get_backend_name() == "sqlite":
            return move_to_file(source, Path(make_url(to).database or ""))
        target = open_engine(to)
        try:
            return move(source, target)
        finally:
            target.dispose()
    finally:
        source.dispose()


def _check(url: str) -> None:
    try:
        kind = make_url(url)
    except ArgumentError:
        raise SettingWrong(
            "A database's URL is expected, such as postgresql+psycopg://casebook@db.example/casebook"
        ) from None
    if kind.get_backend_name() == "sqlite" and not kind.database:
        raise SettingWrong("A file is expected, such as sqlite:////srv/casebook/casebook.db")
