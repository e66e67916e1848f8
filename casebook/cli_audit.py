"""Commands about the audit: verify the chain, print its head, and take it out."""

import time
from datetime import datetime
from typing import Annotated

import typer

from .audit.chaining import head
from .audit.queries import entries_since
from .audit.verifying import verify as verify_chain
from .console import noted, open_here, say_json
from .db.engine import reading, writing
from .errors import WrongInput

audit = typer.Typer(no_args_is_help=True, help="The audit: verify, export.")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@audit.command("verify")
def verify(
    expect: Annotated[
        str, typer.Option(help="NUMBER:HEAD as the worker's log had it; tells whether the end was cut off since.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Say whether every row is there as it was written. Exit 1 when not."""
    library, wanted = open_here(), _noted(expect)
    began = time.monotonic()
    with reading(library.engine) as db:
        found = verify_chain(db, library.trail, expected=wanted)
    took = time.monotonic() - began
    if as_json:
        told = {"rows": found.rows, "head": f"{found.number}:{found.head}", "fault": found.fault, "seconds": took}
        say_json(told)
    else:
        print(f"{found.rows} rows in {took:.1f} s: {found.fault or 'all as they were written.'}")
        print(f"{found.number}:{found.head}")
    if found.fault:
        raise typer.Exit(1)


@audit.command("export")
def export(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; all without.")] = None,
) -> None:
    """Print the rows as JSON, the oldest first, each with its code, and the head. That it was taken out is kept."""
    library = open_here()
    with writing(library.engine) as db:
        noted(library, db, "audit export")
    with reading(library.engine) as db:
        rows = [one.model_dump() for one in entries_since(db, since.date() if since else None)]
        number, code = head(db)
    say_json({"head": f"{number}:{code}", "rows": rows})


def _noted(expect: str) -> tuple[int, str] | None:
    if not expect:
        return None
    number, _, code = expect.partition(":")
    if not number.isdecimal() or len(code) != 64:
        raise WrongInput("--expect takes NUMBER:HEAD, as the worker's log and `casebook audit verify` print it.")
    return int(number), code
