"""Listening for what PostgreSQL calls out: one connection of a process, which rings the bells of all who wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import Engine

log = structlog.get_logger(__name__)

_LOOK_S = 1.0  # how often it is looked whether anybody still waits
_AGAIN_S = 2.0  # before a lost connection is tried anew


class Listener:
    """Hears a channel while there is a bell to ring. What is called out while the connection is lost goes unheard:
    whoever waits looks for herself from time to time, and more often while `hears` is not true."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self._engine, self._channel = engine, channel
        self._bells: list[threading.Event] = []
        self._change = threading.Lock()
        self._nobody_waits = threading.Event()
        self._heard_until: threading.Event | None = None

    @property
    def hears(self) -> bool:
        """Whether it listens at present."""
        return self._heard_until is self._nobody_waits

    @contextmanager
    def ringing(self, bell: threading.Event) -> Iterator[None]:
        """Let the bell ring inside the block whenever something is called out."""
        with self._change:
            self._bells.append(bell)
            if len(self._bells) == 1:
                self._nobody_waits = threading.Event()
                threading.Thread(target=self._listen, args=(self._nobody_waits,), daemon=True, name="listener").start()
        try:
            yield
        finally:
            with self._change:
                self._bells.remove(bell)
                if not self._bells:
                    self._nobody_waits.set()

    def _listen(self, over: threading.Event) -> None:
        while not over.is_set():
            try:
                self._hear(over)
            except Exception as wrong:  # whatever ends the connection; looking goes on meanwhile
                log.warning("not_listening", kind=type(wrong).__name__)
            over.wait(_AGAIN_S)

    def _hear(self, over: threading.Event) -> None:
        driver = self._connection()
        try:
            driver.execute(f"LISTEN {self._channel}")
            self._heard_until = over
            self._ring()  # for what was called out before
            while not over.is_set():
                for _ in driver.notifies(timeout=_LOOK_S, stop_after=1):
                    self._ring()
        finally:
            if self._heard_until is over:
                self._heard_until = None
            driver.close()

    def _connection(self) -> Any:
        """A connection of its own, outside the pool and outside any transaction."""
        lent = self._engine.raw_connection()
        driver: Any = lent.driver_connection
        lent.detach()
        driver.autocommit = True
        return driver

    def _ring(self) -> None:
        with self._change:
            for bell in self._bells:
                bell.set()
