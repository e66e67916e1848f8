"""A prepared site for the campaign on load: `casebook serve` on it, a crowd that is signed in, film of a known size."""

import os
import random
import re
import secrets
import subprocess
import sys
from pathlib import Path

from sqlmodel import col, select

import casebook.rows  # noqa: F401 - every table
from casebook.cases.case import Case, CaseClip
from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.db.engine import reading, writing
from casebook.library import open_library
from casebook.media.clip import Clip, ClipState
from casebook.people.joining import add_person
from casebook.people.person import CareerStage, Role
from casebook.people.signing_in import hashed, sign_in
from casebook.settings import read_settings
from tests.campaigns.crowd import Ask, Crowd
from tests.web.uploading import ROOT, Server, token_of

SEGMENT_BYTES = 500_000
PASSWORD = "seven quiet corridors"
WORDS = ("home", "family", "the", "door", "capacity", "night", "dauhgter")


class LoadSite:
    """So many people before a library that has been prepared in `data`, with a clip that can be played in it."""

    def __init__(self, data: Path, people: int) -> None:
        self.data = data
        self.library = open_library(read_settings(data=data, demo=True, second_factor="offered"))
        self.emails = [f"crowd-{number}@casebook.example" for number in range(people)]
        word = hashed(PASSWORD)
        with writing(self.library.engine) as db:
            self.cookies = []
            for email in self.emails:
                person = add_person(db, name="One", email=email, roles=[Role.trainee], stage=CareerStage.gp)
                person.password_hash = word
                db.flush()
                self.cookies.append(sign_in(db, person, hours=12)[1])
        with reading(self.library.engine) as db:
            self.cases = sorted(
                db.exec(select(Case.slug).join(Publication, col(Publication.case_id) == Case.id).distinct()).all()
            )
            self.themes = sorted(db.exec(select(Theme.slug)).all())
            ready = select(Clip.key, Clip.version).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
            told_before = ready.where(Clip.state == ClipState.ready, col(CaseClip.after).is_(False))
            self.film = "{}/{}/hls".format(*db.exec(told_before.order_by(Clip.key)).first() or ())
        (data / "segment").write_bytes(secrets.token_bytes(SEGMENT_BYTES))
        self.library.storage.put(f"film/{self.film}/load.m4s", data / "segment")
        self.token = token_of(self.library)
        self.server = Server(data, CASEBOOK_LOG="json", CASEBOOK_AV1="false").start()
        self.worker: subprocess.Popen[bytes] | None = None

    def pages(self) -> list[Ask]:
        """Pages as people look at them: cases more often than anything, then what leads to them."""
        paths = [path for slug in self.cases for path in (f"/cases/{slug}", "/", "/cases", f"/cases/{slug}")]
        paths += [f"/search?q={word}" for word in WORDS for _ in range(2)]
        paths += [f"/themes/{slug}" for slug in self.themes[:8]] + ["/themes", "/contributors", "/sets", "/account"]
        paths += ["/my-casebook"] * 6
        chance = random.Random(6)
        chance.shuffle(paths)
        return [Ask(path, chance.choice(self.cookies)) for _ in range(50) for path in paths]

    def decisions(self) -> list[Ask]:
        """Whether this person may have this piece of film now, and nothing of it."""
        return [Ask(f"/m/{self.film}/load.m4s", cookie, "HEAD") for cookie in self.cookies]

    def segments(self) -> list[Ask]:
        """The piece itself."""
        return [Ask(f"/m/{self.film}/load.m4s", cookie) for cookie in self.cookies]

    def sign_ins(self) -> list[Ask]:
        """Each with her own address and password."""
        return [Ask("/sign-in", "", "POST", (("email", email), ("password", PASSWORD)), 303) for email in self.emails]

    def soak(self) -> list[Ask]:
        """What a day is made of: film more often than anything, then small things, then pages."""
        small = [Ask("/about"), Ask("/healthz"), Ask("/sign-in"), Ask("/not-here", expect=404)]
        pages, decisions = self.pages(), self.decisions()
        mixed = [[page, *small[number % 4 :][:2]] for number, page in enumerate(pages)]
        return [
            ask for number, some in enumerate(mixed)
            for ask in (*some, *(decisions[(7 * number + more) % len(decisions)] for more in range(7)))
        ]  # fmt: skip

    def crowd(self) -> Crowd:
        """Browsers before this site."""
        return Crowd(self.server.port)

    def start_worker(self) -> None:
        """Let a worker begin on whatever waits."""
        self.worker = self._process("casebook", "work")

    def start_upload(self, count: int) -> "subprocess.Popen[bytes]":
        """Send a recording of so many bytes, as the studio's page does, from a process of its own."""
        return self._process("tests.campaigns.load_upload", self.server.address, self.token, str(count))

    def _process(self, *asked: str) -> "subprocess.Popen[bytes]":
        with (self.data.parent / f"{asked[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *asked], env=self.server.environment, stdout=log, stderr=log, cwd=ROOT,
                start_new_session=True,
            )  # fmt: skip

    def memory_mb(self, kind: str = "VmRSS") -> float:
        """What the web server holds of memory, or `VmHWM`: the most it ever held since that was last forgotten."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        found = re.search(rf"{kind}:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1024

    def forget_most_memory(self) -> None:
        """Let `VmHWM` begin anew."""
        Path(f"/proc/{self.server.process.pid}/clear_refs").write_text("5")

    def cpu_s(self) -> float:
        """Seconds of processor the server has taken, whatever else this machine does."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop_worker(self) -> None:
        """Let the worker end."""
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait(timeout=60)
            self.worker = None

    def close(self) -> None:
        """End every process and close what is open."""
        self.stop_worker()
        if self.server.process.poll() is None:
            self.server.stop()
        self.library.index.close()
        self.library.engine.dispose()
