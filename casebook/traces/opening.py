"""Sending traces: off unless an endpoint is set, and then nothing of it is imported."""

from contextlib import AbstractContextManager
from typing import Protocol

from ..errors import SettingWrong
from ..jobs.queue import Lease
from ..jobs.worker import Ending
from ..settings import Settings

#: What a span may say of itself.
Said = dict[str, str | int | float]


class Span(Protocol):
    """One thing that is being done."""

    def says(self, name: str, said: Said, *, failed: bool) -> None: ...


class Traces(Protocol):
    """What whoever sends traces promises: nothing waits for the collector, and nothing fails with it; no text of an
    error leaves with a span, nor anything but what it `says`."""

    def asked(self) -> AbstractContextManager[Span]: ...
    def around(self, lease: Lease, ending: Ending) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...


def open_traces(settings: Settings, part: str) -> Traces | None:
    """Send traces of this part (web, work) to where the settings say; None where they do not. Raises SettingWrong where
    what sends them is not installed."""
    if not settings.traces:
        return None
    try:
        from .otlp import OtlpTraces
    except ModuleNotFoundError:
        raise SettingWrong(
            "CASEBOOK_TRACES: for traces more must be installed: pip install 'casebook[traces]'"
        ) from None
    return OtlpTraces(settings.traces, part)
