"""Commands about lawful demands: answer one for one person, list those that were answered, tell her of one."""

import hashlib
import json
import os
from pathlib import Path
from typing import Annotated

import typer

from .backup.age import sealed
from .cli_hold import Approvers, person_named, two_named
from .console import noted, open_here
from .db.engine import reading, writing
from .errors import AlreadyDone, WrongInput
from .reflect.demanding import Demanded, answer_demand, demands_answered, tell_of_demand

demand = typer.Typer(no_args_is_help=True, help="Lawful demands for one person's words: answer, list, tell.")


@demand.command("answer")
def answer(
    email: Annotated[str, typer.Argument(help="E-mail address of whoever wrote them.")],
    approver: Approvers,
    reference: Annotated[str, typer.Option(help="Of the demand in your own files, never what it is about.")],
    kind: Annotated[list[Demanded], typer.Option("--kind", help="What it names; may be given again.")],
    key: Annotated[Path, typer.Option(help="The key file of the words, keys/master.key.")],
    for_key: Annotated[str, typer.Option("--for", help="Public key of who may read them, age1…; one alone.")],
    to: Annotated[Path, typer.Option(help="The encrypted file to write; it must not be there yet.")],
    not_told: Annotated[
        str, typer.Option(help="Reference of the order that forbids telling her; she is told without.")
    ] = "",
) -> None:
    """Open what one person wrote into a file that its recipient alone can read. She is told, by letter and on her
    pages, unless an order bars it. Ask her first: she can export all of it herself."""
    library = open_here()
    if to.exists():
        raise AlreadyDone(f"{to} is there already, and is never written over.")
    with writing(library.engine) as db:
        person, by = person_named(db, email), two_named(db, approver)
        row, words = answer_demand(
            db, library.keyring, person,
            kinds=kind, key_file=key, recipient=for_key, reference=reference, bar=not_told, by=by,
        )  # fmt: skip
        plain = json.dumps(words, ensure_ascii=False, indent=2).encode()
        file = b"".join(sealed([plain], [for_key]))
        row.sha256 = hashlib.sha256(file).hexdigest()
        noted(library, db, "lawful-demand answer", f"people/{person.key}/lawful-demands/{row.key}")
        records, told, number, sum = row.records, row.told, row.key, row.sha256
    _write(to, file)  # once it is written down that it was handed over, and not before
    print(f"{records} records of {email} are in {to}, for {for_key} alone. SHA-256 {sum}")
    later = f"She is not told; once the order is over: casebook lawful-demand tell {number}"
    print("She is told by letter and on her pages." if told else later)


@demand.command("list")
def list_() -> None:
    """List the demands that were answered, with their days, references and what they named."""
    library = open_here()
    with reading(library.engine) as db:
        found = demands_answered(db)
    for one, person in found:
        what = f"{one.reference}  {one.kinds}  {one.records}" + ("" if one.told else f"  (not told: {one.bar})")
        print(f"{one.created_at:%Y-%m-%d}  {one.key}  {person.email}  {what}")
    if not found:
        print("There is none.")


@demand.command("tell")
def tell(
    key: Annotated[str, typer.Argument(help="Key of the demand, as `list` prints it.")],
    approver: Approvers,
) -> None:
    """Tell somebody that her words were handed over, now that nothing bars it any more."""
    library = open_here()
    with writing(library.engine) as db:
        row, person = tell_of_demand(db, key, by=two_named(db, approver))
        noted(library, db, "lawful-demand tell", f"people/{person.key}/lawful-demands/{row.key}")
    print(f"{person.email} is told by letter and on her pages.")


def _write(to: Path, file: bytes) -> None:
    try:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            written.write(file)
            written.flush()
            os.fsync(written.fileno())
    except OSError as wrong:
        raise WrongInput(f"{to} cannot be written ({wrong.strerror}), though the demand is put down as answered: "
                         "answer it again into another place.") from None  # fmt: skip
