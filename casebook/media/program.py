"""The one place that starts outside programs: fenced in, bounded in time and size, gone when the worker is gone."""

import json
import os
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from ..errors import ProgramFailed, ProgramKilled, ProgramMissing, SandboxMissing, StorageFull
from ..jobs.holding import still_ours
from .launch import landlock_version

log = structlog.get_logger(__name__)

UNFENCED = "none"
_LAUNCHER = str(Path(__file__).with_name("launch.py"))
_MOST_STDERR = 64 * 1024
_MOST_STDOUT = 256 * 1024
_LOOK_S = 0.5  # how often time and room are looked at, and whether the job is still ours

#: What any program needs to read of the machine: its libraries, how many processors there are, chance.
_MACHINE = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
    "/dev/urandom",
    "/dev/random",
)


@dataclass(frozen=True)
class Fence:
    """What a program may touch and use. `room_bytes` is all it may write below `write` together, where `leave_bytes`
    of the disk must stay free.

    Where this machine has no fence, a program is not started, unless `required` says it may be."""

    read: tuple[Path, ...]
    write: tuple[Path, ...] = ()
    wall_s: float = 60
    cpu_s: int = 60
    memory_bytes: int = 4 * 1024**3
    file_bytes: int = 1024**3
    room_bytes: int = 4 * 1024**3
    leave_bytes: int = 0
    open_files: int = 256
    processes: int = 1024  # as many more of this user, threads counted, as there are when the program is started
    nice: int = 0
    required: bool = True


@dataclass(frozen=True)
class Ended:
    """How a program ended. `stderr` is the last 64 KiB of what it said; `cpu_s` is user and system together."""

    code: int
    stdout: bytes
    stderr: str
    wall_s: float
    cpu_s: float
    sandbox: str


def sandbox_level() -> str:
    """What fences programs in on this machine: `landlock-N` (files; TCP too from 4 on), or `none`
    where only limits of time and size hold."""
    version = landlock_version()
    return f"landlock-{version}" if version else UNFENCED


def run(argv: Sequence[str], fence: Fence, *, folder: Path, on_line: Callable[[str], None] | None = None) -> Ended:
    """Run a program in `folder` to its end. With `on_line`, each line of its output is handed over as it comes,
    and nothing of it kept; what `on_line` raises ends the program and is raised.

    Raises SandboxMissing where it would not be fenced in and must be, ProgramMissing when it cannot be started,
    ProgramKilled when somebody kills it, ProgramFailed when it takes too long or writes too much, StorageFull when too
    little of the disk stays free, LeaseLost when its job is called off and Stopped when the worker is to stop."""
    if fence.required and sandbox_level() == UNFENCED:
        raise SandboxMissing(
            "This machine cannot fence programs in, so no recording is opened on it. Use Linux 5.13 or newer with "
            "Landlock; or, for recordings that you trust, set CASEBOOK_SANDBOX=best."
        )
    if not os.access(argv[0], os.X_OK):
        raise ProgramMissing(f"The program {Path(argv[0]).name} is not there or cannot be started.")
    _look_at_disk(fence)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = _start(argv, fence, folder)
    try:
        stdout, stderr = _listen(process, fence, on_line, began)
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            _look(fence, time.monotonic() - began)
            time.sleep(0.005)
        _end_group(process)
        code = process.wait()
    finally:
        _end(process)
    if code:
        _look_at_disk(fence)  # it may have filled the disk since we last looked, and ended of that
    if code == -signal.SIGKILL:
        raise ProgramKilled(f"The program {Path(argv[0]).name} was killed by somebody, or for want of memory.")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    words = stderr.decode("utf-8", "replace")
    return Ended(code, bytes(stdout), words, time.monotonic() - began, cpu_s, sandbox_level())


def _start(argv: Sequence[str], fence: Fence, folder: Path) -> subprocess.Popen[bytes]:
    rules = {
        "parent": os.getpid(),
        "limits": {
            "RLIMIT_CPU": fence.cpu_s,
            "RLIMIT_AS": fence.memory_bytes,
            "RLIMIT_FSIZE": fence.file_bytes,
            "RLIMIT_NOFILE": fence.open_files,
            "RLIMIT_NPROC": _threads_of_ours() + fence.processes,
            "RLIMIT_CORE": 0,
        },
        "nice": fence.nice,
        "read": [*_MACHINE, argv[0], os.path.realpath(argv[0]), *map(str, fence.read)],
        "write": ["/dev/null", *map(str, fence.write)],
    }
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", _LAUNCHER, json.dumps(rules), "--", *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            close_fds=True,
            start_new_session=True,
            env={"PATH": os.defpath},
            cwd=folder,
        )
    except OSError as wrong:
        raise ProgramMissing(f"The program {Path(argv[0]).name} cannot be started.") from wrong


def _threads_of_ours() -> int:
    # The limit counts all that this user runs, whoever started it: so it is set above what runs already.
    found, mine = 0, os.getuid()
    for place in os.scandir("/proc") if os.path.isdir("/proc/self") else ():
        try:
            if place.name.isdigit() and place.stat().st_uid == mine:
                found += len(os.listdir(f"{place.path}/task"))
        except OSError:
            continue  # it ended while we looked
    return found


def _listen(
    process: subprocess.Popen[bytes], fence: Fence, on_line: Callable[[str], None] | None, began: float
) -> tuple[bytearray, bytearray]:
    stdout, stderr, line = bytearray(), bytearray(), bytearray()
    looked = began
    assert process.stdout is not None
    assert process.stderr is not None
    with selectors.DefaultSelector() as both:
        both.register(process.stdout, selectors.EVENT_READ)
        both.register(process.stderr, selectors.EVENT_READ)
        while both.get_map():
            for ready, _ in both.select(timeout=_LOOK_S):
                data = os.read(ready.fd, 65536)
                if not data:
                    both.unregister(ready.fileobj)
                elif ready.fileobj is process.stderr:
                    stderr += data
                    del stderr[:-_MOST_STDERR]
                elif on_line is None:
                    stdout += data[: _MOST_STDOUT - len(stdout)]
                else:
                    *whole, rest = (line + data).split(b"\n")
                    line = bytearray(rest[-4096:])
                    for one in whole:
                        on_line(one.decode("utf-8", "replace"))
            if time.monotonic() - looked >= _LOOK_S:
                looked = time.monotonic()
                _look(fence, looked - began)
    return stdout, stderr


def _look(fence: Fence, taken_s: float) -> None:
    still_ours()
    if taken_s > fence.wall_s:
        raise ProgramFailed("The work on this recording took too long and was ended.")
    if sum(_bytes_below(folder) for folder in fence.write) > fence.room_bytes:
        raise ProgramFailed("The work on this recording wrote more than it should and was ended.")
    _look_at_disk(fence)


def _look_at_disk(fence: Fence) -> None:
    if any(shutil.disk_usage(folder).free < fence.leave_bytes for folder in fence.write):
        raise StorageFull("There is no room left where film is made; nothing was lost.")


def _bytes_below(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue  # renamed or removed while we looked
    return total


def _end_group(process: subprocess.Popen[bytes]) -> None:
    # Before the program is reaped, so that its number is still its own; nothing it started may live on.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        _end_group(process)
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def python_folders() -> tuple[Path, ...]:
    """Where this Python keeps itself and its packages: what a child that runs Python must be able to read."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parent}
    found |= {Path(folder) for folder in sysconfig.get_paths().values()}
    found |= {path.resolve() for path in list(found)}
    return tuple(sorted(found))
