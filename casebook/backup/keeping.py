"""Keeping backups for so many days and no longer: the keys of private words the shortest, then all the rest."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from .place import BackupPlace, settle

STAMP = "%Y-%m-%dT%H-%M-%SZ"
TAKEN = "backup"  # the name of the fact that tells when the newest was taken


def when(stamp: str) -> datetime:
    """The moment a backup is of."""
    return datetime.strptime(f"{stamp}+0000", f"{STAMP}%z")


def prune(place: BackupPlace, moment: datetime, *, keep_days: int, keep_keys_days: int) -> int:
    """Take away what is older than so many days, and film that no backup names any more; answers how many backups.
    The newest of each is kept, whatever its age: it has just been written."""
    old = [one for one in place.moments()[:-1] if moment - when(one) > timedelta(days=keep_days)]
    for one in old:
        shutil.rmtree(place.folder / "library" / one)
    _forget(place.keys()[:-1], moment, keep_keys_days)
    _forget(sorted(place.folder.glob("ledger/*.age"))[:-1], moment, 0)  # the newest holds all that older ones do
    if old:
        settle(place.folder / "library")
    named = {place.folder / path for one in place.moments() for path in place.sums(one) if path.startswith("film/")}
    for stray in [one for one in place.folder.glob("film/*/*.age") if one not in named]:
        stray.unlink()
    return len(old)


def _forget(files: list[Path], moment: datetime, days: int) -> None:
    for file in files:
        if moment - when(file.stem) > timedelta(days=days):
            file.unlink()
            settle(file.parent)
