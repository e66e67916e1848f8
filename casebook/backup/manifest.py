"""What a backup says of itself: the moment, the shape of its database, its rows, and every file with its SHA-256."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import BackupBroken
from ..media.storage import checked_path
from .keeping import when


@dataclass(frozen=True)
class Kept:
    """A file of the storage: what its bytes are, how many, and the name under which they lie in the backups."""

    sha256: str
    bytes: int
    name: str


@dataclass(frozen=True)
class Manifest:
    """One backup. `missing` are files that the database named and the storage did not have."""

    moment: str
    version: str
    migration: str
    database_sha256: str
    keys: str
    rows: dict[str, int]
    files: dict[str, Kept] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def text(self) -> bytes:
        """As it is written down."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read_manifest(plain: Iterable[bytes]) -> Manifest:
    """A manifest as it was written down. Raises BackupBroken for anything else."""
    try:
        told: dict[str, Any] = json.loads(b"".join(plain))
        files = {checked_path(path): Kept(**kept) for path, kept in told.pop("files").items()}
        if not all(re.fullmatch("[0-9a-f]{64}", kept.name) for kept in files.values()):
            raise ValueError
        when(told["moment"])  # none of these may lead anywhere else, whoever wrote them
        return Manifest(**told, files=files)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupBroken("The manifest of this backup cannot be read; take another backup.") from None
