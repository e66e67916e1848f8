"""Film goes from one storage to another whole, goes on where it stopped, and does not outlive its withdrawal there."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from casebook.errors import StorageAway
from casebook.media.copying_film import copy_film
from casebook.media.storage import Storage
from casebook.media.storage_opening import open_storage
from tests.s3_server import S3Server

PATHS = ("film/a/1/v720/seg.m4s", "film/a/1/hls/index.m3u8", "originals/a/source", "redactions/a")


@pytest.fixture
def here(tmp_path: Path) -> Storage:
    storage = open_storage(f"file://{tmp_path / 'here'}")
    for path in PATHS:
        storage.put_bytes(path, secrets.token_bytes(6 << 20 if path.endswith("source") else 1000))
    return storage


@pytest.fixture
def there(s3_server: S3Server, tmp_path: Path) -> Storage:
    return open_storage(s3_server.url(), s3_server.keys(tmp_path / "keys"))


def test_all_film_goes_over_and_back(here: Storage, there: Storage, tmp_path: Path) -> None:
    copied = copy_film(here, there, tmp_path / "note")
    assert (copied.files, copied.were_there, copied.strange) == (4, 0, [])
    assert copied.bytes == (6 << 20) + 3000
    again = open_storage(f"file://{tmp_path / 'again'}")
    assert copy_film(there, again, tmp_path / "other note").files == 4
    for path in PATHS:
        assert again.read(path) == there.read(path) == here.read(path)
    assert list(tmp_path.glob("moving-*")) == []


class Stopping:
    """The storage within, which is away after so many files."""

    def __init__(self, within: Storage, *, after: int) -> None:
        self._within, self._left = within, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def put(self, path: str, source: Path) -> int:
        """As the contract says, for a while."""
        self._left -= 1
        if self._left < 0:
            raise StorageAway("away")
        return self._within.put(path, source)


def test_a_move_that_was_stopped_goes_on(here: Storage, there: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageAway):
        copy_film(here, Stopping(there, after=2), tmp_path / "note")  # type: ignore[arg-type]
    with (tmp_path / "note").open("a") as note:
        note.write('["film/a/1/v7')
    copied = copy_film(here, there, tmp_path / "note")
    assert (copied.files, copied.were_there) == (2, 2)
    assert copy_film(here, there, tmp_path / "note").were_there == 4


def test_what_changed_meanwhile_on_either_side_is_brought_again(here: Storage, there: Storage, tmp_path: Path) -> None:
    copy_film(here, there, tmp_path / "note")
    here.put_bytes("originals/a/source", b"without a name in it")
    there.put_bytes("film/a/1/v720/seg.m4s", b"not what was brought")
    assert copy_film(here, there, tmp_path / "note").files == 2
    for path in PATHS:
        assert there.read(path) == here.read(path)


def test_what_was_withdrawn_meanwhile_goes_there_too(here: Storage, there: Storage, tmp_path: Path) -> None:
    copy_film(here, there, tmp_path / "note")
    here.remove_below("film/a")
    here.put_bytes("film/b/1/x", b"new")
    there.put_bytes("film/other/1/x", b"of another library")
    copied = copy_film(here, there, tmp_path / "note")
    assert (copied.files, copied.removed, copied.strange) == (1, 2, ["film/other/1/x"])
    assert list(there.everything()) == ["film/b/1/x", "film/other/1/x", "originals/a/source", "redactions/a"]


class Torn:
    """The storage within, which says it has kept a file and has kept other bytes."""

    def __init__(self, within: Storage) -> None:
        self._within = within

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def put(self, path: str, source: Path) -> int:
        """As the contract does not say."""
        return self._within.put_bytes(path, bytes(source.stat().st_size))


def test_a_file_that_comes_back_as_another_is_said(here: Storage, there: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageAway, match="does not come back"):
        copy_film(here, Torn(there), tmp_path / "note")  # type: ignore[arg-type]
    assert copy_film(here, there, tmp_path / "note").files == 4
