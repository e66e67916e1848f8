"""Taking away film that is no longer shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session, col, delete

from ..db.engine import reading
from .clip import CLOSED, Clip
from .rendition import Rendition
from .storage import Storage


def version_folder(clip: Clip, version: int) -> str:
    """Where a version of a clip is kept."""
    return f"film/{clip.key}/{version}"


@contextmanager
def not_left_behind(engine: Engine, storage: Storage, clip: Clip, folder: str) -> Iterator[None]:
    """Take `folder` away again where the work in the block ends because the clip has been closed meanwhile: those
    who took the rest of it away may be done already."""
    try:
        yield
    except BaseException:
        with reading(engine) as db:
            now = db.get(Clip, clip.pk)
        if now is None or now.state in CLOSED:
            storage.remove_below(folder)
        raise


def forget_old_versions(db: Session, clip: Clip) -> None:
    """Take away the rows of all versions but the one that is shown."""
    db.exec(delete(Rendition).where(col(Rendition.clip_id) == clip.pk, col(Rendition.version) != clip.version))


def purge_old_versions(storage: Storage, clip: Clip) -> int:
    """Take away the files of all versions but the one that is shown, and one that may still be played to its end.

    Answers how many."""
    kept = {str(clip.version), str(clip.also_version)}
    versions = {path.split("/")[2] for path in storage.below(f"film/{clip.key}")}
    return sum(storage.remove_below(f"film/{clip.key}/{version}") for version in sorted(versions - kept))


def purge_clip(db: Session, storage: Storage, clip: Clip) -> int:
    """Take away all that was made of a clip, rows and files; its recording stays. Answers how many files."""
    db.exec(delete(Rendition).where(col(Rendition.clip_id) == clip.pk))
    return storage.remove_below(f"film/{clip.key}")
