"""What a piece of work costs: processor seconds of this process and its children, seconds, and memory."""

import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from casebook.media import ffmpeg as program
from casebook.media.filming import ENCODER

#: casebook's H.264, as arguments
OURS = [word for name, value in ENCODER.items() for word in (f"-{name}", str(value))]


def cost(work: Callable[[], None]) -> dict[str, float]:
    """Do the work; `cpu` and `wall` in seconds."""
    before, began = _cpu(), time.monotonic()
    work()
    return {"cpu": _cpu() - before, "wall": time.monotonic() - began}


def memory() -> float:
    """MB of the largest process that was a child of this one."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def stored(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(place.stat().st_size for place in folder.rglob("*") if place.is_file())


def ffmpeg(*argv: str) -> str:
    """Run ffmpeg on a recording of our own; answers what it said."""
    start = [program.find(), "-nostdin", "-y", "-hide_banner", "-nostats"]
    ended = subprocess.run([*start, *argv], capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2000:])
    return ended.stderr


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
