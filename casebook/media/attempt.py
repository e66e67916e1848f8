"""The folder one attempt works in: fresh at its start, gone at its end, and those of dead attempts taken away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from ..db.engine import reading
from ..errors import ClipClosed, ClipUnreadable, LeaseLost
from ..jobs.job import Job, JobState
from ..jobs.worker import Work
from .pieces import Pieces
from .workshop import Workshop


@contextmanager
def attempt_folder(work: Work, shop: Workshop) -> Iterator[tuple[Path, Pieces]]:
    """A folder of this attempt's own with `in`, which programs may read, and `out`, which they may write.

    When the attempt is ended in the middle by what the next one may get over, its finished pieces stay for that."""
    stem = f"{work.lease.kind}-{work.about}-{work.lease.job_id}"
    shop.folder.mkdir(parents=True, exist_ok=True)
    stale = sorted(shop.folder.glob(f"{stem}.*"), key=_number, reverse=True)
    folder = shop.folder / f"{stem}.{work.lease.token}"
    pieces = Pieces(folder, stale)
    for inner in ("in", "out"):
        (folder / inner).mkdir(parents=True)
    stays = False
    try:
        yield folder, pieces
    except (ClipClosed, ClipUnreadable, LeaseLost):
        raise
    except BaseException:
        if stays := pieces.any:
            pieces.leave_for_the_next()
        raise
    finally:
        for old in stale if stays else [*stale, folder]:
            shutil.rmtree(old, ignore_errors=True)


def lay_in(shop: Workshop, path: str, target: Path) -> None:
    """Put a file of the storage into an attempt's folder: by a link where both are on one disk, else as a copy."""
    if (place := shop.storage.local(path)) is not None:
        try:
            os.link(place, target)
        except OSError:
            pass  # another disk, or one that knows no links
        else:
            return
    shop.storage.fetch(path, target)


def sweep(engine: Engine, folder: Path) -> int:
    """Take away the folders of attempts whose job is over, and answer how many."""
    found = {place: _job_of(place) for place in folder.iterdir()} if folder.is_dir() else {}
    if not found:
        return 0
    with reading(engine) as db:
        alive = (JobState.waiting, JobState.running)
        open_jobs = set(db.exec(select(Job.id).where(col(Job.id).in_(found.values()), col(Job.state).in_(alive))).all())
    dead = [place for place, job in found.items() if job not in open_jobs]
    for place in dead:
        shutil.rmtree(place, ignore_errors=True)
    return len(dead)


def _number(folder: Path) -> int:
    ending = folder.name.rpartition(".")[2]
    return int(ending) if ending.isdigit() else 0


def _job_of(folder: Path) -> int:
    number = folder.name.rpartition(".")[0].rpartition("-")[2]
    return int(number) if number.isdigit() else -1
