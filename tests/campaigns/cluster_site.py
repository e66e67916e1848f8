"""casebook on more than one machine, on this one: two web processes behind nginx without stickiness, three workers,
PostgreSQL with a synchronous standby, film in an S3 store. All on loopback ports, with logs in one folder."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
from sqlmodel import Session, col, select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.demo.seeding import simulate_answers
from casebook.jobs.job import Job, JobState
from casebook.media.clip import Clip, ClipState
from casebook.people.cohort import Cohort
from casebook.people.joining import add_person, join_cohort
from casebook.people.person import CareerStage, Person, Role
from casebook.people.signing_in import sign_in
from casebook.web.access import cookie_name
from tests.campaigns.hall import Hall
from tests.campaigns.postgres_pair import Pair
from tests.conftest import stock_in
from tests.deploy.nginx_server import Nginx, found
from tests.s3_server import S3Server
from tests.small_content import write_small_content
from tests.walks.conftest import tell_longer
from tests.web.uploading import ROOT, Server, Tus, token_of

LEASE_S, WORKERS = 12.0, 3
MADE_WITHIN_S = 400.0


class Cluster:
    """All of it, started by `start` and ended by `stop`."""

    lease_s = LEASE_S

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.pair = Pair()
        (folder / "s3").mkdir()
        self.s3 = S3Server(folder / "s3")
        self.web = [Server(self.data, CASEBOOK_LOG="json") for _ in range(2)]
        ports = [one.port for one in self.web]
        self.nginx = Nginx(folder / "nginx", web=ports, film=self.data / "film") if found() else None
        self.address = self.nginx.address if self.nginx else self.web[0].address
        self.workers: list[subprocess.Popen[bytes]] = []
        self.told: list[tuple[str, Callable[[Session], bool]]] = []  # what was acknowledged, and how it is looked for

    def start(self) -> None:
        """Start everything; the small case is published and playable when this returns."""
        self.pair.start()
        self.s3.start()
        S3Server.keys(self.data / "keys").chmod(0o700)
        told = {"database": self.pair.url, "storage": self.s3.url("cluster"), "address": self.address}
        content = tell_longer(write_small_content(self.folder / "content"))
        self.library = stock_in(self.folder, content, **told)
        simulate_answers(self.library)
        for number, one in enumerate(self.web):
            one.log = self.folder / f"web-{number}.log"
            one.environment |= {f"CASEBOOK_{name.upper()}": value for name, value in told.items()}
            one.environment |= {
                "CASEBOOK_PROXIES": "127.0.0.1", "CASEBOOK_LEASE_SECONDS": str(LEASE_S), "CASEBOOK_AV1": "false",
                "CASEBOOK_FFMPEG_THREADS": "1", "CASEBOOK_SANDBOX": "best", "PYTHONWARNINGS": "ignore",
            }  # fmt: skip
            one.start()
        if self.nginx:
            self.nginx.start()
        for _ in range(WORKERS):
            self.start_worker()
        self.until(lambda db: not db.exec(select(Clip.id).where(Clip.state != ClipState.ready)).first(), MADE_WITHIN_S)

    def start_worker(self) -> None:
        """Let another worker begin."""
        with (self.folder / f"worker-{len(self.workers)}.log").open("ab") as log:
            self.workers.append(
                subprocess.Popen([sys.executable, "-m", "casebook", "work"], env=self.web[0].environment, stdout=log,
                                 stderr=log, cwd=ROOT)
            )  # fmt: skip

    def asking(self) -> AbstractContextManager[Session]:
        """A transaction that only reads."""
        return reading(self.library.engine)

    def until(self, what: Callable[[Session], object], seconds: float = 60) -> float:
        """Look in the database until something is so; the seconds that took. Raises TimeoutError."""
        began = time.monotonic()
        while True:
            with self.asking() as db:
                if what(db):
                    return time.monotonic() - began
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds:.0f} s: {self.jobs()}")
            time.sleep(0.2)

    def jobs(self) -> str:
        """The work that is not over, in a line."""
        with self.asking() as db:
            open_ones = db.exec(select(Job).where(col(Job.state).not_in([JobState.done, JobState.refused]))).all()
        return ", ".join(f"{one.kind} {one.state} {one.worker} {one.reason}" for one in open_ones) or "no work is open"

    def in_hand(self, kind: str, about: str) -> subprocess.Popen[bytes] | None:
        """The worker that has a job in hand."""
        with self.asking() as db:
            running = Job.kind == kind, Job.about == about, Job.state == JobState.running
            name = db.exec(select(Job.worker).where(*running)).first() or ""
        pid = int(name.split(":")[1]) if name else 0
        return next((one for one in self.workers if one.pid == pid and one.poll() is None), None)

    def newcomer(self, name: str) -> tuple[Person, str]:
        """Somebody new of cohort North, and the cookie of her browser."""
        with writing(self.library.engine) as db:
            north = db.exec(select(Cohort)).first()
            assert north is not None
            email = f"{re.sub('[^a-z0-9]', '-', name.lower())}@casebook.example"
            person = add_person(db, name=name, email=email, roles=[Role.trainee], stage=CareerStage.foundation)
            join_cohort(db, north, person, starts_on=now().date())
            return person, sign_in(db, person, hours=12)[1]

    def client(self, cookie: str) -> httpx2.Client:
        """Her browser without a screen, by the address that everybody uses."""
        headers = {"cookie": f"{cookie_name(self.library.settings)}={cookie}", "accept": "text/html"}
        return httpx2.Client(base_url=self.address, verify=False, timeout=60, headers=headers)

    def tus(self) -> Tus:
        """A program of Ada's that uploads by the address that everybody uses."""
        tus = Tus(self.address, token_of(self.library))
        tus.client = httpx2.Client(headers=dict(tus.client.headers), verify=False, timeout=60)
        return tus

    def tell(self, what: str, look: Callable[[Session], bool]) -> None:
        """Write down that something was acknowledged, and how it is found."""
        self.told.append((what, look))

    def lost(self) -> list[str]:
        """What was acknowledged and is not there."""
        with self.asking() as db:
            return [what for what, look in self.told if not look(db)]

    def dead(self) -> list[str]:
        """The processes of casebook that ended though nobody ended them."""
        found = [f"worker {number}" for number, one in enumerate(self.workers) if one.poll() is not None]
        return found + [
            f"web process {number}" for number, one in enumerate(self.web) if one.process.poll() is not None
        ]

    def stop(self) -> None:
        """End what runs, the outermost first."""
        if self.nginx and hasattr(self.nginx, "process"):
            self.nginx.stop()
        running = [one.process for one in self.web if hasattr(one, "process")] + self.workers
        for process in running:
            if process.poll() is None:
                process.terminate()
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if hasattr(self, "library"):
            self.library.index.close()
            self.library.engine.dispose()
        self.s3.end()
        self.pair.stop()


class Ward(Hall):
    """A hall of people who use a cluster by the address that everybody uses."""

    def __init__(self, cluster: Cluster, people: int) -> None:
        self.library, self.server, self.address = cluster.library, cluster.web[0], cluster.address
        self.seat(people)
