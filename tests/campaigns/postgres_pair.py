"""Two PostgreSQL servers of a campaign: a primary, and a standby without which it acknowledges nothing.

Both on loopback ports in a folder of their own, and gone with whoever started them, killed or not.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.campaigns.keeping_house import children
from tests.postgres import AS_NOBODY, BIN, OWNER
from tests.web.uploading import free_port

DATABASE = "casebook"
NAME = "standby"  # as the primary knows it
_PDEATHSIG, _IPC_RMID = 1, 0
_libc = ctypes.CDLL(None)
_SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=150", "shared_buffers=32MB", "max_wal_size=256MB",
             "wal_receiver_status_interval=1s", "log_line_prefix=%m ")  # fmt: skip


def ends_with_us(told: int) -> Callable[[], None]:
    """For `preexec_fn`: whoever is started gets this signal when whoever started it is gone."""
    return lambda: _libc.prctl(_PDEATHSIG, told, 0, 0, 0)


class Node:
    """One server in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.data = folder, folder / name
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; answers connections when this returns."""
        given = [one for setting in (*_SETTINGS, f"port={self.port}", f"unix_socket_directories={self.folder}")
                 for one in ("-c", setting)]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(BIN / "postgres"), "-D", str(self.data), *given], stdout=log, stderr=log, cwd=self.folder,
                preexec_fn=ends_with_us(signal.SIGQUIT), **AS_NOBODY,
            )  # fmt: skip
        for _ in range(600):
            try:
                self.ask("SELECT 1", database="postgres")
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {self.log.read_text()[-2000:]}")

    def ask(self, sentence: str, *, database: str = DATABASE) -> Any:
        """The first column of the first row, on a connection of its own."""
        told = f"host=127.0.0.1 port={self.port} user={OWNER} dbname={database} connect_timeout=5"
        with psycopg.connect(told, autocommit=True) as connection:
            came = connection.execute(sentence)  # type: ignore[arg-type]
            row = came.fetchone() if came.description else None
            return row[0] if row else None

    def kill(self) -> None:
        """End it and every process of it at once, as a machine ends that loses its current."""
        assert self.process is not None
        of_it = children(self.process.pid)
        self.process.kill()
        for child in of_it:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()
        self._free_memory()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def _free_memory(self) -> None:
        # a few bytes of shared memory, by which it would see that it still runs, are left by one that was killed
        left = (self.data / "postmaster.pid").read_text().splitlines()
        if len(left) > 6 and len(left[6].split()) == 2:
            _libc.shmctl(int(left[6].split()[1]), _IPC_RMID, None)


class Pair:
    """A primary that acknowledges what its standby has on its disk too; `url` names both."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="casebook-pair-"))
        if AS_NOBODY:
            shutil.chown(self.folder, "nobody")
        self.primary, self.standby = Node(self.folder, "primary"), Node(self.folder, "standby")

    @property
    def url(self) -> str:
        """Both, of which whoever takes writes is taken."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        return f"postgresql+psycopg://{OWNER}@/{DATABASE}?{hosts}"

    def start(self) -> "Pair":
        """Make and start both, and let the one wait for the other from now on."""
        made = ["-D", str(self.primary.data), "-U", OWNER, "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8"]
        self._run("initdb", *made, "--locale-provider=builtin", "--no-sync", "--no-instructions")
        self.primary.start()
        self.primary.ask(f"CREATE DATABASE {DATABASE}", database="postgres")
        told = f"host=127.0.0.1 port={self.primary.port} user={OWNER} application_name={NAME}"
        self._run("pg_basebackup", "-d", told, "-D", str(self.standby.data), "-R", "-X", "stream", "-c", "fast",
                  "--no-sync")  # fmt: skip
        self.standby.start()
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        self.primary.ask("SELECT pg_reload_conf()")
        for _ in range(600):
            if self.primary.ask("SELECT sync_state FROM pg_stat_replication") == "sync":
                return self
            time.sleep(0.05)
        raise RuntimeError(f"the standby does not follow: {self.standby.log.read_text()[-2000:]}")

    def kill_primary(self) -> None:
        """As if its machine had lost its current."""
        self.primary.kill()

    def promote(self) -> None:
        """What an operator's own tool does when it knows that the primary is gone."""
        assert self.standby.ask("SELECT pg_promote(true, 60)") is True

    def _run(self, program: str, *given: str) -> None:
        subprocess.run([str(BIN / program), *given], check=True, capture_output=True, cwd=self.folder, **AS_NOBODY)

    def stop(self) -> None:
        """End what still runs, and take the folder away."""
        for one in (self.standby, self.primary):
            one.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
