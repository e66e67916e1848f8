"""Who writes next: of this process whoever asked first, of several processes whoever stands in line.

Both are a courtesy between those who want to write. The database itself decides who may, and does not ask who has
waited longest."""

import fcntl
import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ASK_AGAIN_S = 0.002, 0.006  # the pauses of one who waits; of chance, so that they fall in with nobody's rhythm


class Turns:
    """Threads of one process: one turn at a time, given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._inside = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Wait for a turn, so long at most; answers whether it came. Who has it gives it back."""
        with self._inside:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(max(seconds, 0.0)):
            return True
        with self._inside:
            if called.is_set():  # it came while we gave up
                return True
            self._waiting.remove(called)
            return False

    def give_back(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._inside:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


@contextmanager
def next_in_line(place: Path, end: float) -> Iterator[None]:
    """Be the one process that waits for whoever writes now; the others wait for this one to write, so whoever has just
    written cannot begin again before it does. Who is not next when the time is over goes on all the same, and so does
    everybody where the file cannot be had. The system frees it when a process dies."""
    try:
        line = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        line = -1
    try:
        wait_while(lambda: line >= 0 and _is_held(line), end)
        yield
    finally:
        if line >= 0:
            os.close(line)


def wait_while(asked: Callable[[], bool], end: float) -> None:
    """Ask again, soon and evenly, while it is so and time is left; asks once at least."""
    while asked() and time.monotonic() < end:
        time.sleep(random.uniform(*_ASK_AGAIN_S))


def _is_held(line: int) -> bool:
    try:
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # a disk that knows no such locks
    return False
