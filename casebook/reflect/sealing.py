"""Sealing words for their owner: AES-256-GCM, bound to the row, its owner and its version (E1)."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, func, select

from ..db.row import new_key
from ..errors import KeyMissing
from ..people.person import Person
from .keyring import Keyring
from .response import SealedRecord

_NONCE = 12  # bytes


def seal(db: Session, keyring: Keyring, owner: Person, kind: str, about: str, words: dict[str, Any]) -> SealedRecord:
    """Keep `words` for their owner alone, in place of what was kept under the same kind and matter."""
    record = record_of(db, owner, kind, about)
    if record is None:
        record = SealedRecord(id=new_key(24), owner_id=owner.pk, kind=kind, about=about, version=0, sealed=b"")
    record.version += 1
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps(words, ensure_ascii=False).encode()
    record.sealed = nonce + keyring.key_to_seal_with(owner.key).encrypt(nonce, plain, _bound_to(record, owner))
    db.add(record)
    return record


def unseal(keyring: Keyring, owner: Person, record: SealedRecord) -> dict[str, Any]:
    """The words of a record, for their owner. Raises KeyMissing where the key is gone or the record was moved."""
    return _opened(keyring.key_of(owner.key), owner, record)


def unseal_all(keyring: Keyring, owner: Person, records: Sequence[SealedRecord]) -> list[dict[str, Any]]:
    """The words of some records of one owner, for her: her key is asked for once. Raises KeyMissing."""
    key = keyring.key_of(owner.key) if records else None
    return [_opened(key, owner, record) for record in records if key]


def _opened(key: AESGCM, owner: Person, record: SealedRecord) -> dict[str, Any]:
    nonce, sealed = record.sealed[:_NONCE], record.sealed[_NONCE:]
    try:
        plain = key.decrypt(nonce, sealed, _bound_to(record, owner))
    except InvalidTag:
        raise KeyMissing(
            "These words cannot be opened: their key is gone, or the record is not where it was."
        ) from None
    words: dict[str, Any] = json.loads(plain)
    return words


def unsealed(
    db: Session, keyring: Keyring, owner: Person, kind: str | None = None
) -> list[tuple[SealedRecord, dict[str, Any]]]:
    """All of a person's records, or those of one kind, with their words, for her; in no order. Raises KeyMissing."""
    hers = select(SealedRecord).where(SealedRecord.owner_id == owner.pk)
    held = db.exec(hers.where(SealedRecord.kind == kind) if kind else hers).all()
    key = keyring.key_of(owner.key) if held else None  # asked once: opening it takes longer than what it opens
    return [(record, _opened(key, owner, record)) for record in held if key]


def how_many(db: Session, owner: Person, kind: str) -> int:
    """How many records of one kind a person has; none of them is opened."""
    hers = select(func.count()).where(SealedRecord.owner_id == owner.pk, SealedRecord.kind == kind)
    return db.exec(hers).one()


def discard(db: Session, record: SealedRecord) -> None:
    """Delete a record for good."""
    db.delete(record)
    db.flush()


def record_of(db: Session, owner: Person, kind: str, about: str) -> SealedRecord | None:
    """The sealed record of a person about one thing, if there is one."""
    return db.exec(
        select(SealedRecord).where(
            SealedRecord.owner_id == owner.pk, SealedRecord.kind == kind, SealedRecord.about == about
        )
    ).first()


def _bound_to(record: SealedRecord, owner: Person) -> bytes:
    return "‖".join(("sealed_records", record.id, owner.key, record.kind, record.about, str(record.version))).encode()
