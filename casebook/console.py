"""The console: how commands open the library, log, say JSON and fail in one sentence."""

import json
import logging
import sys
from typing import Any, NoReturn

import structlog

from .library import Library, open_library
from .preparing import apply_tombstones, prepare
from .settings import Settings, read_settings
from .teach.closing import close_again


def fail(sentence: str) -> NoReturn:
    """End with a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def say_json(value: Any) -> None:
    """Print one JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def open_here(*, log_level: int = logging.WARNING) -> Library:
    """Read the settings and open the library, preparing a new one. Raises DatabaseBehind for an older one."""
    settings = read_settings()
    log_to(settings, log_level)
    prepare(settings)
    library = open_library(settings)
    apply_tombstones(library)
    close_again(library.engine, library.keyring)
    return library


def log_to(settings: Settings, level: int = logging.WARNING) -> None:
    """Log to standard error, for people or for machines; private words never go there."""
    shown = (
        structlog.processors.JSONRenderer() if settings.log == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
