"""A key for backups, a folder for them, and one way to take and one to put back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casebook.backup.age import new_identity, recipient_of
from casebook.backup.place import BackupPlace
from casebook.backup.restoring import Restored, restore
from casebook.backup.taking import Taken, take_backup
from casebook.library import Library, open_library
from casebook.settings import Settings, read_settings


class Backups:
    """Takes backups of a library and puts them back, each into a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.place, self.identity, self.folder = BackupPlace(folder / "backups"), new_identity(), folder
        self._opened: list[Library] = []

    def take(self, library: Library, **different: int) -> Taken:
        days = {"keep_days": 35, "keep_keys_days": 7} | different
        return take_backup(library, self.place, [recipient_of(self.identity)], **days)

    def put_back(self, name: str = "restored", moment: str = "", **different: Path) -> Restored:
        source = self.place.folder / "library" / moment if moment else self.place.folder
        return restore(source, self.folder / name, [self.identity], verify=True, **different)

    def open(self, name: str = "restored") -> Library:
        self._opened.append(open_library(self.settings(name)))
        return self._opened[-1]

    def settings(self, name: str = "restored") -> Settings:
        """A backup is put back as one folder, whatever kind of database it was of."""
        database = f"sqlite:///{self.folder / name / 'casebook.db'}"
        return read_settings(data=self.folder / name, database=database, demo=True)

    def close(self) -> None:
        for library in self._opened:
            library.engine.dispose()


@pytest.fixture
def backups(tmp_path: Path) -> Iterator[Backups]:
    made = Backups(tmp_path)
    yield made
    made.close()


@pytest.fixture
def a_second_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the clock of backups go on by so many days."""
    from datetime import timedelta

    from casebook.backup import taking

    gone = timedelta()
    before = taking.now

    def later(days: float) -> None:
        nonlocal gone
        gone += timedelta(days=days)
        monkeypatch.setattr(taking, "now", lambda: before() + gone)

    return later
