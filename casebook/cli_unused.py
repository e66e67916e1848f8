"""Commands about accounts nobody uses: who is to be told, and that she was, where no letters are sent."""

from typing import Annotated

import typer

from .console import noted, open_here, say_json
from .db.engine import reading, writing
from .errors import NotFound
from .people.queries import person_by_email
from .teach.leaving_unused import note_told, to_be_told

unused = typer.Typer(no_args_is_help=True, help="Accounts nobody uses: list, told.")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@unused.command("list")
def list_(as_json: JsonFlag = False) -> None:
    """List who has not been here for so long that she is to be told; nobody's account is closed before."""
    library = open_here()
    with reading(library.engine) as db:
        away = to_be_told(db, months=library.settings.unused_months)
    if as_json:
        say_json([{"email": person.email, "last_here": absence.last_here} for absence, person in away])
        return
    for absence, person in away:
        print(f"{absence.last_here}  {person.email}")
    if not away:
        print("There is nobody.")


@unused.command("told")
def told(email: Annotated[str, typer.Argument(help="E-mail address of whoever was told.")]) -> None:
    """Note that somebody was told today that her account will be closed; signing in makes it forgotten."""
    library = open_here()
    with writing(library.engine) as db:
        person = person_by_email(db, email)
        away = {one.pk: absence for absence, one in to_be_told(db, months=library.settings.unused_months)}
        if person is None or person.pk not in away:
            raise NotFound(f"person: nobody with the address {email} has been away that long")
        note_told(away[person.pk])
        db.add(away[person.pk])
        noted(library, db, "unused told", f"people/{person.key}")
    print(f"{email} was told. The account closes in {library.settings.unused_notice_days} days unless she signs in.")
