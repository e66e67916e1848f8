"""The minutes of a case's phases, changed on the room's screen before its question is put."""

from starlette.requests import Request
from starlette.responses import Response

from ..teach.session_clocks import CLOCKED, set_clocks
from ..teach.session_queries import run_by
from .forms import text_of
from .render import redirect


def update(request: Request) -> Response:
    """POST /teaching-sessions/{key}/clocks: what is no number of minutes changes nothing"""
    db, form = request.state.db, request.state.form
    session = run_by(db, request.state.viewer, request.path_params["key"])
    typed = {phase: text_of(form, f"minutes-{phase}").strip() or "0" for phase in CLOCKED}
    turn = text_of(form, "turn")
    if all(one.isascii() and one.isdigit() and len(one) < 4 for one in [*typed.values(), turn]):
        set_clocks(db, session, {phase: int(minutes) for phase, minutes in typed.items()}, turn=int(turn))
    return redirect(request, "teaching_sessions.show", key=session.key)
