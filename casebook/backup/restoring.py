"""Putting a backup back into a new folder: decrypted, brought to what the ledgers say, its index made anew.

The folder gets its name at the very end: what is found under it is a whole library, or nothing is there.
"""

import io
import os
import shutil
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlmodel import col, delete, update

from ..audit.chaining import OPERATOR, note
from ..clock import now
from ..db.copying import rows_of, wrong_in
from ..db.engine import empty_log, writing
from ..db.migrate import newest
from ..errors import AlreadyDone, BackupBroken
from ..ledgers import apply_ledgers
from ..library import Library, open_library
from ..media.ledger import FILE, Ledger
from ..media.redaction_ledger import LEDGER
from ..people.contributor import ContributorLink
from ..people.letter import PasswordLink
from ..people.person import SignIn, UploadToken
from ..people.provider_link import LinkOffer
from ..people.second_factor import HalfSignIn
from ..preparing import bring_up_to_date
from ..reflect.sharing import revoke_every
from ..search.indexing import rebuild
from ..settings import Settings, read_settings
from ..teach.shared_note import SharedNote
from .manifest import Manifest, read_manifest
from .place import BackupPlace, read_sealed, settle
from .verifying import verify_files, verify_library


@dataclass
class Restored:
    """What was put back, in sentences; `wrong` is what does not hold."""

    moment: str
    done: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def find(source: Path) -> tuple[BackupPlace, str]:
    """The backups and the moment that a path means: a folder of backups for its newest, or one of `library/`. Raises
    BackupBroken where there is none."""
    if source.parent.name == "library" and source.is_dir():
        return BackupPlace(source.parent.parent), source.name
    place = BackupPlace(source)
    if not (moments := place.moments()):
        raise BackupBroken(f"There is no backup in {source}.")
    return place, moments[-1]


def restore(
    source: Path, to: Path, identities: Sequence[str], *, keys: Path | None = None, ledger: Path | None = None,
    verify: bool = False,
) -> Restored:  # fmt: skip
    """Put a backup back as the folder `to`, which must not be there yet or be empty. `keys` names another file of keys
    than the newest, `ledger` the folder of a ledger that outlived the library. Raises BackupBroken, AlreadyDone,
    StorageFull and KeyMissing; nothing is left under `to` then."""
    place, moment = find(source)
    if ledger and not ledger.is_dir():
        raise BackupBroken(f"There is no ledger folder {ledger}.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise AlreadyDone(f"{to} is there already. Name a folder that is not; nothing is written over.")
    beside = to.with_name(f".{to.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    restored = Restored(moment)
    try:
        manifest = read_manifest(read_sealed(place.folder / "library" / moment / "manifest.age", identities))
        _write_back(restored, place, manifest, beside, identities, keys, ledger)
        if verify:
            _look_at(restored, beside, manifest)
        settings = read_settings(
            data=beside,
            database=f"sqlite:///{beside / 'casebook.db'}",  # whatever kind it was of: `casebook move` brings it back
            storage="",
            index="",
            ledger=str(beside / "ledger"),
            tombstones=str(beside / "tombstones"),
            demo=False,
        )
        _bring_to_life(restored, settings, manifest, verify=verify)
        if to.exists():
            to.rmdir()
        beside.rename(to)
        settle(to.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return restored


def _write_back(
    restored: Restored,
    place: BackupPlace,
    manifest: Manifest,
    to: Path,
    identities: Sequence[str],
    keys: Path | None,
    ledger: Path | None,
) -> None:
    database = place.folder / "library" / manifest.moment / "database.age"
    _write(to / "casebook.db", read_sealed(database, identities), manifest.database_sha256)
    for path, kept in manifest.files.items():
        try:
            _write(to / "film" / path, read_sealed(place.object(kept.name), identities), kept.sha256)
        except BackupBroken as wrong:  # one film lost is no reason to lose the others
            restored.wrong.append(str(wrong))
            (to / "film" / path).unlink(missing_ok=True)
    held = [keys] if keys else place.keys()
    if not held:
        raise BackupBroken("The keys of private words are not here: name their file with --keys.")
    _unpack(to / "keys", read_sealed(held[-1], identities))
    (to / "ledger").mkdir(mode=0o700)
    if (written := place.ledger()) is not None:
        _unpack(to / "ledger", read_sealed(written, identities))
        (to / "film" / LEDGER).mkdir(parents=True, exist_ok=True, mode=0o700)
        for one in (to / "ledger").glob(f"{LEDGER}.*"):
            one.rename(to / "film" / LEDGER / one.name.removeprefix(f"{LEDGER}."))
    _join_tombstones(to, ledger)
    for one in sorted(ledger.iterdir()) if ledger else []:
        if one.name == FILE:
            continue
        with open(to / "ledger" / one.name, "ab") as file:  # lines that are there twice say nothing twice
            file.write(b"\n" + one.read_bytes())


def _join_tombstones(to: Path, ledger: Path | None) -> None:
    """What any ledger of ended recordings says that is left: that beside the backups, that of the machine where it has
    a folder of its own, that of a library it outlived. None takes another's place."""
    joined, own = Ledger(to / "tombstones"), read_settings(demo=False)
    beside = to / "ledger" / FILE
    for one in (beside, own.tombstones_folder / FILE if own.tombstones else None, ledger / FILE if ledger else None):
        if one is not None and one.is_file():
            joined.join(one.read_bytes())
    beside.unlink(missing_ok=True)


def _write(target: Path, plain: Iterable[bytes], told: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seen = sha256()
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for data in plain:
            file.write(data)
            seen.update(data)
        file.flush()
        os.fsync(file.fileno())
    if seen.hexdigest() != told:
        raise BackupBroken(f"{target.name} is not what the manifest says. Take another backup.")


def _unpack(folder: Path, plain: Iterable[bytes]) -> None:
    folder.mkdir(exist_ok=True, mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(b"".join(plain))) as archive:
        for entry in archive:
            if entry.isfile() and entry.name == Path(entry.name).name and (held := archive.extractfile(entry)):
                with open(os.open(folder / entry.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(held.read())


def _look_at(restored: Restored, folder: Path, manifest: Manifest) -> None:
    """Before anything is changed: the database is whole and has the rows it had, and every file is what it was."""
    wrong = wrong_in(folder / "casebook.db")
    rows = rows_of(folder / "casebook.db") if not wrong else {}
    wrong += [f"{name}: {rows.get(name)} rows, not {count}" for name, count in manifest.rows.items()
              if not wrong and rows.get(name) != count]  # fmt: skip
    restored.wrong += wrong
    if not wrong:
        restored.done.append(f"database: whole, {sum(rows.values())} rows in {len(rows)} tables as they were")
    verify_files(restored.done, restored.wrong, folder / "film", manifest)


def _bring_to_life(restored: Restored, settings: Settings, manifest: Manifest, *, verify: bool) -> None:
    if manifest.migration > newest():
        raise BackupBroken(f"This backup is of a newer casebook ({manifest.version}). Install that one first.")
    if bring_up_to_date(settings) != newest():
        restored.done.append(f"database: brought from migration {manifest.migration} to {newest()}")
    library = open_library(settings)
    try:
        films, accounts = apply_ledgers(library)
        restored.done.append(f"ledgers: {films} films and {accounts} accounts ended again")
        shares = _let_nobody_in(library)
        restored.done.append(f"everybody signs in again; {shares} shares taken back, contributors get new links")
        rebuild(library.engine, library.index)
        restored.done.append("index: made anew")
        if verify:
            verify_library(restored.done, restored.wrong, library, manifest)
        empty_log(library.engine)
    finally:
        library.index.close()
        library.keyring.release()
        library.engine.dispose()


def _let_nobody_in(library: Library) -> int:
    """What was revoked since the backup must not open a door again, nor words that were taken back be read; nobody can
    tell which, so all are. Answers how many things people shared are theirs alone again."""
    with writing(library.engine) as db:
        db.exec(delete(SignIn))
        for kind in (UploadToken, HalfSignIn, PasswordLink, LinkOffer):
            db.exec(delete(kind))
        over = update(ContributorLink).where(col(ContributorLink.revoked_at).is_(None))
        db.exec(over.values(revoked_at=now()))
        shares = revoke_every(db) + db.exec(delete(SharedNote)).rowcount
        note(db, library.trail, who=OPERATOR, act="casebook restore")
    return shares
