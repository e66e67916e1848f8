"""What educators write to each other about a case set, for those of them who may open it."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing_sets import set_for
from .teaching_notes import create_with, show_with


def show(request: Request) -> Response:
    """GET /sets/{key}/teaching-notes"""
    return show_with(request, set_for(request.state.db, request.state.viewer, request.path_params["key"]))


def create(request: Request) -> Response:
    """POST /sets/{key}/teaching-notes"""
    return create_with(request, set_for(request.state.db, request.state.viewer, request.path_params["key"]))
