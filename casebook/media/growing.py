"""Where uploads grow: in a file of this machine, or, where film is kept elsewhere, as parts in the same storage, so
that any process can go on with what another received."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ..clock import now
from ..db.engine import reading
from ..errors import StorageAway
from . import part_file
from .part_file import PartFile
from .part_objects import PartObjects, folder_of
from .source import Parts, Source
from .storage import GROWING, Storage
from .upload import Upload, UploadPart

_DAY_S = 86_400.0


@dataclass(frozen=True)
class Room:
    """Where uploads grow and what is the most they may be."""

    folder: Path
    most_bytes: int  # of one recording
    quota_bytes: int  # of all that one person has sent
    reserve_bytes: int  # that stay free
    days: int  # that an unfinished upload is kept
    parts: Storage | None = None  # where they grow instead of the folder, when processes do not share one

    @property
    def free_bytes(self) -> int | None:
        """Bytes that are free here, where that is known."""
        return part_file.free_bytes(self.folder) if self.parts is None else None


class Grower(Protocol):
    """One writer's hold on an upload, from its offset on. What is written counts once it was synced and noted."""

    offset: int

    def write(self, data: bytes) -> None: ...
    def sync(self) -> int: ...
    def note(self, db: Session, upload: Upload) -> None: ...
    def forget_new(self) -> None: ...
    def close(self) -> None: ...


def grow(engine: Engine, room: Room, upload: Upload) -> Grower:
    """Go on with an upload where it is. Raises UploadBusy, Gone, StorageFull."""
    if room.parts is None:
        return PartFile(room.folder, upload.key, upload.offset, reserve_bytes=room.reserve_bytes)
    with reading(engine) as db:
        return PartObjects(db, room.parts, upload)


def source_of(db: Session, room: Room, upload: Upload) -> Source:
    """What has arrived of an upload, as something that can be kept."""
    if room.parts is None:
        return room.folder / upload.key
    parts = db.exec(select(UploadPart).where(UploadPart.upload_id == upload.pk).order_by(col(UploadPart.at))).all()
    return Parts(tuple(one.path for one in parts), sum(one.bytes for one in parts))


def forget(room: Room, keys: Sequence[str]) -> None:
    """Take away what has arrived of uploads; content when there is nothing. Where its place is away, it goes when the
    worker sweeps."""
    for key in keys:
        if room.parts is None:
            part_file.forget(room.folder, key)
        else:
            with suppress(StorageAway):
                room.parts.remove_below(folder_of(key))


def forget_strays(engine: Engine, room: Room) -> int:
    """Take away what no upload owns, such as of one given up while its program was killed. Answers how many."""
    with reading(engine) as db:
        known = set(db.exec(select(Upload.key).where(col(Upload.finished_at).is_(None))).all())
    return _stray_files(room, known) + _stray_parts(room, known)


def _stray_files(room: Room, known: set[str]) -> int:
    if not room.folder.is_dir():
        return 0
    day_ago = now().timestamp() - _DAY_S
    strays = [
        one
        for one in room.folder.iterdir()
        if one.name not in known and one.is_file() and one.stat().st_mtime < day_ago
    ]
    for one in strays:
        one.unlink(missing_ok=True)
    return len(strays)


def _stray_parts(room: Room, known: set[str]) -> int:
    if room.parts is None:
        return 0
    strays = [folder_of(key) for key in room.parts.folders(GROWING) if key not in known]
    return sum(room.parts.remove_below(folder) for folder in strays if room.parts.age_s(folder) > _DAY_S)
