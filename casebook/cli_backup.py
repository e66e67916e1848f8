"""Commands about backups: take one, put one back."""

from pathlib import Path
from typing import Annotated

import typer

from .backup.age import recipient_of
from .backup.keeping import TAKEN
from .backup.place import BackupPlace
from .backup.restoring import restore as put_back
from .backup.taking import take_backup
from .cli_audit import JsonFlag
from .console import log_to, noted, open_here, say_json
from .db.engine import writing
from .db.fact import note_fact
from .errors import SettingWrong
from .settings import read_settings


def backup(
    target: Annotated[Path, typer.Argument(help="The folder of backups; best on another machine's disk.")],
    for_key: Annotated[
        list[str] | None, typer.Option("--for", help="Public key, age1…; else those of CASEBOOK_BACKUP_KEYS.")
    ] = None,
    keep_days: Annotated[int, typer.Option(min=1, max=35, help="Days a backup is kept.")] = 35,
    keep_keys_days: Annotated[int, typer.Option(min=1, max=7, help="Days the keys of private words are kept.")] = 7,
    as_json: JsonFlag = False,
) -> None:
    """Copy the whole library, encrypted, while everything runs; then let go of what is too old. Exit 0 when whole."""
    library = open_here()
    recipients = for_key or [one.strip() for one in library.settings.backup_keys.split(",") if one.strip()]
    place = BackupPlace(target)
    taken = take_backup(library, place, recipients, keep_days=keep_days, keep_keys_days=keep_keys_days)
    with writing(library.engine) as db:
        note_fact(db, TAKEN, taken.moment)
        noted(library, db, "backup")
    if as_json:
        say_json(vars(taken))
        return
    print(f"{target / 'library' / taken.moment}: {taken.files} files of film, {taken.new_files} of them new "
          f"({taken.new_bytes} bytes); {taken.pruned} old backups taken away.")  # fmt: skip
    print(f"Manifest: SHA-256 {taken.manifest_sha256}")
    for path in taken.missing:
        print(f"MISSING in the library itself: {path}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="A folder of backups, or one of its library/.")],
    to: Annotated[Path, typer.Option(help="The new data folder; it must not be there yet.")],
    key: Annotated[Path, typer.Option(help="File with the secret backup key, AGE-SECRET-KEY-1….")],
    keys: Annotated[Path | None, typer.Option(help="Another file of private words' keys than the newest.")] = None,
    ledger: Annotated[Path | None, typer.Option(help="Ledger folder that outlived the library, if any.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Read everything again, and open a word of each.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put a backup back into a new folder, and say what was done and what does not hold. Exit 1 where something does
    not."""
    log_to(read_settings())
    restored = put_back(source, to.absolute(), identities_in(key), keys=keys, ledger=ledger, verify=verify)
    if as_json:
        say_json(vars(restored))
    else:
        print(f"The library as it was at {restored.moment} is in {to}.")
        for line in restored.done:
            print(f"  {line}")
        for line in restored.wrong:
            print(f"  WRONG  {line}")
        if not verify:
            print("  nothing more was verified: --verify reads everything again")
    if restored.wrong:
        raise typer.Exit(1)


def identities_in(file: Path) -> list[str]:
    """The secret keys in a file, as `age-keygen` or `casebook keys for-backups` writes it. Raises SettingWrong."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SettingWrong(f"The backup key {file} cannot be read.") from None
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    for one in found:
        recipient_of(one)
    if not found:
        raise SettingWrong(f"There is no secret key in {file}.")
    return found
