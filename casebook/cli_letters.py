"""The command about letters: which wait, which were given up, and trying those again."""

from typing import Annotated

import typer

from .console import noted, open_here, say_json
from .db.engine import writing
from .people.letter import Letter
from .people.mailing import letters_kept, try_letters_again


def letters(
    again: Annotated[bool, typer.Option("--again", help="Try those that were given up for another day.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """List the letters that wait, and those that a day of trying could not send, with what stands in the way."""
    library = open_here()
    with writing(library.engine) as db:
        if again:
            try_letters_again(db)
            noted(library, db, "letters")
        kept = letters_kept(db)
    if as_json:
        say_json([_told(letter) for letter in kept])
        return
    if library.post_office is None and kept:
        print("No mail server is set (CASEBOOK_SMTP_HOST), so letters wait.")
    for letter in kept:
        print("  ".join(f"{value}" for value in _told(letter).values() if value))
    if not kept:
        print("Nothing waits.")


def _told(letter: Letter) -> dict[str, str]:
    """A letter for whoever runs the server: to whom is her business, not theirs."""
    return {
        "key": letter.key,
        "kind": letter.kind.value,
        "state": letter.state.value,
        "written": f"{letter.created_at:%Y-%m-%d %H:%M}",
        "attempts": str(letter.attempts),
        "trouble": letter.trouble,
    }
