"""The command that brings film to another storage."""

from typing import Annotated

import typer

from .cli_audit import JsonFlag
from .console import noted, open_here, say_json
from .db.engine import writing
from .errors import SettingWrong
from .media.copying_film import copy_film
from .media.storage_opening import open_storage


def move_film(
    to: Annotated[str, typer.Option(help="Where film will be kept, as CASEBOOK_STORAGE will name it.")],
    as_json: JsonFlag = False,
) -> None:
    """Copy all film to another storage while everything runs, reading each file back; what is there already is left.
    Run it once more when nothing runs, then set CASEBOOK_STORAGE. Nothing is taken away here. Exit 1 where the other
    place holds what is not this library's."""
    library = open_here()
    if to == library.settings.storage_url:
        raise SettingWrong("That is where film is kept already.")
    target = open_storage(to, library.settings.keys)
    wrong = [one for one in target.examined() if not one.well]
    if wrong:
        raise SettingWrong(" ".join(f"{one.seen}. {one.advice}" for one in wrong))
    copied = copy_film(library.storage, target, library.settings.data / "moved-film.json")
    with writing(library.engine) as db:
        noted(library, db, "move-film")
    if as_json:
        say_json(vars(copied))
    else:
        print(f"{copied.files} files copied and read back ({copied.bytes} bytes), {copied.were_there} were there, "
              f"{copied.removed} taken away there since.")  # fmt: skip
        for path in copied.strange:
            print(f"NOT OURS  {path}")
    if copied.strange:
        raise typer.Exit(1)
