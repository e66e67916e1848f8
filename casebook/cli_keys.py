"""Commands about the keys of private words: rotate the master key, and close an account for good."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from .backup.age import new_identity, recipient_of
from .console import noted
from .db.engine import reading, writing
from .errors import AlreadyDone, NotFound
from .library import open_library
from .people.queries import person_by_email
from .preparing import prepare
from .settings import read_settings
from .teach.closing import close_account

keys = typer.Typer(no_args_is_help=True, help="Keys of private words: rotate, move, shred.")


@keys.command("rotate")
def rotate() -> None:
    """Wrap every person's key under a new master key, put first in its file. What runs meanwhile goes on; keep a copy
    of the new file apart from the database's backups."""
    settings = read_settings()
    prepare(settings)
    library = open_library(settings)
    wrapped = library.keyring.rotate()
    with writing(library.engine) as db:
        noted(library, db, "keys rotate")
    print(f"{wrapped} keys wrapped anew. Back up {settings.keys}.")


@keys.command("move")
def move_(
    to: Annotated[str, typer.Option(help="URL of a database of its own, which has no keys yet or the very same.")],
) -> None:
    """Bring each person's key, wrapped as it is, into another database. Stop both programs before, and name the
    database in CASEBOOK_KEYS_DATABASE after."""
    settings = read_settings()
    prepare(settings)
    library = open_library(settings)
    many = library.keyring.move_to(to)
    with writing(library.engine) as db:
        noted(library, db, "keys move")
    print(f"{many} keys are there. Name that database in CASEBOOK_KEYS_DATABASE, then take the old ones away.")


@keys.command("for-backups")
def for_backups(
    file: Annotated[Path, typer.Argument(help="Where the secret half goes; take it to another place.")],
) -> None:
    """Make a key for backups: its secret half into a new file, its public half on standard output."""
    secret = new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AlreadyDone(f"{file} is there already, and a key is never written over.") from None
    with os.fdopen(handle, "w") as written:
        written.write(f"# opens what was encrypted for {recipient_of(secret)}\n{secret}\n")
    print(recipient_of(secret))


@keys.command("shred")
def shred(
    email: Annotated[str, typer.Argument(help="E-mail address of the account to close.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Close someone's account for good: her words are deleted and her key destroyed, so that no copy can be read."""
    settings = read_settings()
    prepare(settings)
    library = open_library(settings)
    with reading(library.engine) as db:
        person = person_by_email(db, email)
    if person is None:
        raise NotFound(f"person: nobody has the address {email}")
    if not yes and typer.prompt("This cannot be undone. Type the address again", err=True).strip() != email:
        print("That is another address; nothing was done.", file=sys.stderr)
        raise typer.Exit(2)
    close_account(
        library.engine,
        library.keyring,
        person.key,
        note=lambda db: noted(library, db, "keys shred", f"people/{person.key}"),
    )
    print(f"The account of {email} is closed and its key destroyed.")
