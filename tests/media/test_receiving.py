"""Recordings are kept as they came, under names of our own; what cannot be kept is said."""

import hashlib
from pathlib import Path

import pytest
from sqlmodel import Session

from casebook.errors import ClipUnreadable, StorageFull
from casebook.media import receiving
from casebook.media.clip import ClipState, Medium
from casebook.media.receiving import cut_clip, keep_files, receive_recording
from casebook.media.storage import Storage


def test_a_recording_is_kept_byte_for_byte_under_a_name_that_tells_nothing(
    db: Session, storage: Storage, tmp_path: Path
) -> None:
    source = tmp_path / "Mrs Ärmel, 943 476 5919.mp4"
    source.write_bytes(b"film" * 1000)
    recording = receive_recording(db, storage, source, title="T", reserve_bytes=0)
    assert recording.original == f"originals/{recording.key}/source"
    assert storage.read(recording.original) == b"film" * 1000
    assert (recording.bytes, recording.sha256) == (4000, hashlib.sha256(b"film" * 1000).hexdigest())
    assert recording.original_name == "Mrs Ärmel, 943 476 5919.mp4"
    assert recording.probed_at is None


def test_stills_are_kept_in_the_order_they_are_shown(db: Session, storage: Storage, tmp_path: Path) -> None:
    for name in ("a.mp3", "one.png", "two.JPG"):
        (tmp_path / name).write_bytes(name.encode())
    stills = [(tmp_path / "two.JPG", 5000, "Two"), (tmp_path / "one.png", 0, "One")]
    recording = receive_recording(db, storage, tmp_path / "a.mp3", title="T", stills=stills, reserve_bytes=0)
    assert recording.medium is Medium.slideshow
    assert [(still["at_ms"], still["alt"]) for still in recording.stills] == [(0, "One"), (5000, "Two")]
    assert [storage.read(still["path"]) for still in recording.stills] == [b"one.png", b"two.JPG"]


def test_what_cannot_be_kept_is_refused_before_anything_is_written(
    db: Session, storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"x" * 2048)
    with pytest.raises(ClipUnreadable, match="empty"):
        receive_recording(db, storage, tmp_path / "empty", title="T")
    with pytest.raises(ClipUnreadable, match="at most"):
        receive_recording(db, storage, tmp_path / "large", title="T", most_bytes=1024)
    if not storage.remote:  # a bucket does not tell how much room it has
        with pytest.raises(StorageFull):
            receive_recording(db, storage, tmp_path / "large", title="T", reserve_bytes=1 << 60)
    still = (tmp_path / "large", 0, "")
    with pytest.raises(ClipUnreadable, match="at most 100 pictures"):
        receive_recording(db, storage, tmp_path / "large", title="T", stills=[still] * 101)
    assert list(storage.below("originals")) == []


def test_a_clip_waits_for_its_making(db: Session, storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    recording = receive_recording(db, storage, tmp_path / "a", title="T", reserve_bytes=0)
    clip = cut_clip(db, recording, title="Before", in_ms=500, out_ms=2500)
    assert (clip.state, clip.version, clip.recording_id) == (ClipState.waiting, 0, recording.pk)
    with pytest.raises(ClipUnreadable):
        cut_clip(db, recording, title="No", in_ms=500, out_ms=500)


def test_the_long_step_needs_no_transaction_and_leaves_nothing_when_it_fails(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"sound")
    kept = keep_files(storage, tmp_path / "a", reserve_bytes=0)
    assert storage.read(kept.original) == b"sound"
    monkeypatch.setattr(receiving, "_hash_of_kept", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep_files(storage, tmp_path / "a", reserve_bytes=0)
    assert list(storage.below("originals")) == [kept.original]
