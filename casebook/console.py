"""The console: how commands open the library, log, say JSON and fail in one sentence."""

import errno
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TextIO, cast

import structlog
from sqlmodel import Session
from structlog.typing import Processor

from .audit.chaining import OPERATOR, note
from .db.engine import is_away
from .db.timing import time_statements
from .errors import CasebookError
from .ledgers import apply_ledgers
from .library import Library, open_library
from .preparing import prepare, refuse_damage
from .settings import Settings, read_settings
from .surprises import tell_without_words, told, without_words
from .traces.opening import Traces, open_traces


def fail(sentence: str) -> NoReturn:
    """End with a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


@contextmanager
def in_sentences() -> Iterator[None]:
    """Let what goes wrong on purpose, or for want of room, end in a sentence; and what nobody expected in its kinds and
    places, with exit code 1."""
    try:
        yield
    except CasebookError as wrong:
        fail(str(wrong))
    except Exception as wrong:
        if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
            fail("There is no room left on this disk; what was there is as it was.")
        if is_away(wrong):
            fail(
                "The database cannot be used just now: its disk is full or failing, another program holds it, "
                "or its server cannot be reached."
            )
        where = f" ({wrong.filename})" if isinstance(wrong, OSError) and wrong.filename else ""
        print(f"Something went wrong that we did not expect{where}:", *told(wrong), sep="\n  ", file=sys.stderr)
        raise SystemExit(1) from None


def say_json(value: Any) -> None:
    """Print one JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def open_here(*, log_level: int = logging.WARNING, whole: bool = False) -> Library:
    """Read the settings and open the library, preparing a new one; `whole` reads all of its database first. Raises
    DatabaseBehind for an older one, DatabaseDamaged."""
    settings = read_settings()
    log_to(settings, log_level)
    prepare(settings)
    library = open_library(settings)
    if whole:
        refuse_damage(library.engine)
    apply_ledgers(library)
    return library


def traced(library: Library, part: str) -> Traces | None:
    """Begin to send traces, if they go anywhere. Raises SettingWrong."""
    if (traces := open_traces(library.settings, part)) is not None:
        time_statements(library.engine)
    return traces


def noted(library: Library, db: Session, act: str, about: str = "") -> None:
    """Let the audit keep what a command does, in the command's own transaction."""
    note(db, library.trail, who=OPERATOR, act=f"casebook {act}", about=about)


def log_to(settings: Settings, level: int = logging.WARNING) -> None:
    """Log to standard error, for people or for machines; private words never go there."""
    _log(structlog.processors.JSONRenderer() if settings.log == "json" else _for_people(), level)


def log_at_first() -> None:
    """Log for people until the settings are read, all that Python and libraries tell of an error by themselves too."""
    _log(_for_people(), logging.WARNING)
    tell_without_words()


def _for_people() -> Processor:
    return structlog.dev.ConsoleRenderer(colors=False)


def _log(shown: Processor, level: int) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unfailing(sys.stderr))),
    )


class _Unfailing:
    """A stream whose disk may be full: what cannot be logged is lost, and nothing else is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()
