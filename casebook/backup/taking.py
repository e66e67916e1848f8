"""Taking a backup while everything runs: database, film, keys apart, ledgers; encrypted, each file whole or absent."""

import io
import json
import tarfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from .. import __version__
from ..clock import now
from ..db.copying import rows_of
from ..db.engine import open_engine, reading
from ..db.migrate import current
from ..errors import AlreadyDone, NotFound
from ..library import Library
from ..media.ledger import FILE
from ..media.redaction_ledger import LEDGER
from ..media.sweeping import missing_files
from ..reflect.keyring import PEOPLE
from .holding import Held, held
from .keeping import STAMP, prune
from .manifest import Kept, Manifest
from .place import SUMS, BackupPlace, hash_of, pieces, write_sealed

_NOTE_AFTER_S = 60.0  # of copying film, what is done is noted: a backup that is stopped is gone on with by the next


@dataclass
class Taken:
    """What a backup came to."""

    moment: str
    manifest_sha256: str = ""
    files: int = 0
    new_files: int = 0
    new_bytes: int = 0
    missing: list[str] = field(default_factory=list)
    pruned: int = 0


def take_backup(
    library: Library, place: BackupPlace, recipients: Sequence[str], *, keep_days: int, keep_keys_days: int
) -> Taken:
    """Copy the library as it is at this moment, then let go of backups older than so many days. Raises AlreadyDone,
    StorageFull, BackupBroken and SettingWrong; whatever is raised, earlier backups are whole."""
    if place.folder.absolute().is_relative_to(library.settings.data):
        raise AlreadyDone("A backup inside the folder it is a copy of would go with it. Name a folder on another disk.")
    with place.locked():
        moment = now()
        stamp = moment.strftime(STAMP)
        known = _Known(library, place, recipients)
        with held(library, known.has) as still, place.beginning(stamp) as folder:
            taken, told = Taken(stamp), hash_of(pieces(still.database))  # before anything opens it
            sums = {f"library/{stamp}/database.age": write_sealed(folder / "database.age", pieces(still.database),
                                                                  recipients)}  # fmt: skip
            files = _keep_film(known, still, taken)
            missing = _missing(still, library, files)
            taken.missing = missing
            manifest = _manifest(library, still, stamp, told, files, missing).text()
            taken.manifest_sha256 = sha256(manifest).hexdigest()
            sums[f"library/{stamp}/manifest.age"] = write_sealed(folder / "manifest.age", [manifest], recipients)
            sums |= {f"film/{one.name[:2]}/{one.name}.age": known.sums[one.name] for one in files.values()}
            write_sealed(place.folder / "keys" / f"{stamp}.age", [_keys(library, still)], recipients)
            write_sealed(place.folder / "ledger" / f"{stamp}.age", [_ledgers(library)], recipients)
            lines = (f"{told}  {path}\n" for path, told in sorted(sums.items()))
            (folder / SUMS).write_text("".join(lines), encoding="ascii")
        known.note()
        taken.pruned = prune(place, moment, keep_days=keep_days, keep_keys_days=keep_keys_days)
    return taken


class _Known:
    """What is known of the storage's files from the backup before, so that no film is read again each day."""

    def __init__(self, library: Library, place: BackupPlace, recipients: Sequence[str]) -> None:
        self.storage, self.keyring, self.place = library.storage, library.keyring, place
        self.recipients = sorted(recipients)
        self._note = library.settings.data / "backup" / "known.json"
        self.sums = {
            Path(path).stem: told
            for moment in place.moments()
            for path, told in place.sums(moment).items()
            if path.startswith("film/")
        }
        self._held: dict[str, list[str]] = {}
        with suppress(OSError, ValueError):
            self._held = json.loads(self._note.read_text())
        self._now: dict[str, list[str]] = {}

    def has(self, path: str, etag: str) -> bool:
        """Whether the backups have this file as it is now."""
        known, told, *_ = self._held.get(path, ["", ""])
        return bool(told) and etag == known and self._is_there(self.name(told))

    def _is_there(self, name: str) -> bool:
        if not (there := self.place.object(name)).is_file():
            return False
        if name not in self.sums:  # from a backup that was stopped
            self.sums[name] = hash_of(pieces(there))
        return True

    def name(self, told: str) -> str:
        """The name a file has in the backups: it tells nobody there what the file is, and is another one where it is
        encrypted for others."""
        return self.keyring.name("backup", told, *self.recipients)

    def kept(self, path: str) -> Kept | None:
        """What is known of a file that the backups have."""
        if path not in self._held:
            return None
        etag, told, size = self._held[path]
        self._now[path] = [etag, told, size]
        return Kept(told, int(size), self.name(told))

    def keep(self, path: str, source: Path, etag: str) -> tuple[Kept, bool]:
        """Copy a file to the backups, where another of the same bytes is not there already; says whether it was. `etag`
        is what it had before it was held: where it has changed since, the next backup copies it again."""
        told, size = hash_of(pieces(source)), source.stat().st_size
        name = self.name(told)
        self._now[path] = [etag, told, str(size)]
        new = not self._is_there(name)
        if new:
            self.sums[name] = write_sealed(self.place.object(name), pieces(source), self.recipients)
        return Kept(told, size, name), new

    def note(self, *, so_far: bool = False) -> None:
        """Remember what is known for the next backup, and `so_far` what was known before beside it; losing it costs
        time and nothing else."""
        beside = self._note.with_suffix(".tmp")
        with suppress(OSError):
            beside.write_text(json.dumps(self._held | self._now if so_far else self._now))
            beside.replace(self._note)


def _keep_film(known: _Known, still: Held, taken: Taken) -> dict[str, Kept]:
    files: dict[str, Kept] = {}
    for path, etag in known.storage.marked():
        if (
            not _is_ledger(path)
            and path not in still.files
            and (before := known.kept(path)) is not None
            and known.has(path, etag)
        ):
            files[path] = before
    try:
        _copy_film(known, still, taken, files)
    finally:
        known.note(so_far=True)
    taken.files = len(files)
    return files


def _copy_film(known: _Known, still: Held, taken: Taken, files: dict[str, Kept]) -> None:
    noted = time.monotonic()
    for path in still.files:
        if _is_ledger(path):
            continue
        try:
            with still.here(path) as source:
                files[path], new = known.keep(path, source, still.files[path][1])
        except (FileNotFoundError, NotFound):  # could not be held, and was taken away
            continue
        taken.new_files += new
        taken.new_bytes += files[path].bytes if new else 0
        if time.monotonic() - noted >= _NOTE_AFTER_S:
            known.note(so_far=True)
            noted = time.monotonic()


def _is_ledger(path: str) -> bool:
    return path.startswith(f"{LEDGER}/")  # kept apart from what is restored as it was


def _missing(still: Held, library: Library, files: dict[str, Kept]) -> list[str]:
    engine = open_engine(f"sqlite:///{still.database}")
    try:
        with reading(engine) as db:
            return [path for path in missing_files(db, library.storage) if path not in files]
    finally:
        engine.dispose()


def _manifest(
    library: Library, still: Held, stamp: str, told: str, files: dict[str, Kept], missing: list[str]
) -> Manifest:
    return Manifest(
        moment=stamp,
        version=__version__,
        migration=current(library.engine),
        database_sha256=told,
        keys=library.keyring.fingerprint,
        rows=rows_of(still.database),
        files=files,
        missing=missing,
    )


def _keys(library: Library, still: Held) -> bytes:
    return _tar(library.settings.keys, but=(PEOPLE,), also=still.keys)


def _ledgers(library: Library) -> bytes:
    """What must stay ended: accounts, films, and what was redacted of them. No backup holds it as it was on its day:
    the newest alone is kept, beside them all."""
    written = {path.replace("/", ".", 1): library.storage.read(path) for path in library.storage.below(LEDGER)}
    written[FILE] = library.ledger.lines()
    return _tar(library.settings.ledger_folder, written=written)


def _tar(
    folder: Path, *, but: tuple[str, ...] = (), also: Path | None = None, written: dict[str, bytes] | None = None
) -> bytes:
    """The files of a folder as one archive in memory: small ones, and never on the disk unencrypted."""
    made = io.BytesIO()
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    with tarfile.open(fileobj=made, mode="w") as archive:
        for one in [*(one for one in found if one.is_file() and not one.name.startswith(but or "\0")),
                    *([also] if also else [])]:  # fmt: skip
            archive.add(one, one.name, recursive=False, filter=_nobodys)
        for name, data in (written or {}).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
