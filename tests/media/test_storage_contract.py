"""What every back end of the storage promises; a new back end is one line more in `storages`."""

import threading
from pathlib import Path

import pytest

from casebook.errors import NotFound, SettingWrong
from casebook.media.storage import Storage
from casebook.media.storage_opening import open_storage


@pytest.fixture(params=["file"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    urls = {"file": f"file://{tmp_path / 'kept here'}"}
    return open_storage(urls[request.param])


def test_what_was_put_is_read_back_whole_and_in_parts(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(bytes(range(256)) * 10)
    assert storage.put("film/abc/1/v720/seg_00001.m4s", tmp_path / "given") == 2560
    assert storage.read("film/abc/1/v720/seg_00001.m4s") == bytes(range(256)) * 10
    assert storage.read("film/abc/1/v720/seg_00001.m4s", 1, 4) == bytes([1, 2, 3])
    assert storage.read("film/abc/1/v720/seg_00001.m4s", 2559) == bytes([255])
    assert (
        b"".join(storage.chunks("film/abc/1/v720/seg_00001.m4s", 10, 1000, size=7)) == (bytes(range(256)) * 4)[10:1000]
    )
    assert storage.size("film/abc/1/v720/seg_00001.m4s") == 2560


def test_everything_is_named_once_and_nothing_half_written(storage: Storage, tmp_path: Path) -> None:
    for path in ("originals/b/1", "film/abc/1/v720/one", "film/abc/1/index", "tombstones/x"):
        storage.put_bytes(path, b"1")
    (tmp_path / "kept here" / "film" / ".half.tmp").touch()
    assert list(storage.everything()) == ["film/abc/1/index", "film/abc/1/v720/one", "originals/b/1", "tombstones/x"]


def test_a_file_that_is_not_there_is_not_found(storage: Storage) -> None:
    assert storage.size("film/none") is None
    assert storage.local("film/none") is None
    for look in (storage.read, storage.etag):
        with pytest.raises(NotFound):
            look("film/none")


def test_a_folder_is_no_file(storage: Storage) -> None:
    storage.put_bytes("film/abc/one", b"1")
    assert storage.size("film/abc") is None
    with pytest.raises(NotFound):
        storage.read("film/abc")


@pytest.mark.parametrize(
    "path",
    [
        *("../secrets", "film/../../etc/passwd", "/etc/passwd", "film//x", "film/", "", ".", "film/.hidden"),
        *("Film/x", "film/ä", "film/x y", "film/x\x00", "film\\x", "film/x\n", "-x", "film/%2e%2e/x", "a" * 300),
    ],
)
def test_a_path_not_of_our_making_is_refused(storage: Storage, path: str) -> None:
    for act in (storage.read, storage.size, storage.etag, storage.local, storage.remove_below):
        with pytest.raises(ValueError, match="own making"):
            act(path)
    with pytest.raises(ValueError, match="own making"):
        storage.put_bytes(path, b"")


def test_putting_again_replaces_and_changes_the_etag(storage: Storage) -> None:
    storage.put_bytes("a/b", b"old")
    before = storage.etag("a/b")
    storage.put_bytes("a/b", b"new")
    assert storage.read("a/b") == b"new"
    assert storage.etag("a/b") != before


def test_a_put_that_fails_leaves_the_old_file_and_nothing_else(storage: Storage, tmp_path: Path) -> None:
    storage.put_bytes("a/b", b"old")
    with pytest.raises(FileNotFoundError):
        storage.put("a/b", tmp_path / "not there")
    assert storage.read("a/b") == b"old"
    assert list(storage.below("a")) == ["a/b"]


def test_a_reader_never_sees_half_a_file(storage: Storage) -> None:
    storage.put_bytes("a/b", b"x" * 50_000)
    stop, seen = threading.Event(), set()

    def look() -> None:
        while not stop.is_set():
            data = storage.read("a/b")
            seen.add((len(data), len(set(data))))

    reader = threading.Thread(target=look)
    reader.start()
    for letter in b"yz" * 10:
        storage.put_bytes("a/b", bytes([letter]) * 50_000)
    stop.set()
    reader.join()
    assert seen == {(50_000, 1)}


def test_everything_below_a_folder_is_listed_and_removed(storage: Storage) -> None:
    for path in ("film/a/1/x", "film/a/2/y", "film/ab/1/z"):
        storage.put_bytes(path, b"1")
    assert list(storage.below("film/a")) == ["film/a/1/x", "film/a/2/y"]
    assert storage.remove_below("film/a") == 2
    assert storage.remove_below("film/a") == 0
    assert list(storage.below("film")) == ["film/ab/1/z"]


def test_fetching_gives_a_copy_that_is_ours(storage: Storage, tmp_path: Path) -> None:
    storage.put_bytes("a/b", b"kept")
    storage.fetch("a/b", tmp_path / "copy")
    (tmp_path / "copy").write_bytes(b"changed")
    assert storage.read("a/b") == b"kept"


def test_free_room_is_told_where_it_is_known(storage: Storage) -> None:
    free = storage.free_bytes()
    assert free is None or free > 0


def test_a_storage_we_do_not_know_is_a_wrong_setting() -> None:
    for url in ("s3://bucket", "film", "file://host/film", ""):
        with pytest.raises(SettingWrong, match="CASEBOOK_STORAGE"):
            open_storage(url)


def test_a_copy_stays_when_the_first_is_taken_away(storage: Storage) -> None:
    storage.put_bytes("film/a/1/v720/seg.m4s", b"film")
    storage.copy("film/a/1/v720/seg.m4s", "film/a/2/v720/seg.m4s")
    storage.put_bytes("film/a/1/v720/seg.m4s", b"another")
    storage.remove_below("film/a/1")
    assert storage.read("film/a/2/v720/seg.m4s") == b"film"
    with pytest.raises(NotFound):
        storage.copy("film/none", "film/b")


def test_what_was_taken_stays_when_its_first_name_goes(storage: Storage, tmp_path: Path) -> None:
    storage.put_bytes("originals/a/source", b"old")
    (tmp_path / "part").write_bytes(b"a film that grew elsewhere")
    assert storage.take("originals/a/source", tmp_path / "part") == 26
    (tmp_path / "part").unlink()
    assert storage.read("originals/a/source") == b"a film that grew elsewhere"
