"""Moderation of teaching notes: any reader can report one, and a reviewer hides it with a reason or keeps it."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.conversing import hide, keep, report
from ..teach.teaching_note_queries import reported_teaching_note, reported_teaching_notes, teaching_note_for
from .forms import text_of
from .render import page, redirect
from .teaching_notes import back, place_of


def index(request: Request) -> Response:
    """GET /teaching-note-reports"""
    return _index(request)


def new(request: Request) -> Response:
    """GET /teaching-notes/{key}/report"""
    return _form(request)


def create(request: Request) -> Response:
    """POST /teaching-notes/{key}/report"""
    db, viewer = request.state.db, request.state.viewer
    shown, because = teaching_note_for(db, viewer, request.path_params["key"]), text_of(request.state.form, "because")
    try:
        report(db, shown.teaching_note, because, by=viewer.person)
    except WrongInput as wrong:
        return _form(request, because=because, problem=str(wrong), status_code=422)
    return back(request, shown.about)


def update(request: Request) -> Response:
    """POST /teaching-note-reports/{key}: hide the teaching note, or keep it"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    shown, because = reported_teaching_note(db, viewer, request.path_params["key"]), text_of(form, "because")
    try:
        if form.get("act") == "keep":
            keep(db, shown.teaching_note)
        else:
            hide(db, shown.teaching_note, because, by=viewer.person)
    except WrongInput as wrong:
        return _index(request, wrong_at=shown.teaching_note.key, because=because, problem=str(wrong), status_code=422)
    return redirect(request, "teaching_note_reports.index")


def _index(
    request: Request, *, wrong_at: str = "", because: str = "", problem: str = "", status_code: int = 200
) -> Response:
    return page(
        request,
        "teaching_note_reports/index.html",
        status_code=status_code,
        reported=reported_teaching_notes(request.state.db, request.state.viewer),
        place_of=place_of,
        wrong_at=wrong_at,
        because=because,
        problem=problem,
    )


def _form(request: Request, *, because: str = "", problem: str = "", status_code: int = 200) -> Response:
    shown = teaching_note_for(request.state.db, request.state.viewer, request.path_params["key"])
    return page(
        request,
        "teaching_note_reports/new.html",
        status_code=status_code,
        shown=shown,
        place_of=place_of,
        because=because,
        problem=problem,
    )
