"""An upload that grows as parts in the storage. Any process may go on with it; which parts it has stands in its rows,
so that two who write at the same moment cannot both be believed."""

import secrets
from contextlib import suppress
from datetime import timedelta
from types import TracebackType

from sqlalchemy import Engine
from sqlmodel import Session, func, select

from ..clock import now
from ..db.engine import writing
from ..errors import Gone, NotFound, StorageAway, StorageFull, UploadBusy
from .part_file import BUSY, LOST
from .storage import GROWING, Storage
from .upload import Upload, UploadPart

PIECE = 5 << 20  # bytes of the largest part
_CLAIM = timedelta(seconds=30)


def folder_of(key: str) -> str:
    """Where the parts of an upload lie."""
    return f"{GROWING}/{key}"


class PartObjects:
    """One writer's parts, from the offset on. A part is named by chance: whoever comes second puts another one, and is
    refused when it is to be noted. Raises NotFound once the upload was given up, UploadBusy where another writer has
    gone on with it since it was looked at, and Gone where its rows do not reach to its own offset."""

    def __init__(self, db: Session, storage: Storage, upload: Upload) -> None:
        self._storage, self._folder = storage, folder_of(upload.key)
        offset = db.exec(select(Upload.offset).where(Upload.id == upload.pk)).first()
        kept = select(func.coalesce(func.sum(UploadPart.bytes), 0)).where(UploadPart.upload_id == upload.pk)
        if offset is None:
            raise NotFound("upload")
        if int(db.exec(kept).one()) != offset:
            raise Gone(LOST)
        if offset != upload.offset:
            raise UploadBusy(BUSY)
        self.offset = self._put_to = upload.offset
        self._gathered = bytearray()
        self._new: list[UploadPart] = []

    def write(self, data: bytes) -> None:
        """Append bytes; they are put in pieces. Raises StorageAway, StorageFull: what was not put is forgotten then."""
        self._gathered += data
        self.offset += len(data)
        while len(self._gathered) >= PIECE:
            self._put(bytes(self._gathered[:PIECE]))
            del self._gathered[:PIECE]

    def sync(self) -> int:
        """Put what is still in memory, and answer the offset that may be noted now."""
        if self._gathered:
            self._put(bytes(self._gathered))
            self._gathered.clear()
        return self.offset

    def _put(self, data: bytes) -> None:
        path = f"{self._folder}/{self._put_to:014d}_{secrets.token_hex(6)}"
        try:
            self._storage.put_bytes(path, data)
        except BaseException:
            self._gathered.clear()
            self.offset = self._put_to
            raise
        self._new.append(UploadPart(upload_id=0, at=self._put_to, bytes=len(data), path=path))
        self._put_to += len(data)

    def note(self, db: Session, upload: Upload) -> None:
        """Write down what was put. Raises NotFound once the upload was given up, and UploadBusy where another writer
        was first."""
        kept = db.get(Upload, upload.pk, with_for_update=True)
        if kept is None:
            raise NotFound("upload")
        if not self._new:
            return  # else an offset that another writer told would be taken back
        if kept.offset != self._new[0].at:
            raise UploadBusy(BUSY)
        for part in self._new:
            db.add(UploadPart(upload_id=kept.pk, at=part.at, bytes=part.bytes, path=part.path))
        kept.offset = self._put_to
        db.add(kept)
        db.flush()
        self._new = []

    def forget_new(self) -> None:
        """Take away what was put and not noted; where its place is away, it goes with the upload."""
        with suppress(StorageAway, StorageFull):
            for part in self._new:
                self._storage.remove(part.path)
        self.offset = self._put_to = self._new[0].at if self._new else self._put_to
        self._new, self._gathered = [], bytearray()

    def close(self) -> None:
        """Nothing is held."""


class Claim:
    """A claim to make an upload into a recording, which others wait for while it is renewed. Were two to hold it all
    the same, both would put the same bytes under the same name, and one row would be written."""

    def __init__(self, engine: Engine, upload: Upload) -> None:
        self._engine, self._upload_id = engine, upload.pk
        self._until = now()
        with writing(engine) as db:
            kept = db.get(Upload, upload.pk, with_for_update=True)
            if kept is None or kept.finished_at is not None:
                return  # who asks looks for that next
            if kept.finishing_until is not None and kept.finishing_until > now():
                raise UploadBusy(BUSY)
            self._renew(db, kept)

    def heard(self, data: bytes) -> None:
        """Renew the claim while bytes go by."""
        if self._until - now() < _CLAIM / 2:
            with writing(self._engine) as db:
                if (kept := db.get(Upload, self._upload_id)) is not None:
                    self._renew(db, kept)

    def _renew(self, db: Session, kept: Upload) -> None:
        self._until = kept.finishing_until = now() + _CLAIM
        db.add(kept)

    def __enter__(self) -> "Claim":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        with writing(self._engine) as db:
            kept = db.get(Upload, self._upload_id)
            if kept is not None and kept.finishing_until == self._until:
                kept.finishing_until = None
                db.add(kept)
