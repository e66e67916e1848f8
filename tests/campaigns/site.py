"""A whole casebook for a campaign: its own folder, a web server and workers as processes, an author who sends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
from sqlmodel import col, select

import casebook.rows  # noqa: F401 - every table
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.jobs.job import Job
from casebook.library import open_library
from casebook.media.clip import Clip, Recording
from casebook.media.upload import Upload
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.web.uploading import ROOT, Server, Tus, token_of


class Site:
    """`casebook serve` and so many `casebook work` on a data folder below `folder`; Ada sends and looks."""

    def __init__(self, folder: Path, *, workers: int, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.scratch = folder / "tmp"
        self.scratch.mkdir(parents=True)
        os.chmod(self.scratch, 0o700)
        opened = read_settings(data=self.data, demo=True, second_factor="offered")
        prepare(opened)
        self.library = open_library(opened)
        with writing(self.library.engine) as db:
            add_cast(db)
        self.server = Server(self.data, TMPDIR=str(self.scratch), CASEBOOK_LOG="json", **settings).start()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.start_workers(workers)
        self.tus = Tus(self.server.address, token_of(self.library))
        self.browser = httpx2.Client(base_url=self.server.address, timeout=30)
        entered = self.browser.post(
            "/demo/sign-in", data={"person": "ada@casebook.example"}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert entered.status_code == 303, entered.status_code

    def start_workers(self, count: int) -> None:
        """Let so many more workers begin."""
        self.workers += [self._worker(len(self.workers) + number) for number in range(count)]

    def _worker(self, number: int) -> "subprocess.Popen[bytes]":
        with open(self.folder / f"worker_{number}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "casebook", "work"], env=self.server.environment, stdout=log, stderr=log,
                cwd=ROOT, start_new_session=True,
            )  # fmt: skip

    def send(self, place: Path) -> tuple[int, str]:
        """Send a file in one request; answers the status, and the key of its upload or what was said instead."""
        data = place.read_bytes()
        answer = self.tus.begin(len(data), content=data, filename=place.name)
        taken = answer.status_code == 201
        return answer.status_code, answer.headers["location"].rsplit("/", 1)[1] if taken else answer.text.strip()

    def clips(self, uploads: Sequence[str]) -> dict[str, tuple[Clip, Recording]]:
        """What became of uploads, by their keys; those that have become nothing yet are left out."""
        question = (
            select(Upload.key, Clip, Recording)
            .join(Clip, col(Clip.key) == Upload.clip_key)
            .join(Recording, col(Recording.id) == Clip.recording_id)
            .where(col(Upload.key).in_(uploads))
        )
        with reading(self.library.engine) as db:
            return {key: (clip, recording) for key, clip, recording in db.exec(question).all()}

    def jobs(self, clip: Clip) -> Sequence[Job]:
        """All that was done for a clip."""
        with reading(self.library.engine) as db:
            return db.exec(select(Job).where(Job.about == clip.key)).all()

    def page(self, recording: Recording) -> tuple[int, str]:
        """What an author sees of a recording: the status and the page."""
        answer = self.browser.get(f"/studio/recordings/{recording.key}", headers={"accept": "text/html"})
        return answer.status_code, answer.text

    def said(self) -> Iterator[dict[str, Any]]:
        """Every line of the logs."""
        for place in [self.server.log, *sorted(self.folder.glob("worker_*.log"))]:
            for line in place.read_text(errors="replace").splitlines():
                try:
                    told = json.loads(line)
                except ValueError:
                    told = {"event": "not a line of the log", "line": line}
                yield {"of": place.name, **told}

    def dead(self) -> list[str]:
        """The processes that ended and should not have."""
        found = [f"worker {number}" for number, one in enumerate(self.workers) if one.poll() is not None]
        return found + (["the web server"] if self.server.process.poll() is not None else [])

    def stop(self) -> None:
        """End every process and close what is open."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(timeout=30)
        if self.server.process.poll() is None:
            self.server.stop()
        self.tus.client.close()
        self.browser.close()
        self.library.engine.dispose()
