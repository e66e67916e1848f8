"""What is planned to be redacted in a clip: put down, and dropped again before anything was done."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import edited_clip_for
from ..errors import WrongInput
from ..media.redacting import drop_planned, plan_redaction
from .redaction_forms import RedactionForm
from .redactions import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /studio/clips/{key}/redaction/plans"""
    db, viewer = request.state.db, request.state.viewer
    clip, recording = edited_clip_for(db, viewer, request.path_params["key"])
    form = RedactionForm.read(request.state.form)
    if form.problems:
        return show_with(request, form, status_code=422)
    try:
        plan_redaction(db, clip, recording, way=form.does, span=form.span, box=form.box, by=viewer.person)
    except WrongInput as wrong:
        form.problems["start"] = str(wrong)
        return show_with(request, form, status_code=422)
    return redirect(request, "redactions.show", key=clip.key, fragment_id="planned")


def remove(request: Request) -> Response:
    """POST /studio/clips/{key}/redaction/plans/{plan}/removal"""
    clip, recording = edited_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    drop_planned(request.state.db, recording, request.path_params["plan"])
    return redirect(request, "redactions.show", key=clip.key, fragment_id="planned")
