"""Serving until told to stop, and then leaving in order: first it is said that we leave, so that whoever stands before
us sends nobody here any more; then what is at work ends; 20 seconds in all."""

import signal
import time
from types import FrameType

import uvicorn

WHOLE_S = 20


class Server(uvicorn.Server):
    """Uvicorn's server, which leaves `drain_s` seconds after it was told to, or at once when it is told twice."""

    def __init__(self, config: uvicorn.Config, *, drain_s: float) -> None:
        config.timeout_graceful_shutdown = int(WHOLE_S - drain_s)
        super().__init__(config)
        self._drain_s, self._leaving_since = drain_s, 0.0

    @property
    def leaving(self) -> bool:
        """Whether we were told to stop."""
        return self.should_exit or self._leaving_since > 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and self._drain_s and not self.leaving:
            self._leaving_since = time.monotonic()
            self._captured_signals.append(sig)
            return
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._leaving_since and time.monotonic() - self._leaving_since >= self._drain_s:
            self.should_exit = True
        return await super().on_tick(counter)
