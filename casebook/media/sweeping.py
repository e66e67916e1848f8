"""Files that no row names, taken away a day later; and rows whose files are not there, told to whoever checks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from sqlmodel import Session, col, select

from ..db.engine import reading
from ..jobs.job import Job, JobState
from ..jobs.worker import Work
from .clip import Clip, ClipState, Recording
from .purging import version_folder
from .storage import Storage
from .upload import Upload
from .workshop import Workshop

DAY_S = 86_400.0
_A_FEW = 20  # files that are taken away while others wait
_LOOKS_AT_ONCE = 8  # each may wait for another machine


def sweep_storage(work: Work, shop: Workshop) -> int:
    """Take away what was never saved, was left by somebody who died, or belongs to nothing any more, once it has not
    changed for a day. Answers how many files.

    Each folder is looked at again inside a transaction that writes. Of a clip that there is, somebody may begin to make
    the same version anew: files of it go inside that transaction, a few at a time, as everybody who writes waits for
    it. What is nobody's has a name that nobody makes again, and goes after it."""
    for kind in ("originals", "film"):
        shop.storage.remove_torn(kind, older_s=DAY_S)
    with reading(shop.engine) as db:
        strays = list(_strays(db, shop.storage))
    count = 0
    for folder in strays:
        if shop.storage.age_s(folder) <= DAY_S:
            continue
        with work.writing() as db:
            stray, of_a_clip = _is_stray(db, folder), _clip_of(db, folder) is not None
        if stray and not of_a_clip:
            count += shop.storage.remove_below(folder)
        elif stray:
            count += _remove_by_turns(work, shop.storage.hurried(), folder)
    return count


def _remove_by_turns(work: Work, storage: Storage, folder: str) -> int:
    count, old = 0, False
    while True:
        with work.writing() as db:
            if not _is_stray(db, folder) or not (old or storage.age_s(folder) > DAY_S):
                return count
            few, old = list(islice(storage.below(folder), _A_FEW)), True
            for path in few:
                storage.remove(path)
            count += len(few)
            if len(few) < _A_FEW:
                return count + storage.remove_below(folder)  # what was half put there too


def _strays(db: Session, storage: Storage) -> Iterator[str]:
    folders = [f"originals/{key}" for key in storage.folders("originals")]
    for key in storage.folders("film"):
        folders += [f"film/{key}/{version}" for version in storage.folders(f"film/{key}")] or [f"film/{key}"]
    yield from (folder for folder in folders if _is_stray(db, folder))


def _is_stray(db: Session, folder: str) -> bool:
    kind, key, *version = folder.split("/")
    if kind == "originals":
        kept = select(Recording.id).where(Recording.key == key, Recording.original != "")
        coming = select(Upload.id).where(Upload.recording_key == key, col(Upload.finished_at).is_(None))
        return db.exec(kept).first() is None and db.exec(coming).first() is None
    if (clip := _clip_of(db, folder)) is None:
        return True
    alive = col(Job.state).in_([JobState.waiting, JobState.running])
    if db.exec(select(Job.id).where(Job.about == key, alive)).first() is not None:
        return False
    return version != [str(clip.version)] and version != [str(clip.also_version)]


def _clip_of(db: Session, folder: str) -> Clip | None:
    kind, key = folder.split("/")[:2]
    return db.exec(select(Clip).where(Clip.key == key)).first() if kind == "film" else None


def missing_files(db: Session, storage: Storage) -> list[str]:
    """What rows name and storage does not have: a recording by its key, a clip by its key and version."""
    kept = db.exec(select(Recording).where(Recording.original != "").order_by(col(Recording.id))).all()
    paths = [one.original for one in kept] + [still["path"] for one in kept for still in one.stills]
    shown = db.exec(select(Clip).where(Clip.version > 0, Clip.state != ClipState.replaced).order_by(col(Clip.id))).all()
    paths += [f"{version_folder(clip, clip.version)}/hls/index.m3u8" for clip in shown]
    with ThreadPoolExecutor(_LOOKS_AT_ONCE) as hands:
        sizes = list(hands.map(storage.size, paths))
    return [path for path, size in zip(paths, sizes, strict=True) if size is None]
