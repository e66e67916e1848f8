"""Lanes: workers side by side in one process, so that work of seconds never waits for work of hours."""

import threading
import time
from collections.abc import Sequence

from .worker import Worker

_LOOK_S = 0.2
_MOST_WAIT_S = 10.0  # for what is in hand to end; programs end with the process in any case


class Lanes:
    """Runs each worker in a thread of its own. All end together."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._told_to_stop = False

    def run(self) -> bool:
        """Work until `stop()`, and answer True; or until a lane dies of something nobody expected, and answer False,
        so that whoever keeps the process starts a whole one."""
        threads = [threading.Thread(target=one.run, name=one.lane, daemon=True) for one in self._workers]
        for thread in threads:
            thread.start()
        while not self._told_to_stop and all(thread.is_alive() for thread in threads):
            time.sleep(_LOOK_S)
        for one in self._workers:
            one.stop()
        end = time.monotonic() + _MOST_WAIT_S
        for thread in threads:
            thread.join(max(end - time.monotonic(), 0))
        return self._told_to_stop

    def stop(self) -> None:
        """Let every lane end soon. A plain word, no lock: it is called from a signal, in the middle of anything."""
        self._told_to_stop = True
