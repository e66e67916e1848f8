"""The folder one attempt works in: fresh at its start, gone at its end, and those of dead attempts taken away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..jobs.worker import Work
from .workshop import Workshop


@contextmanager
def attempt_folder(work: Work, shop: Workshop) -> Iterator[Path]:
    """A folder of this attempt's own with `in`, which programs may read, and `out`, which they may write."""
    stem = f"{work.lease.kind}-{work.about}-"
    shop.folder.mkdir(parents=True, exist_ok=True)
    for stale in shop.folder.glob(f"{stem}*"):
        shutil.rmtree(stale, ignore_errors=True)
    folder = shop.folder / f"{stem}{work.lease.token}"
    for inner in ("in", "out"):
        (folder / inner).mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
