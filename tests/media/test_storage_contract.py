"""What every back end of the storage promises; a new back end is one line more in `storage`."""

import secrets
import threading
from pathlib import Path

import pytest

from casebook.errors import NotFound, SettingWrong
from casebook.media.storage import Storage
from casebook.media.storage_opening import open_storage
from tests.s3_server import S3Server


@pytest.fixture(params=["file", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "file":
        return open_storage(f"file://{tmp_path / 'kept here'}")
    server: S3Server = request.getfixturevalue("s3_server")
    return open_storage(server.url(), server.keys(tmp_path / "keys"))


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
    paths = ("originals/b/1", "film/abc/1/v720/one", "film/abc/1/index", "tombstones/x", "uploads/abc/1", "held/1")
    for path in paths:
        storage.put_bytes(path, b"1")
    if not storage.remote:
        (tmp_path / "kept here" / "film" / ".half.tmp").touch()
    assert list(storage.everything()) == ["film/abc/1/index", "film/abc/1/v720/one", "originals/b/1", "tombstones/x"]


def test_in_a_hurry_it_is_the_same_place(storage: Storage) -> None:
    storage.put_bytes("film/abc/1", b"1")
    storage.hurried().put_bytes("film/abc/2", b"22")
    assert storage.hurried().read("film/abc/1") == b"1"
    assert storage.read("film/abc/2") == b"22"
    assert storage.hurried().remove_below("film/abc") == 2
    assert list(storage.below("film")) == []


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
        assert storage.read("a/b")[:1] == bytes([letter]), "what was put is what is read from then on"
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
    for url in ("gs://bucket", "film", "file://host/film", ""):
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


def test_files_are_joined_in_their_order_and_stay(storage: Storage) -> None:
    heard = bytearray()
    pieces = [secrets.token_bytes(5 << 20), b"", secrets.token_bytes(9 << 20), b"end"]
    for number, piece in enumerate(pieces):
        storage.put_bytes(f"uploads/a/{number}", piece)
    paths = [f"uploads/a/{number}" for number in range(4)]
    assert storage.join("originals/a/source", paths, heard.extend) == (14 << 20) + 3
    assert storage.read("originals/a/source") == b"".join(pieces) == bytes(heard)
    assert storage.join("originals/b/source", paths[3:]) == 3
    assert list(storage.below("uploads/a")) == paths


def test_joining_what_is_not_all_there_leaves_nothing(storage: Storage) -> None:
    storage.put_bytes("uploads/a/0", bytes(20 << 20))
    with pytest.raises(NotFound):
        storage.join("originals/a/source", ["uploads/a/0", "uploads/a/1"])
    assert storage.size("originals/a/source") is None
    assert list(storage.below("originals")) == []
    assert storage.remove_torn("originals", older_s=-1) == 0


def test_a_large_file_comes_back_as_it_went(storage: Storage, tmp_path: Path) -> None:
    data = secrets.token_bytes((17 << 20) + 1)
    (tmp_path / "given").write_bytes(data)
    assert storage.put("originals/a/source", tmp_path / "given") == len(data)
    storage.fetch("originals/a/source", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == data
    assert b"".join(storage.chunks("originals/a/source", 5, len(data) - 1)) == data[5:-1]
    assert storage.read("originals/a/source", 8 << 20, (8 << 20) + 3) == data[8 << 20 : (8 << 20) + 3]


def test_one_file_is_removed_and_no_other(storage: Storage) -> None:
    for path in ("film/a/one", "film/a/one1"):
        storage.put_bytes(path, b"1")
    storage.remove("film/a/one")
    storage.remove("film/a/one")
    assert list(storage.everything()) == ["film/a/one1"]


def test_folders_and_ages_are_told(storage: Storage) -> None:
    for path in ("film/a/1/x", "film/b/1/y", "film/note"):
        storage.put_bytes(path, b"1")
    assert storage.folders("film") == ["a", "b"]
    assert storage.folders("none") == []
    assert -2 < storage.age_s("film/a") < 30
    assert -2 < storage.age_s("film/note") < 30
    assert storage.age_s("none") > 1e9


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    assert storage.put_bytes("film/empty", b"") == 0
    assert (storage.size("film/empty"), storage.read("film/empty")) == (0, b"")


def test_a_place_that_is_well_has_nothing_that_stands_in_the_way(storage: Storage) -> None:
    assert all(one.well for one in storage.examined())
    assert list(storage.below("held")) == [], "nothing stays of the looking"
