"""What is told of an error nobody expected: its kinds and its places in the code, never its text. The text is somebody
else's: a database puts the row it refuses into it, and a row holds what people wrote."""

import errno
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from traceback import extract_tb

import structlog
from structlog.typing import EventDict, WrappedLogger

MOST_PLACES = 6  # of one error in our own code, the last ones, beside the two last of all
_OURS = str(Path(__file__).parent)

log = structlog.get_logger(__name__)


def told(wrong: BaseException) -> list[str]:
    """An error and those it came of, the last first: `UniqueViolation at burying.py:80 engine.py:91`."""
    return [f"{kind_of(one)} at {' '.join(places(one)) or 'no place'}" for one in _chain(wrong)]


def kind_of(wrong: BaseException) -> str:
    """The kind of an error, with the system's or the database's name for it."""
    code = getattr(wrong, "sqlite_errorname", None)  # a server's errors are of a class each
    if isinstance(wrong, OSError):
        code = errno.errorcode.get(wrong.errno or 0)
    return f"{type(wrong).__name__} {code}" if code else type(wrong).__name__


def places(wrong: BaseException) -> list[str]:
    """Where it came by, the last place last."""
    frames = list(enumerate(extract_tb(wrong.__traceback__)))
    kept = [number for number, frame in frames if frame.filename.startswith(_OURS)][-MOST_PLACES:]
    kept += [number for number, _ in frames[-2:]]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for number, frame in frames if number in kept]


def _chain(wrong: BaseException) -> Iterator[BaseException]:
    seen, waiting = set[int](), [wrong]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        if before := one.__cause__ or (None if one.__suppress_context__ else one.__context__):
            waiting.append(before)


def without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Let a line of the log tell of an error as `told` does; for structlog, in place of what writes tracebacks."""
    given = event.pop("exc_info", None)
    wrong = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else None
    if given is True:
        wrong = sys.exc_info()[1]
    if wrong is not None:
        event["errors"] = told(wrong)
    return event


class OthersLines(logging.Handler):
    """What libraries log by Python's own means, in our log: the first line of each, as more lines are values."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple):
            record.args = tuple(kind_of(one) if isinstance(one, BaseException) else one for one in record.args)
        try:
            said = record.getMessage().partition("\n")[0]
        except Exception:  # a line whose words do not fit their places
            said = str(record.msg).partition("\n")[0]
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say(said, by=record.name, exc_info=record.exc_info or None)


def tell_without_words() -> None:
    """Let every other way by which Python or a library tells of an error tell it in our log, without its text."""
    root = logging.getLogger()
    if not any(isinstance(one, OthersLines) for one in root.handlers):
        root.addHandler(OthersLines(logging.WARNING))
    threading.excepthook = _thread_died
    sys.unraisablehook = _went_unheard


def _thread_died(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
        log.error("thread_died", thread=given.thread.name if given.thread else "", exc_info=given.exc_value)


def _went_unheard(given: "sys.UnraisableHookArgs") -> None:
    if given.exc_value is not None:
        log.error("went_unheard", exc_info=given.exc_value)
