"""Redacting a clip in the studio: what is planned, applied all at once, and undone while it can be."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.publishing import close_until_read
from ..cases.redaction_page import redaction_page
from ..cases.retiming import retime_cases
from ..cases.viewing import edited_clip_for
from ..errors import AlreadyDone, NotReady, WrongInput
from ..media.redacting import apply_redactions, undo_redactions
from ..media.redaction_ledger import write_down
from ..teach.retiming import retime_groups
from .middleware import PLAYER_POLICY
from .redaction_forms import RedactionForm
from .render import page, redirect
from .words import as_time


def show(request: Request) -> Response:
    """GET /studio/clips/{key}/redaction"""
    form = RedactionForm()
    for name, asked in (("start", "from"), ("end", "to")):
        ms = request.query_params.get(asked, "")
        setattr(form, name, as_time(int(ms)) if ms.isdecimal() and len(ms) < 9 else "")
    return show_with(request, form)


def create(request: Request) -> Response:
    """POST /studio/clips/{key}/redaction: from here on nothing of what is redacted is out"""
    db, viewer = request.state.db, request.state.viewer
    clip, recording = edited_clip_for(db, viewer, request.path_params["key"])
    try:
        with db.begin_nested():
            retimed = apply_redactions(db, recording, by=viewer.person)
    except (NotReady, WrongInput) as wrong:
        return show_with(request, RedactionForm(problems={"planned": str(wrong)}), status_code=422)
    retime_cases(db, retimed)
    retime_groups(db, retimed)
    # everybody who writes waits for this
    write_down(db, request.app.state.library.storage.hurried(), recording)  # else a database lost now would forget it
    return redirect(request, "redactions.show", key=clip.key, fragment_id="done")


def remove(request: Request) -> Response:
    """POST /studio/clips/{key}/redaction/removal"""
    db = request.state.db
    clip, recording = edited_clip_for(db, request.state.viewer, request.path_params["key"])
    try:
        retimed = undo_redactions(db, recording, undo_days=_undo_days(request))
    except AlreadyDone as wrong:
        return show_with(request, RedactionForm(problems={"done": str(wrong)}), status_code=422)
    close_until_read(db, recording)
    retime_cases(db, retimed)
    retime_groups(db, retimed)
    return redirect(request, "redactions.show", key=clip.key, fragment_id="done")


def show_with(request: Request, form: RedactionForm, *, status_code: int = 200) -> Response:
    """The page with its form in a given state."""
    shown = redaction_page(
        request.state.db, request.state.viewer, request.path_params["key"], undo_days=_undo_days(request)
    )
    response = page(
        request, "redactions/show.html", status_code=status_code, page=shown, form=form, problems=form.problems
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def _undo_days(request: Request) -> int:
    return int(request.app.state.library.settings.consent_undo_days)
