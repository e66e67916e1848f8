"""A teaching session afterwards: what moved, the reasons, notes of one's own, and earlier runs by released figures."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..reflect.remarking import MOST_LETTERS
from ..teach.recording import keep_notes, notes_of, record_of_session
from ..teach.session_queries import run_by
from ..teach.teaching_session import TeachingSession
from ..teach.telling_authors import told_after
from .forms import ToldForm, text_of
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /teaching-sessions/{key}/record"""
    return show_with(request, run_by(request.state.db, request.state.viewer, request.path_params["key"]))


def update(request: Request) -> Response:
    """POST /teaching-sessions/{key}/record"""
    db, keyring, person = request.state.db, request.app.state.library.keyring, request.state.viewer.person
    session = run_by(db, request.state.viewer, request.path_params["key"])
    text = text_of(request.state.form, "notes")
    try:
        keep_notes(db, keyring, session, text, by=person)
    except WrongInput as wrong:
        return show_with(request, session, notes=text, wrong=str(wrong), status=422)
    return redirect(request, "session_records.show", key=session.key, fragment_id="notes")


def show_with(
    request: Request,
    session: TeachingSession,
    *,
    notes: str | None = None,
    wrong: str = "",
    told: ToldForm | None = None,
    status: int = 200,
) -> Response:
    """The page, with notes or a word to an author as they were typed and could not be kept."""
    db, keyring, viewer = request.state.db, request.app.state.library.keyring, request.state.viewer
    steps = record_of_session(db, viewer, session)
    return page(
        request,
        "session_records/show.html",
        status_code=status,
        session=session,
        steps=steps,
        remarks=told_after(db, keyring, [step.point for step in steps], viewer.person),
        typed=told or ToldForm(),
        most=MOST_LETTERS,
        notes=notes_of(db, keyring, session, viewer.person) if notes is None else notes,
        wrong=wrong,
    )
