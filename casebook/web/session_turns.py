"""Turns of a teaching session: each press on the room's screen, and which may be offered there."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..reflect.keyring import Keyring
from ..teach import facilitating
from ..teach.session_queries import run_by
from ..teach.session_screens import Screen
from ..teach.teaching_session import Phase, TeachingSession
from .render import redirect

Act = Callable[[Session, Keyring, TeachingSession, int], bool]


def _move_to(phase: Phase) -> Act:
    return lambda db, keyring, session, turn: facilitating.move(db, session, phase, turn=turn)


#: what the form says -> the act; one that is unknown does nothing
TURNS: dict[str, Act] = {
    **{phase.value: _move_to(phase) for phase in Phase},
    "next-case": lambda db, keyring, session, turn: facilitating.go_on(db, session, turn=turn),
    "pass-over": lambda db, keyring, session, turn: facilitating.pass_over(db, session, turn=turn),
    "minute": lambda db, keyring, session, turn: facilitating.add_time(db, session, 1, turn=turn),
    "reasons": lambda db, keyring, session, turn: facilitating.reveal(db, session, "reasons", turn=turn),
    "figures": lambda db, keyring, session, turn: facilitating.reveal(db, session, "figures", turn=turn),
    "order": lambda db, keyring, session, turn: facilitating.turn_order(db, session, turn=turn),
    "tables": lambda db, keyring, session, turn: facilitating.seat_tables(db, keyring, session, turn=turn),
}
WORDS = {
    "alone": "Put the question",
    "discuss": "Let them talk",
    "again": "Ask again",
    "debrief": "Close the question",
    "next-case": "Next case",
    "reasons": "Show their reasons",
    "figures": "Show how the room chose",
}


@dataclass(frozen=True)
class Offers:
    """The press that comes next, and the others, each as what the form says and its words."""

    first: tuple[str, str] | None
    others: list[tuple[str, str]]


def create(request: Request) -> Response:
    """POST /teaching-sessions/{key}/turns"""
    db, form = request.state.db, request.state.form
    session = run_by(db, request.state.viewer, request.path_params["key"])
    act, turn = TURNS.get(str(form.get("act", ""))), str(form.get("turn", ""))
    if act is not None and turn == str(session.turn):
        act(db, request.app.state.library.keyring, session, session.turn)
    return redirect(request, "teaching_sessions.show", key=session.key)


def offers(screen: Screen) -> Offers:
    """What may be pressed now."""
    session, step = screen.session, screen.step
    ways = [phase.value for phase in facilitating.MOVES[session.phase]]
    others: list[tuple[str, str]] = []
    if session.phase is Phase.discuss and not screen.tables:
        others.append(("tables", "Give out tables"))
    if session.phase is Phase.debrief:
        order = ["reasons", "figures"] if session.reasons_first else ["figures", "reasons"]
        ways = [what for what in order if not getattr(step, f"{what}_shown")]
    if session.phase in (Phase.debrief, Phase.watch) and session.step < screen.steps:
        ways.append("next-case")
    back = {Phase.discuss: Phase.alone, Phase.again: Phase.discuss}.get(session.phase)
    for way in ways[1:]:
        others.append((way, "Back to answering" if way == back == Phase.alone else _words(way, back)))
    if session.ends_at is not None:
        others.append(("minute", "One more minute"))
    if session.phase is Phase.debrief and not (step.reasons_shown or step.figures_shown):
        others.append(("order", f"Show {'figures' if session.reasons_first else 'reasons'} first"))
    return Offers((ways[0], WORDS[ways[0]]) if ways else None, others)


def _words(way: str, back: Phase | None) -> str:
    if way == back:
        return "Back to talking"
    return "Close without asking again" if way == "debrief" else WORDS[way]
