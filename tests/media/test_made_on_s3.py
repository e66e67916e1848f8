"""A film is made of a recording on S3 and kept there, with nothing of it on this machine afterwards."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from casebook.media.clip import ClipState
from casebook.media.s3_storage import S3Storage
from casebook.media.storage_opening import open_storage
from casebook.media.workshop import Workshop
from tests.s3_server import S3Server

from .conftest import Recordings, Studio


@pytest.fixture
def shop(engine: Engine, s3_server: S3Server, tmp_path: Path) -> Workshop:
    storage = open_storage(s3_server.url(), s3_server.keys(tmp_path / "keys"))
    return Workshop(engine, storage, tmp_path / "work", ffmpeg="", threads=2, longest_ms=60_000)


def test_a_film_is_made_on_s3(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    clip = studio.make(recordings.film())
    assert clip.state is ClipState.ready, clip.reason
    assert isinstance(studio.shop.storage, S3Storage)
    kept = studio.files(clip)
    assert any(path.endswith("hls/index.m3u8") for path in kept)
    assert {path.split("/")[0] for path in kept} == {str(clip.version)}
    playlist = studio.fetch(clip, "v180" if any("/v180/" in path for path in kept) else "a128", tmp_path)
    assert "#EXT-X-ENDLIST" in playlist.read_text()
    assert list((tmp_path / "work").iterdir()) == [], "nothing of it stays on this machine"
    assert studio.shop.storage.remove_below(f"film/{clip.key}") == len(kept)
