"""The order of writing that survives a loss of power, and a disk with no room."""

import errno
import os
from pathlib import Path

import pytest

from casebook.errors import StorageFull
from casebook.media.file_storage import FileStorage


@pytest.mark.parametrize("way", ["put", "take"])
def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_after(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FileStorage(tmp_path / "film")
    (tmp_path / "given").write_bytes(b"2")
    storage.put_bytes("a/first", b"1")
    done: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noting_fsync(handle: int) -> None:
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        fsync(handle)

    def noting_rename(source: Path, target: Path) -> None:
        done.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(os, "rename", noting_rename)
    getattr(storage, way)("a/second", tmp_path / "given")
    assert done == ["file", "rename", "folder"]


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FileStorage(tmp_path / "film")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        storage.put_bytes("one", b"1")
    assert [place for place in (tmp_path / "film").rglob("*") if place.is_file()] == []


def test_what_is_taken_needs_its_room_only_once(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path / "film")
    (tmp_path / "part").write_bytes(b"film")
    for _ in range(2):  # a program that was stopped in between does it again
        assert storage.take("originals/a/source", tmp_path / "part") == 4
    kept = tmp_path / "film/originals/a/source"
    assert kept.stat().st_ino == (tmp_path / "part").stat().st_ino
    assert [place.name for place in kept.parent.iterdir()] == ["source"]


@pytest.mark.parametrize("way", ["put", "take", "copy"])
def test_a_disk_without_room_for_a_folder_is_said_too(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FileStorage(tmp_path / "film")
    storage.put_bytes("a/first", b"1")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(StorageFull):
        storage.copy("a/first", "b/c") if way == "copy" else getattr(storage, way)("b/c", tmp_path / "film/a/first")


@pytest.mark.parametrize("way", ["put", "take", "put_bytes"])
def test_film_is_let_to_the_group_its_folder_was_let_to_and_recordings_to_nobody(way: str, tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        (tmp_path / "film").mkdir()
        (tmp_path / "film").chmod(0o2750)
        storage = FileStorage(tmp_path / "film")
        for path in ("film/abc/1/v240/one.m4s", "covers/abc.jpg", "originals/abc/whole"):
            (tmp_path / "given").write_bytes(b"2")
            getattr(storage, way)(path, b"2" if way == "put_bytes" else tmp_path / "given")
            (tmp_path / "given").unlink(missing_ok=True)
    finally:
        os.umask(umask)
    modes = {
        one.relative_to(tmp_path / "film").as_posix(): one.stat().st_mode & 0o777
        for one in (tmp_path / "film").rglob("*")
    }
    assert {mode for path, mode in modes.items() if path.startswith("originals")} == {0o700, 0o600}
    let = {path: mode for path, mode in modes.items() if not path.startswith("originals")}
    assert let.keys() >= {"film", "film/abc/1/v240", "film/abc/1/v240/one.m4s", "covers/abc.jpg"}
    assert all(mode == (0o640 if "." in path else 0o750) for path, mode in let.items()), let


def test_a_folder_that_was_let_to_nobody_keeps_film_for_its_owner(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        FileStorage(tmp_path / "film").put_bytes("film/abc/one.m4s", b"2")
    finally:
        os.umask(umask)
    assert (tmp_path / "film/film/abc/one.m4s").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "film/film").stat().st_mode & 0o777 == 0o700
