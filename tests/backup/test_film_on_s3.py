"""A backup of a library whose film is on S3: all of it is in, and what goes away meanwhile is in too."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casebook.backup import holding, taking
from casebook.backup.holding import forget_left
from casebook.errors import StorageAway
from casebook.library import Library, open_library
from casebook.media.copying_film import copy_film
from casebook.media.s3_storage import S3Storage
from casebook.media.storage_opening import open_storage
from casebook.media.sweeping import DAY_S
from casebook.settings import read_settings
from tests.backup.conftest import Backups
from tests.s3_server import S3Server


@pytest.fixture
def afar(stocked: Library, s3_server: S3Server) -> Iterator[Library]:
    """The stocked library with its film on S3, and nothing of it here."""
    url = s3_server.url()
    storage = open_storage(url, s3_server.keys(stocked.settings.keys))
    copy_film(stocked.storage, storage, stocked.settings.data / "note")
    for number in range(20):
        storage.put_bytes(f"film/abc/1/v720/seg_{number:05d}.m4s", f"film {number}".encode() * 100)
    opened = open_library(read_settings(data=stocked.settings.data, demo=True, second_factor="offered", storage=url))
    yield opened
    opened.engine.dispose()


def film_of(library: Library) -> dict[str, bytes]:
    return {path: library.storage.read(path) for path in library.storage.everything()}


def test_film_comes_back_from_a_backup_of_a_bucket(
    afar: Library, backups: Backups, a_second_later: Callable[[float], None]
) -> None:
    first = backups.take(afar)
    assert (first.missing, first.files) == ([], len(film_of(afar)))
    assert first.new_files > 20
    assert backups.put_back().wrong == []
    assert film_of(backups.open()) == film_of(afar)
    assert list(afar.storage.below("held")) == []
    assert [one.name for one in (afar.settings.data / "backup").iterdir() if one.is_dir()] == []
    a_second_later(1)
    afar.storage.put_bytes("film/abc/1/v720/seg_00003.m4s", b"made anew")
    second = backups.take(afar)
    assert (second.files, second.new_files) == (first.files, 1), "only what is new is read"


def test_what_goes_away_while_a_backup_is_taken_is_in_it(
    afar: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, copy = film_of(afar), holding.copy_database

    def then_purge(engine: object, target: Path) -> None:
        copy(engine, target)  # type: ignore[arg-type]
        afar.storage.remove_below("film/abc")
        afar.storage.put_bytes("film/abd/1/x", b"made after that moment")

    monkeypatch.setattr(holding, "copy_database", then_purge)
    taken = backups.take(afar)
    assert taken.missing == []
    assert backups.put_back().wrong == []
    assert film_of(backups.open()).items() >= before.items()


class Killed(BaseException):
    """As by kill -9: nothing is put in order any more."""


def test_a_backup_that_was_stopped_is_gone_on_with_by_the_next(
    afar: Library, backups: Backups, a_second_later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, fetched = S3Storage.fetch, []

    def then_away(self: S3Storage, path: str, target: Path) -> None:
        if len(fetched) == stops_after:
            raise stops()
        fetched.append(path)
        fetch(self, path, target)

    monkeypatch.setattr(S3Storage, "fetch", then_away)
    before = set(film_of(afar))
    monkeypatch.setattr(taking, "_NOTE_AFTER_S", 0.0)
    note = taking._Known.note
    for stops, stops_after in ((StorageAway, 7), (Killed, 12), (StorageAway, -1)):
        if stops is Killed:  # what is written at the end is not
            monkeypatch.setattr(
                taking._Known, "note", lambda self, **how: None if sys.exc_info()[0] is Killed else note(self, **how)
            )
        if stops_after > 0:
            with pytest.raises(stops):
                backups.take(afar)
        else:
            assert backups.take(afar).missing == []
        a_second_later(0.001)
    assert len(fetched) == len([path for path in before if not path.startswith("redactions/")])
    assert backups.put_back().wrong == []
    assert film_of(backups.open()) == film_of(afar)


def test_nobody_takes_away_what_a_long_backup_holds(
    afar: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its copies were made more than a day ago; the mark beside them is new."""
    monkeypatch.setattr(holding, "_MARK_AFTER_S", 0.0)
    age_s, fetch, copy = S3Storage.age_s, S3Storage.fetch, holding.copy_database

    def then_wait(engine: object, target: Path) -> None:
        copy(engine, target)  # type: ignore[arg-type]
        time.sleep(6)

    def beside_a_sweep(self: S3Storage, path: str, target: Path) -> None:
        assert not forget_left(afar)
        fetch(self, path, target)

    monkeypatch.setattr(S3Storage, "age_s", lambda self, path: age_s(self, path) + DAY_S - 5)
    monkeypatch.setattr(holding, "copy_database", then_wait)
    monkeypatch.setattr(S3Storage, "fetch", beside_a_sweep)
    assert backups.take(afar).missing == []
    assert backups.put_back().wrong == []


def test_what_is_held_no_more_is_read_where_it_is_and_what_is_gone_is_left_out(
    afar: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, gone = S3Storage.fetch, "film/abc/1/v720/seg_00019.m4s"

    def after_a_sweep(self: S3Storage, path: str, target: Path) -> None:
        for folder in afar.storage.folders("held"):
            afar.storage.remove_below(f"held/{folder}")
        afar.storage.remove(gone)
        fetch(self, path, target)

    monkeypatch.setattr(S3Storage, "fetch", after_a_sweep)
    before = film_of(afar)
    taken = backups.take(afar)
    assert (taken.missing, taken.files) == ([], len(before) - 1)
    assert backups.put_back().wrong == []
    assert film_of(backups.open()) == {path: data for path, data in before.items() if path != gone}


def test_what_a_killed_backup_held_goes_a_day_later(afar: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    afar.storage.copy("film/abc/1/v720/seg_00000.m4s", "held/0123456789abcdef/1")
    assert not forget_left(afar), "it may be held by another machine"
    monkeypatch.setattr(S3Storage, "age_s", lambda *_: 90_000.0)
    assert forget_left(afar)
    assert list(afar.storage.below("held")) == []
