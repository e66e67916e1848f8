"""Marked words that a second person has looked at, and that name nobody."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.confidentiality import clear_mark
from ..cases.viewing import case_for
from ..errors import NotFound
from .confidentiality_reviews import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /studio/cases/{slug}/confidentiality/marks"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    case = case_for(db, viewer, request.path_params["slug"])
    rule = request.app.state.library.settings.publishing
    try:
        clear_mark(db, case, str(form.get("clip", "")), str(form.get("mark", "")), by=viewer.person, rule=rule)
    except NotFound:
        return show_with(request, problem="Those words have been changed meanwhile. Look again.", status_code=422)
    return redirect(request, "confidentiality_reviews.show", slug=case.slug, fragment_id="marks")
