"""A workshop of its own for each test, and small real recordings, each made once for the whole run."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import imageio_ffmpeg
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import casebook.db.changes
import casebook.media.consent
import casebook.media.redaction
import casebook.media.rendition
import casebook.media.transcript
import casebook.people.cohort
import casebook.people.contributor
import casebook.people.person  # noqa: F401 - every table that the media room's rows point to
from casebook.db import row
from casebook.db.engine import open_engine, reading, writing
from casebook.db.queue_schema import bring_queue
from casebook.jobs.job import Job
from casebook.jobs.queue import Lease, open_queue
from casebook.jobs.worker import Worker
from casebook.media.clip import Clip, Medium
from casebook.media.probing import probe
from casebook.media.queries import clip_by_key
from casebook.media.receiving import GivenStill, cut_clip, receive_recording
from casebook.media.settling import settle
from casebook.media.slimming import SLIM, slim
from casebook.media.storage import Storage
from casebook.media.storage_opening import open_storage
from casebook.media.transcoding import give_up, transcode
from casebook.media.workshop import Workshop
from tests.databases import url_at
from tests.s3_server import S3Server

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()

_PICTURE = "testsrc2=s={size}:r={rate}:d={seconds}"
_TONE = "sine=f=440:d={seconds}"
# of a level that not everybody plays, so that all sizes are made and none is copied
_FILM = ["-c:v", "libx264", "-preset", "ultrafast", "-level", "5.1", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]


def make(target: Path, *argv: str) -> Path:
    """Make a file with the real ffmpeg, with none of casebook's own care."""
    subprocess.run([FFMPEG, "-nostdin", "-y", "-v", "error", *argv, str(target)], check=True, timeout=60)
    return target


class Recordings:
    """Recordings by name, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _once(self, name: str, *argv: str) -> Path:
        place = self._folder / name
        return place if place.exists() else make(place, *argv)

    def film(self, size: str = "320x180", *, seconds: float = 2, rate: int = 25) -> Path:
        """A moving picture with a tone."""
        inputs = ["-f", "lavfi", "-i", _PICTURE.format(size=size, rate=rate, seconds=seconds)]
        inputs += ["-f", "lavfi", "-i", _TONE.format(seconds=seconds)]
        return self._once(f"film_{size}_{seconds}_{rate}.mp4", *inputs, *_FILM)

    def silent(self) -> Path:
        picture = _PICTURE.format(size="320x240", rate=25, seconds=2)
        return self._once("silent.mp4", "-f", "lavfi", "-i", picture, *_FILM)

    def sound(self, *, seconds: float = 3) -> Path:
        tone = _TONE.format(seconds=seconds)
        return self._once(f"sound_{seconds}.webm", "-f", "lavfi", "-i", tone, "-c:a", "libopus")

    def still(self, name: str, size: str, colour: str) -> Path:
        return self._once(name, "-f", "lavfi", "-i", f"color={colour}:s={size}:d=1", "-frames:v", "1")

    def home_video(self) -> Path:
        """What a phone writes: where it was, what it is called, a chapter's title."""
        return self._once(
            "home.mp4", "-i", str(self.film()), "-c", "copy", "-metadata", "title=<script>alert(1)</script>",
            "-metadata", "comment=NHS 943 476 5919", "-metadata", "location=+52.4862-001.8904/",
            "-movflags", "use_metadata_tags",
        )  # fmt: skip

    def other(self, name: str, *argv: str) -> Path:
        return self._once(name, *argv)


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Recordings:
    return Recordings(tmp_path_factory.mktemp("recordings"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(url_at(tmp_path))
    with opened.execution_options(writing=True).begin() as connection:
        row.metadata.create_all(connection)
        bring_queue(connection)
    yield opened
    opened.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A transaction that writes, undone when the test fails."""
    with writing(engine) as opened:
        yield opened


@pytest.fixture
def storage_at(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path | None]:
    """Where film is kept: the URL, and the folder that holds the key to it."""
    if os.environ.get("TESTS_STORAGE") == "s3":  # `make test-s3`: everything that is done to film, on a bucket
        server: S3Server = request.getfixturevalue("s3_server")
        return server.url(), server.keys(tmp_path / "keys")
    return f"file://{tmp_path / 'film'}", None


@pytest.fixture
def storage(storage_at: tuple[str, Path | None]) -> Storage:
    return open_storage(*storage_at)


@pytest.fixture
def shop(engine: Engine, storage: Storage, tmp_path: Path) -> Workshop:
    return Workshop(engine, storage, tmp_path / "work", ffmpeg="", threads=2, longest_ms=60_000)


@dataclass
class Studio:
    """Takes recordings in and works on them as the real worker does: probe, then transcode."""

    shop: Workshop
    ended: list[tuple[str, str, bool]] = field(default_factory=list)  # clip, reason, whether trying again may help

    def take_in(
        self, source: Path, *, in_ms: int = 0, out_ms: int | None = None, medium: Medium | None = None,
        stills: tuple[GivenStill, ...] = (),
    ) -> str:  # fmt: skip
        """Receive a recording, cut a clip, put down its first job; answers the clip's key."""
        with writing(self.shop.engine) as db:
            recording = receive_recording(
                db, self.shop.storage, source, title="A story", medium=medium, stills=stills, reserve_bytes=0
            )
            clip = cut_clip(db, recording, title="A story", in_ms=in_ms, out_ms=out_ms)
            open_queue(self.shop.engine).put(db, "probe", clip.key)
            return clip.key

    def again(self, key: str, kind: str = "transcode") -> None:
        """Put a job down once more."""
        with writing(self.shop.engine) as db:
            open_queue(self.shop.engine).put(db, kind, key)

    def worker(self, shop: Workshop | None = None) -> Worker:
        shop = shop or self.shop
        queue = open_queue(shop.engine)

        def after_done(db: Session, lease: Lease) -> None:
            if lease.kind == "probe":
                queue.put(db, "transcode", lease.about)

        def given_up(db: Session, lease: Lease, reason: str, may_help: bool) -> None:
            give_up(db, lease.about, reason, may_help)
            self.ended.append((lease.about, reason, may_help))

        stations = {
            "probe": lambda work: probe(work, shop),
            "transcode": lambda work: transcode(work, shop),
            "redact": lambda work: settle(work, shop),
            SLIM: lambda work: slim(work, shop),
        }
        return Worker(queue, stations, after_done, given_up)

    def work(self) -> None:
        """Do all there is to do."""
        worker = self.worker()
        while worker.work_once():
            pass

    def make(self, source: Path, **how: object) -> Clip:
        """Take in, work, and answer the clip as it is then."""
        key = self.take_in(source, **how)  # type: ignore[arg-type]
        self.work()
        return self.clip(key)

    def clip(self, key: str) -> Clip:
        with reading(self.shop.engine) as db:
            return clip_by_key(db, key)

    def jobs(self) -> list[Job]:
        with reading(self.shop.engine) as db:
            return list(db.exec(select(Job)).all())

    def files(self, clip: Clip) -> list[str]:
        """What storage holds of a clip's film, without the clip's own folder."""
        return [path.removeprefix(f"film/{clip.key}/") for path in self.shop.storage.below(f"film/{clip.key}")]

    def fetch(self, clip: Clip, rendition: str, to: Path) -> Path:
        """A rendition's files in a folder, for looking at; answers its playlist."""
        folder = to / rendition
        folder.mkdir(parents=True)
        for path in self.shop.storage.below(f"film/{clip.key}/{clip.version}/{rendition}"):
            self.shop.storage.fetch(path, folder / path.rsplit("/", 1)[1])
        return folder / "index.m3u8"


@pytest.fixture
def studio(shop: Workshop) -> Studio:
    return Studio(shop)
