"""An upload ends once: as a recording, or refused, and nothing of its bytes is left where it grew."""

import dataclasses
import os
from datetime import timedelta
from pathlib import Path

import pytest

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.errors import ClipUnreadable, Gone, UploadBusy
from casebook.library import Library
from casebook.media.part_file import PartFile
from casebook.media.upload import Upload
from casebook.media.uploading import finish_upload, uploads_left
from tests.conftest import cast, make_ready


def complete(library: Library, data: bytes) -> Upload:
    """An upload of which every byte has arrived, and nothing more was done."""
    with writing(library.engine) as db:
        upload = Upload(
            person_id=cast(db, "ada").pk, length=len(data), offset=len(data), name="a.mp4", title="A", medium="film",
            expires_at=now() + timedelta(days=7),
        )  # fmt: skip
        db.add(upload)
    library.room.folder.mkdir(exist_ok=True)
    (library.room.folder / upload.key).write_bytes(data)
    return upload


def test_an_upload_that_is_refused_is_not_tried_for_ever(library: Library) -> None:
    upload, small = complete(library, b"x" * 2000), dataclasses.replace(library.room, most_bytes=1000)
    with pytest.raises(ClipUnreadable, match="at most"):
        finish_upload(library.engine, library.storage, small, upload)
    with reading(library.engine) as db:
        assert uploads_left(db) == ([], [])
    assert list(library.room.folder.iterdir()) == []


def test_an_upload_whose_bytes_are_lost_is_not_tried_for_ever(library: Library) -> None:
    upload = complete(library, b"x" * 2000)
    (library.room.folder / upload.key).unlink()
    with pytest.raises(Gone, match="Begin it again"):
        finish_upload(library.engine, library.storage, library.room, upload)
    with reading(library.engine) as db:
        assert uploads_left(db) == ([], [])


def test_bytes_that_no_upload_owns_are_taken_away_a_day_later(library: Library) -> None:
    left = library.room.folder / "leftbyakill9"
    left.write_bytes(b"of a recording that was taken back since")
    day_ago = now().timestamp() - 90_000
    os.utime(left, (day_ago, day_ago))
    make_ready(library)
    assert not left.exists()


def test_bytes_that_a_recording_has_taken_over_are_never_cut_off(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "key").write_bytes(b"whole film")
    os.link(tmp_path / "uploads" / "key", tmp_path / "source")
    with pytest.raises(UploadBusy):
        PartFile(tmp_path / "uploads", "key", 5, reserve_bytes=0)
    assert (tmp_path / "source").read_bytes() == b"whole film"
