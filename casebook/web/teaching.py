"""The one page from which somebody who teaches reaches all she teaches with."""

from starlette.requests import Request
from starlette.responses import Response

from ..may import may
from ..teach.teaching_page import teaching_page
from .render import page


def show(request: Request) -> Response:
    """GET /teaching"""
    db, viewer = request.state.db, request.state.viewer
    found = teaching_page(db, viewer, converses=may(viewer, "converse"), moderates=may(viewer, "moderate"))
    return page(request, "teaching/show.html", page=found)
