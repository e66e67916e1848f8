"""Decisions about film that are kept: who watches asks for a piece every few seconds, and each asks the whole gate.

A decision to let film out is kept for its sign-in and its clip while sight stays in its epoch (`db/epoch.py`), so that
a withdrawal is seen at once, whoever makes it. Besides, none is kept longer than `LIFE_S`, nor past the moment at which
any consent begins or ends by the clock. A refusal is never kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.requests import Request

from ..clock import now, steady
from ..library import Library
from ..media.allowing import next_turn
from ..people.signing_in import Asker, asker
from ..people.viewer import Viewer
from . import access
from .handle import decide

T = TypeVar("T")
LIFE_S = 60.0  # that a decision is kept at most, with the life of any address that is signed by it
MOST = 20_000

About = tuple[str, str]


@dataclass(frozen=True)
class _Kept:
    epoch: int
    decision: Any
    viewer: Viewer
    until: float  # of `steady()`
    turn: datetime | None


class Decisions:
    """Those of this process; of one epoch, as others are of no use any more. `signed_s` is how long an address may live
    that is signed by one of them."""

    def __init__(self, signed_s: float = 0.0) -> None:
        self._life_s = LIFE_S - signed_s
        self._epoch = 0
        self._kept: dict[tuple[int, About], _Kept] = {}

    def find(self, asking: Asker, about: About) -> _Kept | None:
        """What was decided for this sign-in, if it still holds."""
        kept = self._kept.get((asking.pk, about))
        if kept is None or kept.epoch != asking.epoch or steady() >= kept.until:
            return None
        return kept if kept.turn is None or now() < kept.turn else None

    def keep(self, asking: Asker, about: About, decision: object, viewer: Viewer, turn: datetime | None) -> None:
        """Keep what was decided after this epoch was read."""
        if asking.epoch != self._epoch or len(self._kept) >= MOST:
            self._epoch, self._kept = asking.epoch, {}
        self._kept[asking.pk, about] = _Kept(asking.epoch, decision, viewer, steady() + self._life_s, turn)


def decided(request: Request, question: Callable[[Session, Viewer], T], permission: str, about: About) -> T:
    """What `decide` answers, kept where that may be; for the caller's thread. Raises what the question raises."""
    library: Library = request.app.state.library
    decisions: Decisions = request.app.state.decisions
    asking = _asker(request, library)
    if asking is not None and (kept := decisions.find(asking, about)) is not None:
        request.state.viewer, request.state.sign_in = kept.viewer, asking
        found: T = kept.decision
        return found
    turn: list[datetime | None] = []

    def asked(db: Session, viewer: Viewer) -> T:
        answer = question(db, viewer)
        # who makes cases sees by what is being written, too, and a guest by what her room is at
        if viewer.signed_in and not viewer.makes_cases:
            turn.append(next_turn(db))
        return answer

    decision = decide(request, asked, permission)
    if turn and asking is not None:
        decisions.keep(asking, about, decision, request.state.viewer, turn[0])
    return decision


def _asker(request: Request, library: Library) -> Asker | None:
    secret = request.cookies.get(access.cookie_name(library.settings), "")
    if not secret:
        return None
    with library.engine.connect() as connection:
        return asker(connection, secret, idle_minutes=library.settings.session_idle_minutes)
