"""Taking away film that is no longer shown."""

from sqlmodel import Session, col, delete

from .clip import Clip
from .rendition import Rendition
from .storage import Storage


def version_folder(clip: Clip, version: int) -> str:
    """Where a version of a clip is kept."""
    return f"film/{clip.key}/{version}"


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
