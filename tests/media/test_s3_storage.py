"""What only an S3 store has: signatures, links that end, old versions, uploads broken off, and being away."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from casebook.errors import SettingWrong, StorageAway
from casebook.media.s3_calls import ask, signed, uploads, versions
from casebook.media.s3_place import S3Place, s3_place
from casebook.media.s3_storage import S3Storage
from casebook.media.storage_opening import open_storage
from tests.doubles.faltering_store import FalteringStore, refusing
from tests.s3_server import S3Server


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return S3Server.keys(tmp_path / "keys")


@pytest.fixture
def storage(s3_server: S3Server, keys: Path) -> S3Storage:
    return opened(s3_server.url(), keys)


def opened(url: str, keys: Path) -> S3Storage:
    storage = open_storage(url, keys)
    assert isinstance(storage, S3Storage)
    return storage


def test_requests_are_signed_as_the_standard_has_it() -> None:
    """The example of AWS's own documentation, `GET ?lifecycle`."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    place = S3Place("", "", "https://examplebucket.s3.amazonaws.com", "us-east-1", "AKIAIOSFODNN7EXAMPLE", secret)
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    headers = {"host": "examplebucket.s3.amazonaws.com", "x-amz-content-sha256": nothing}
    told = signed(place, "GET", "/", "lifecycle=", headers, datetime(2013, 5, 24, tzinfo=UTC))
    assert told["authorization"].endswith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")


def test_a_wrong_secret_is_refused(storage: S3Storage, s3_server: S3Server, tmp_path: Path) -> None:
    storage.put_bytes("film/a", b"1")
    url = s3_server.url(storage._place.prefix)
    other = opened(url, S3Server.keys(tmp_path / "other", secret="not-the-secret"))
    for act in (lambda: other.put_bytes("film/a", b"2"), lambda: other.read("film/a"), lambda: other.remove("film/a")):
        with pytest.raises(StorageAway, match="let us in"):
            act()
    with pytest.raises(StorageAway, match="let us in"):
        list(versions(other._place, ""))
    assert [one.well for one in other.examined()] == [False]
    assert storage.read("film/a") == b"1"


def test_a_link_reads_one_file_and_ends(storage: S3Storage) -> None:
    storage.put_bytes("film/a/seg.m4s", b"film")
    storage.put_bytes("film/b/seg.m4s", b"another")
    link = storage.link("film/a/seg.m4s", seconds=2)
    assert link is not None
    assert link.startswith(f"{storage.origin}/")
    answer = httpx2.get(link, headers={"range": "bytes=1-2"})
    assert (answer.status_code, answer.content) == (206, b"il")
    assert answer.headers["content-type"] == "video/iso.segment"
    assert httpx2.get(link.replace("film/a", "film/b")).status_code == 403
    assert httpx2.get(link.replace("X-Amz-Expires=2", "X-Amz-Expires=60")).status_code == 403
    time.sleep(3.1)
    assert httpx2.get(link).status_code == 403


@pytest.fixture
def versioned(s3_server: S3Server, keys: Path) -> S3Storage:
    bucket = f"v{secrets.token_hex(6)}"
    s3_server.keep_versions(bucket)
    return opened(s3_server.url("p", bucket=bucket), keys)


def kept(storage: S3Storage) -> list[tuple[str, bool]]:
    return [(one.key, one.deleted) for one in versions(storage._place, "p/")]


def test_no_old_version_stays_where_a_bucket_keeps_them(versioned: S3Storage) -> None:
    for data in (b"with a name in it", b"without"):
        versioned.put_bytes("originals/a/source", data)
    versioned.put_bytes("originals/a/source1", b"its neighbour")
    versioned.copy("originals/a/source1", "originals/a/source")
    assert kept(versioned) == [("p/originals/a/source", False), ("p/originals/a/source1", False)]
    assert versioned.read("originals/a/source") == b"its neighbour"
    versioned.remove("originals/a/source")
    assert kept(versioned) == [("p/originals/a/source1", False)]
    assert versioned.remove_below("originals/a") == 1
    assert kept(versioned) == []


def test_versions_of_before_go_with_their_folder(versioned: S3Storage) -> None:
    """Somebody turned versions on for a while, or another program put there what is deleted only in name."""
    import obstore

    for path in ("film/a/1", "film/a/1", "film/a/2", "film/b/1"):
        obstore.put(versioned._store, path, b"1")
    obstore.delete(versioned._store, ["film/a/2"])
    assert len(kept(versioned)) == 5
    versioned.remove_below("film/a")
    assert kept(versioned) == [("p/film/b/1", False)]


def behind(street: FalteringStore, storage: S3Storage, keys: Path) -> S3Storage:
    place = storage._place
    return opened(f"s3://{place.bucket}/{place.prefix}?endpoint={street.address}&region={place.region}", keys)


@pytest.mark.parametrize(
    ("status", "code", "method", "about"),
    [
        (400, "RequestTimeout", "GET", "uploads="),
        (400, "RequestTimeout", "GET", "versions="),
        (404, "NoSuchBucket", "GET", "versions="),
        (405, "", "GET", "versions="),
        (200, "", "GET", "versions="),
        (400, "RequestTimeout", "DELETE", "uploadId="),
        (301, "PermanentRedirect", "DELETE", "uploadId="),
        (400, "RequestTimeout", "DELETE", "versionId="),
        (301, "PermanentRedirect", "DELETE", "versionId="),
    ],
)
def test_what_may_be_left_is_never_taken_for_gone(
    versioned: S3Storage, faltering: FalteringStore, keys: Path, status: int, code: str, method: str, about: str
) -> None:
    """A removal that a store answers with less than yes is done again; a proof would be written else."""
    faltered = behind(faltering, versioned, keys)
    versioned.put_bytes("originals/a/source", b"with a name in it")
    begin(versioned, "originals/a/source")
    faltering.says = refusing(status, code, method=method, about=about)
    with pytest.raises(StorageAway):
        faltered.remove_below("originals/a")
    if about == "uploadId=":
        with pytest.raises(StorageAway):
            faltered.remove_torn("originals", older_s=-5)
    faltering.says = lambda method, target: None
    faltered.remove_below("originals/a")
    assert (kept(versioned), torn(versioned)) == ([], [])


@pytest.mark.parametrize(
    ("status", "code"), [(501, "NotImplemented"), (501, ""), (405, "MethodNotAllowed"), (400, "NotImplemented")]
)
def test_a_store_that_knows_no_versions_is_believed(
    storage: S3Storage, faltering: FalteringStore, keys: Path, status: int, code: str
) -> None:
    simple = behind(faltering, storage, keys)
    simple.put_bytes("film/a/1", b"1")
    asked = [refusing(status, code, method="GET", about=about) for about in ("versions=", "uploads=", "versioning=")]
    faltering.says = lambda method, target: next(filter(None, (says(method, target) for says in asked)), None)
    simple.copy("film/a/1", "film/a/2")
    assert simple.remove_below("film/a") == 2
    assert list(storage.below("film/a")) == []


def test_a_copy_is_not_said_to_be_done_where_old_versions_may_be_left(
    versioned: S3Storage, faltering: FalteringStore, keys: Path
) -> None:
    faltered = behind(faltering, versioned, keys)
    versioned.put_bytes("originals/a/source", b"redacted")
    versioned.put_bytes("originals/a/other", b"with a name in it")
    faltering.says = refusing(400, "RequestTimeout", method="GET", about="versioning=")
    with pytest.raises(StorageAway):
        faltered.copy("originals/a/source", "originals/a/other")


def test_check_says_that_a_bucket_keeps_versions(versioned: S3Storage) -> None:
    assert [(one.well, one.seen) for one in versioned.examined()] == [
        (True, "reachable; put, read back and taken away"),
        (False, "versioning is enabled"),
    ]


def begin(storage: S3Storage, path: str) -> None:
    assert ask(storage._place, "POST", {"uploads": ""}, storage._place.key(path)).status == 200


def torn(storage: S3Storage) -> list[str]:
    return [storage._place.path(one.key) for one in uploads(storage._place, f"{storage._place.prefix}/")]


def test_what_a_killed_program_left_half_put_is_given_up(storage: S3Storage) -> None:
    begin(storage, "originals/a/source")
    begin(storage, "film/a/1/v720/seg.mp4")
    assert storage.remove_torn("originals", older_s=3600) == 0
    assert torn(storage) == ["film/a/1/v720/seg.mp4", "originals/a/source"]
    assert storage.remove_torn("originals", older_s=-5) == 1
    assert torn(storage) == ["film/a/1/v720/seg.mp4"]
    assert storage.remove_below("film/a") == 0
    assert torn(storage) == [], "what is taken away is taken away with what was half put there"


def test_a_source_that_fails_half_way_leaves_nothing(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> Iterator[bytes]:
        yield bytes(8 << 20)
        yield bytes(8 << 20)
        yield bytes(8 << 20)
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        storage._put_pieces("originals/a/source", failing())
    assert storage.size("originals/a/source") is None
    assert torn(storage) == []


def test_a_store_that_is_away_is_said_and_is_used_again_when_it_is_back(
    storage: S3Storage, s3_server: S3Server, tmp_path: Path
) -> None:
    storage.put_bytes("film/a/1", b"1")
    (tmp_path / "given").write_bytes(bytes(20 << 20))
    s3_server.stop()
    try:
        for act in (
            lambda: storage.put_bytes("film/a/2", b"2"),
            lambda: storage.put("film/a/2", tmp_path / "given"),
            lambda: storage.read("film/a/1"),
            lambda: storage.size("film/a/1"),
            lambda: storage.etag("film/a/1"),
            lambda: list(storage.below("film")),
            lambda: storage.remove_below("film/a"),
            lambda: storage.remove_torn("film", older_s=0),
        ):
            began = time.monotonic()
            with pytest.raises(StorageAway, match="does not answer"):
                act()
            assert time.monotonic() - began < 6
        assert [one.well for one in storage.examined()] == [False]
    finally:
        s3_server.start()
    assert storage.read("film/a/1") == b"1"
    storage.put_bytes("film/a/2", b"2")
    assert list(storage.below("film")) == ["film/a/1", "film/a/2"]


def test_a_bucket_that_is_not_there_is_not_taken_for_a_missing_file(s3_server: S3Server, keys: Path) -> None:
    other = opened(s3_server.url(bucket="no-such-bucket"), keys)
    for act in (lambda: other.read("film/a"), lambda: other.put_bytes("film/a", b"1"), lambda: other.everything()):
        with pytest.raises(StorageAway, match="no such bucket"):
            list(act() or [])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://", "name of a bucket"),
        ("s3://Film", "name of a bucket"),
        ("s3://key:secret@film", "keys never stand in it"),
        ("s3://film/Prefix", "prefix"),
        ("s3://film/../x", "prefix"),
        ("s3://film?endpoint=http://s3.hospital.example", "everybody on the way"),
        ("s3://film?endpoint=http://127.0.0.1.example", "everybody on the way"),
        ("s3://film?endpoint=https://s3.example/path", "endpoint"),
        ("s3://film?endpoint=https://me:word@s3.example", "endpoint"),
        ("s3://film?endpoint=ftp://s3.example", "endpoint"),
        ("s3://film?secret=word", "no 'secret'"),
        ("s3://film?region=Eu West", "region"),
    ],
)
def test_a_url_that_would_not_do_is_a_wrong_setting(url: str, said: str, keys: Path) -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_STORAGE") as wrong:
        s3_place(url, keys)
    assert said in str(wrong.value)
    assert "word" not in str(wrong.value)


def test_a_key_comes_from_files_or_the_environment(keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "s3://film/a/b?endpoint=https://s3.example:9000&region=eu-1"
    place = s3_place(url, keys)
    assert (place.bucket, place.prefix, place.endpoint) == ("film", "a/b", "https://s3.example:9000")
    assert place.secret not in repr(place)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with pytest.raises(SettingWrong, match="its key is not here"):
        s3_place(url, tmp_path / "none")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from the environment")
    assert s3_place(url, tmp_path / "none").secret == "from the environment"
    assert s3_place(url, keys).key_id == "casebook:storage", "the files come first"
    (keys / "s3.secret").chmod(0o644)
    with pytest.raises(SettingWrong, match="Others on this machine may read"):
        s3_place(url, keys)
    assert s3_place("s3://film?endpoint=http://10.0.0.1&plain=yes", tmp_path).plain
    assert s3_place("s3://film?region=eu-west-2", tmp_path).endpoint == "https://s3.eu-west-2.amazonaws.com"
