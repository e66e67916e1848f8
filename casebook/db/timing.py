"""How long what somebody does spends in the database: statements and seconds, never what they said."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@dataclass
class Spent:
    """What was spent, by all threads that did this."""

    statements: int = 0
    seconds: float = 0.0


_spent: ContextVar[Spent | None] = ContextVar("spent", default=None)


@contextmanager
def spending() -> Iterator[Spent]:
    """Count what the block spends, in whatever threads it goes on."""
    spent = Spent()
    token = _spent.set(spent)
    try:
        yield spent
    finally:
        _spent.reset(token)


def time_statements(engine: Engine) -> None:
    """Have every statement timed from now on, for whoever counts what is spent."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)


def _begin(_conn: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    if context is not None and _spent.get() is not None:
        context.began = time.perf_counter()


def _end(_conn: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    spent, began = _spent.get(), getattr(context, "began", None)
    if spent is not None and began is not None:
        spent.statements += 1
        spent.seconds += time.perf_counter() - began
