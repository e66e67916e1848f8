"""Running the demonstration: a worker and a web server as processes of their own, a progress bar, a clean stop."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..db.engine import reading
from ..errors import SettingWrong
from ..library import Library
from ..media.progress import how_far

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


def check_port(host: str, port: int) -> None:
    """Raises SettingWrong, saying what to do, where something else listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise SettingWrong(f"Something else is using port {port}. Try another: make demo PORT={port + 1}") from None


MOST_ENDS = 5
_libc = ctypes.CDLL(None)


def _end_with_parent() -> None:
    """Ask the kernel (Linux) to end this child when the demonstration dies, however it dies; nothing here can block."""
    with suppress(OSError, AttributeError):
        _libc.prctl(1, signal.SIGTERM)


class Processes:
    """The worker and the web server, started, watched, and stopped together."""

    def __init__(self, library: Library) -> None:
        settings = library.settings
        self.environment = os.environ | {
            "CASEBOOK_DATA": str(settings.data),
            "CASEBOOK_PORT": str(settings.port),
            "CASEBOOK_HOST": settings.host,
            "CASEBOOK_DEMO": "true",
            "CASEBOOK_SANDBOX": settings.sandbox,
            "CASEBOOK_SECOND_FACTOR": settings.second_factor,
        }
        log = settings.data / "logs"
        log.mkdir(parents=True, exist_ok=True)
        self.logs = {"serve": log / "web.log", "work": log / "worker.log"}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ends: dict[str, int] = {}

    def start(self, name: str) -> None:
        """Start one, in a session of its own, so that Ctrl-C reaches us alone and we stop them in order."""
        with self.logs[name].open("ab") as out:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "casebook", name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def keep(self) -> None:
        """Start again what has ended by itself. Raises SettingWrong when it goes on ending."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.ends[name] = self.ends.get(name, 0) + 1
                if self.ends[name] > MOST_ENDS:
                    raise SettingWrong(f"`casebook {name}` ends again and again; {self.logs[name]} says why.")
                time.sleep(0.5)
                self.start(name)

    def stop(self) -> None:
        """Ask both to end, and wait; one that does not end in time is ended."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class _Stopped(Exception):
    pass


class _Asked:
    """Whether somebody has asked us to stop. A signal only notes it, and we look between two things: raised inside
    `Popen.poll`, an exception would leave its lock taken, and we would wait for our own children for ever."""

    def __init__(self) -> None:
        self.to_stop = False
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._note)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.to_stop = True

    def pause(self, seconds: float) -> None:
        """Wait. Raises _Stopped as soon as we are asked to stop."""
        until = time.monotonic() + seconds
        while not self.to_stop:
            if (left := until - time.monotonic()) <= 0:
                return
            time.sleep(min(left, 0.1))
        raise _Stopped


def run(library: Library) -> None:
    """Serve until Ctrl-C or SIGTERM, showing how far the recordings are."""
    console = Console(stderr=False)
    processes, asked = Processes(library), _Asked()
    try:
        processes.start("serve")
        processes.start("work")
        _wait_until_it_answers(library, processes, asked)
        address = f"http://localhost:{library.settings.port}"
        console.print(f"\n  casebook is open at  [bold]{address}[/bold]   (Ctrl-C stops it)\n")
        _show_progress(library, processes, console, asked)
        while True:
            processes.keep()
            asked.pause(1)
    except _Stopped:
        console.print("\nStopping …")
        processes.stop()
        console.print("Stopped. Everything is kept; `make demo` carries on from here.")
    finally:
        processes.stop()


def _wait_until_it_answers(library: Library, processes: Processes, asked: _Asked) -> None:
    for _ in range(240):
        if processes.running["serve"].poll() is not None:
            raise SettingWrong(f"The web server did not start; {processes.logs['serve']} says why.")
        with socket.socket() as probe:
            if probe.connect_ex((library.settings.host, library.settings.port)) == 0:
                return
        asked.pause(0.25)
    raise SettingWrong(f"The web server does not answer; {processes.logs['serve']} may say why.")


def _show_progress(library: Library, processes: Processes, console: Console, asked: _Asked) -> None:
    """A bar over all recordings, in words a person understands; on a pipe, one line a finished clip."""
    columns = (TextColumn("  {task.description}"), BarColumn(40), TextColumn("{task.completed:.0f} of {task.total}"))
    told: set[str] = set()
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Preparing the recordings", total=None)
        while True:
            processes.keep()
            with reading(library.engine) as db:
                clips = how_far(db)
            over = [clip for clip in clips if clip.over]
            busy = next((clip for clip in clips if not clip.over and clip.state != "waiting"), None)
            says = f"{busy.title}: {busy.says or busy.state}" if busy else "Preparing the recordings"
            done = len(over) + sum(clip.progress for clip in clips if clip not in over)
            bar.update(task, total=len(clips), completed=done, description=f"{says[:44]:44}")
            for clip in over:
                if clip.key not in told:
                    told.add(clip.key)
                    if not console.is_terminal:
                        console.print(f"  {len(told)} of {len(clips)}: {clip.title} is {clip.state}", highlight=False)
            if len(over) == len(clips):
                break
            asked.pause(0.5)
    refused = [clip for clip in clips if clip.state not in ("ready", "taken back")]
    console.print(f"  All {len(clips)} clips are ready." if not refused else "  Some clips could not be made:")
    for clip in refused:
        console.print(f"    {clip.title}: {clip.reason}")
