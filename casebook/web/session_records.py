"""A teaching session afterwards: what moved, the reasons, notes of one's own, and earlier runs by released figures."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.recording import keep_notes, notes_of, record_of_session
from ..teach.session_queries import run_by
from .forms import text_of
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /teaching-sessions/{key}/record"""
    return _shown(request)


def update(request: Request) -> Response:
    """POST /teaching-sessions/{key}/record"""
    db, keyring, person = request.state.db, request.app.state.library.keyring, request.state.viewer.person
    session = run_by(db, request.state.viewer, request.path_params["key"])
    text = text_of(request.state.form, "notes")
    try:
        keep_notes(db, keyring, session, text, by=person)
    except WrongInput as wrong:
        return _shown(request, notes=text, wrong=str(wrong), status=422)
    return redirect(request, "session_records.show", key=session.key, fragment_id="notes")


def _shown(request: Request, *, notes: str | None = None, wrong: str = "", status: int = 200) -> Response:
    db, keyring, viewer = request.state.db, request.app.state.library.keyring, request.state.viewer
    session = run_by(db, viewer, request.path_params["key"])
    return page(
        request,
        "session_records/show.html",
        status_code=status,
        session=session,
        steps=record_of_session(db, viewer, session),
        notes=notes_of(db, keyring, session, viewer.person) if notes is None else notes,
        wrong=wrong,
    )
