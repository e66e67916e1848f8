"""Who writes next: whoever of this process asked first."""

import threading
from collections import deque


class Turns:
    """One turn at a time, given in the order in which it was asked for. A courtesy between threads that want to write:
    the database itself decides who may, and does not ask who has waited longest."""

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
