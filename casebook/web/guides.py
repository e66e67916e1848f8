"""The educator's guide of a case, on screen and in print."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.guide import guide_parts
from ..cases.queries import case_page
from .render import page


def show(request: Request) -> Response:
    """GET /cases/{slug}/guide"""
    viewer = request.state.viewer
    shown = case_page(request.state.db, viewer, request.path_params["slug"])
    closed = not (shown.committed or viewer.makes_cases)
    parts = guide_parts(shown.case.guide, closed=closed)
    return page(request, "guides/show.html", page=shown, parts=parts, closed=closed)
