"""Marked words in the clips of a case that is being written, that its reviewer has looked at and that name nobody."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.confidentiality import clear_mark
from ..cases.viewing_manuscripts import manuscript_for
from ..errors import NotFound
from .forms import text_of
from .manuscripts import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/marks"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    manuscript = manuscript_for(db, viewer, request.path_params["key"])
    rule = request.app.state.library.settings.publishing
    try:
        clear_mark(db, manuscript, text_of(form, "clip"), text_of(form, "mark"), by=viewer.person, rule=rule)
    except NotFound:
        problem = "Those words have been changed meanwhile. Look again."
        return show_with(request, manuscript, problem=problem, status_code=422)
    return redirect(request, "manuscripts.show", key=manuscript.key, fragment_id="marks")
