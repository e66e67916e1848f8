"""The command that writes the library as a content folder, for `casebook import` to read again."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from .cases.content_reading import read_content
from .cases.exporting import lay_down, written_library
from .console import noted, open_here
from .db.engine import reading, writing


def export(folder: Annotated[Path, typer.Argument(help="A folder that is empty, or not there yet.")]) -> None:
    """Write themes, guidance, contributors and cases with their recordings as a content folder. What no live consent
    lets out stays, and is said; so does everything that people answered and wrote."""
    library = open_here()
    with reading(library.engine) as db:
        written = written_library(db)

    def say(done: int, every: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {every} files", end="\n" if done == every else "", file=sys.stderr)

    lay_down(written, folder, library.storage, say=say)
    with writing(library.engine) as db:
        noted(library, db, "export")
    content = read_content(folder)  # what cannot be imported again is no export
    for line in written.left_out:
        print(f"left out {line}")
    media = f"{len(written.files)} files of film, sound and stills"
    print(f"{len(content.cases)} cases, {len(content.themes)} themes, {media}.")
