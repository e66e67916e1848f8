"""Verifying what was restored, as its readers will find it: every file by its hash, a word of everybody's opened."""

from pathlib import Path

from sqlmodel import select

from ..db import changes
from ..db.copying import damage
from ..db.engine import reading
from ..errors import KeyMissing
from ..library import Library
from ..media.sweeping import missing_files
from ..people.person import Person
from ..reflect.response import SealedRecord
from ..reflect.sealing import unseal
from .manifest import Manifest
from .place import hash_of, pieces


def verify_files(done: list[str], wrong: list[str], folder: Path, manifest: Manifest) -> None:
    """Read every file again from the disk: all that the manifest names are there and are what they were."""
    bad = [path for path, kept in manifest.files.items() if _told(folder / path) != kept.sha256]
    wrong += [f"{path} is not what it was" for path in bad]
    if not bad:
        size = sum(kept.bytes for kept in manifest.files.values())
        done.append(f"film: {len(manifest.files)} files, {size} bytes, every SHA-256 as it was")


def verify_library(done: list[str], wrong: list[str], library: Library, manifest: Manifest) -> None:
    """The library as it will be served: whole, no row without its file but those that had none, every key good for a
    record of its owner's, nothing behind in the index."""
    if said := damage(library.engine):
        wrong.append(f"database: {said}")
    with reading(library.engine) as db:
        lost = [path for path in missing_files(db, library.storage) if path not in manifest.missing]
        wrong += [f"{path} is named and not there" for path in lost]
        owners = db.exec(select(Person).where(Person.id.in_(select(SealedRecord.owner_id)))).all()  # type: ignore[union-attr]
        opened = 0
        for owner in owners:
            record = db.exec(select(SealedRecord).where(SealedRecord.owner_id == owner.pk).limit(1)).one()
            try:
                unseal(library.keyring, owner, record)
                opened += 1
            except KeyMissing as why:
                wrong.append(f"the words of person {owner.key}: {why}")
        if changes.pending(db, limit=1):
            wrong.append("index: it is behind")
    done.append(f"private words: a record of each of {opened} people opened, none shown")


def _told(place: Path) -> str:
    return hash_of(pieces(place)) if place.is_file() else "missing"
