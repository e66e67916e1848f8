"""The file that an upload grows in: written in order, synced before its offset is told, cut back to what was told."""

import errno
import fcntl
import os
import shutil
from pathlib import Path
from types import TracebackType

from sqlmodel import Session

from ..errors import Gone, NotFound, StorageFull, UploadBusy
from .upload import Upload

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM = "There is no room for this just now. What has arrived is kept; go on later, or tell us."
BUSY = "This upload is being received already. Wait a moment, then go on."
LOST = "What had arrived of this upload is not here any more. Begin it again."


class PartFile:
    """One writer's hold on a part file, from `offset` on. Raises UploadBusy where another process holds it, Gone
    where fewer bytes are there than were told, and StorageFull, having written what fitted, where the disk is full or
    too little would stay free."""

    def __init__(self, folder: Path, key: str, offset: int, *, reserve_bytes: int) -> None:
        self.path = folder / key
        self.folder, self.offset, self.reserve = folder, offset, reserve_bytes
        self._begin = offset
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._handle = os.open(self.path, os.O_RDWR | (os.O_CREAT if offset == 0 else 0), 0o600)
        except FileNotFoundError:
            raise Gone(LOST) from None
        except OSError as wrong:
            if wrong.errno in _FULL:
                raise StorageFull(NO_ROOM) from wrong
            raise
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise UploadBusy(BUSY) from None
        facts = os.fstat(self._handle)
        if facts.st_size < offset:
            os.close(self._handle)
            raise Gone(LOST)
        if facts.st_size > offset and facts.st_nlink != 1:  # a recording has these bytes: they are not ours to cut
            os.close(self._handle)
            raise UploadBusy(BUSY)
        os.ftruncate(self._handle, offset)  # what lies beyond may be torn
        os.lseek(self._handle, offset, os.SEEK_SET)
        if offset == 0:
            _sync_folder(folder)

    def write(self, data: bytes) -> None:
        """Append bytes. They count only after `sync`."""
        if shutil.disk_usage(self.folder).free - len(data) < self.reserve:
            raise StorageFull(NO_ROOM)
        view = memoryview(data)
        try:
            while view:
                done = os.write(self._handle, view)
                self.offset += done
                view = view[done:]
        except OSError as wrong:
            if wrong.errno in _FULL:
                raise StorageFull(NO_ROOM) from wrong
            raise

    def sync(self) -> int:
        """Bring what was written to the disk, and answer the offset that may be told now."""
        os.fsync(self._handle)
        return self.offset

    def forget_new(self) -> None:
        """Cut off what this writer wrote, for bytes that turned out wrong."""
        os.ftruncate(self._handle, self._begin)
        self.offset = self._begin

    def note(self, db: Session, upload: Upload) -> None:
        """Write down how much is on the disk; only after it was synced. Raises NotFound once it was given up."""
        kept = db.get(Upload, upload.pk)
        if kept is None:
            raise NotFound("upload")
        kept.offset = self.offset
        db.add(kept)

    def close(self) -> None:
        """Let others have it."""
        os.close(self._handle)  # which gives the lock back as well

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.close()


def forget(folder: Path, key: str) -> None:
    """Take a part file away; content when there is none."""
    (folder / key).unlink(missing_ok=True)


def reserve(folder: Path, wished: int) -> int:
    """Bytes that must stay free: as the setting says, else 2 GiB or a tenth of the disk, whichever is more."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return wished or max(2 * 1024**3, shutil.disk_usage(folder).total // 10)


def free_bytes(folder: Path) -> int:
    """Bytes that are free where uploads grow."""
    return shutil.disk_usage(folder).free


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
