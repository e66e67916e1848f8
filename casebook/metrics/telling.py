"""Telling: all numbers of a web process and of its library as the text that Prometheus reads."""

import secrets

from prometheus_client import CollectorRegistry, generate_latest

from ..errors import NotFound
from ..library import Library
from .serving import Number, Present, ServingTally
from .states import Reach, States


class Metrics:
    """What one web process has to tell."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._reach = Reach(library.storage)
        self.tally = ServingTally()

    def text(self, authorization: str, present: list[Number]) -> bytes:
        """All numbers as they are at this moment, with those the caller adds; also while the database is away. Raises
        NotFound for whoever does not bring the key in `keys/metrics.key`, and for everybody where there is no such
        file: behind a proxy the whole world comes from this machine's address."""
        try:
            key = (self._library.settings.keys / "metrics.key").read_text().strip()
        except OSError:
            raise NotFound from None
        if not key or not secrets.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise NotFound
        registry = CollectorRegistry()
        registry.register(States(self._library, self._reach))
        registry.register(Present(present))
        return generate_latest(self.tally.registry) + generate_latest(registry)
