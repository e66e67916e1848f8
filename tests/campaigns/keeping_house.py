"""A campaign that starts many programs, and somebody beside it who ends what it leaves behind, however it ended."""

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.web.uploading import ROOT

_PDEATHSIG, _CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None)
_PATIENCE_S = 20.0


def run_kept(*argv: str) -> int:
    """Run a program; when it is over, however it ended, end every process that came of it. Answers its code."""
    _libc.prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)  # whoever loses its parent becomes a child of ours
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the campaign hears it too, and ends
    campaign = subprocess.Popen(argv, cwd=ROOT, preexec_fn=_ends_with_us)
    signal.signal(signal.SIGTERM, lambda *_: campaign.terminate())
    code = campaign.wait()
    end_children()
    return code


def _ends_with_us() -> None:
    _libc.prctl(_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def end_children() -> None:
    """End our own children, and whatever becomes our child when its parent is gone: first asked, then told."""
    end = time.monotonic() + _PATIENCE_S
    while left := children(os.getpid()):
        for one in left:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGTERM if time.monotonic() < end else signal.SIGKILL)
        time.sleep(0.2)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def children(parent: int) -> list[int]:
    """The processes that a process has started and that live, by their numbers."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, of = stat.read_text().rpartition(") ")[2].split()[:2]
            if int(of) == parent and state != "Z":
                found.append(int(stat.parent.name))
    return found
