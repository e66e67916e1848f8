"""The commands that read a content folder, and that write the library as one for the other to read again."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from .cases.content_reading import read_content, without_cases
from .cases.exporting import lay_down, written_library
from .cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from .cli_audit import JsonFlag
from .console import fail, noted, open_here, say_json
from .db.engine import reading, writing
from .errors import ContentWrong, NotFound
from .people.person import Person
from .people.queries import person_by_email


def import_(
    folder: Annotated[Path, typer.Argument(help="A content folder.")],
    check: Annotated[bool, typer.Option("--check", help="Only check; change nothing.")] = False,
    by: Annotated[str, typer.Option(help="E-mail address of the author who imports.")] = "",
    cases: Annotated[
        bool, typer.Option("--cases/--without-cases", help="Whether its cases come too, and who speaks in them.")
    ] = True,
    as_json: JsonFlag = False,
) -> None:
    """Import themes, cases and recordings; says what changed. Every complaint names file, line and what is expected."""
    try:
        content = read_content(folder)
        content = content if cases else without_cases(content)
    except ContentWrong as wrong:
        if as_json:
            say_json({"complaints": wrong.complaints})
        fail(str(wrong))
    report = ImportReport()
    if not check:
        library = open_here()
        with writing(library.engine) as db:
            import_vocabulary(db, content, report)
            noted(library, db, "import")
        for case in content.cases.values():
            with reading(library.engine) as db:
                brought = bring_files(db, library.storage, case)
            with writing(library.engine) as db:
                import_case(db, case, brought, report, by=_author(db, by) if by else None)
    if as_json:
        told = {
            "added": report.added,
            "changed": report.changed,
            "closed": report.closed,
            "unchanged": report.unchanged,
        }
        say_json(told | {"complaints": []})
    elif check:
        print(f"Nothing to mend: {len(content.cases)} cases, {len(content.themes)} themes.")
    else:
        for name in report.added:
            print(f"added    {name}")
        for name in report.changed:
            print(f"changed  {name}")
        for slug in report.closed:
            print(f"closed   {slug}: it has changed; review and publish it again: casebook publish {slug}")
        print(f"{len(report.added)} added, {len(report.changed)} changed, {report.unchanged} as they were.")


def _author(db: Session, email: str) -> Person:
    if (found := person_by_email(db, email)) is None:
        raise NotFound(f"person: nobody has the address {email}")
    return found


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
