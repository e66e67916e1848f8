"""That an expert by experience has read a case."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.signing_off import sign_off
from ..cases.viewing import case_for
from .render import redirect


def create(request: Request) -> Response:
    """POST /cases/{slug}/lay-reading"""
    case = case_for(request.state.db, request.state.viewer, request.path_params["slug"])
    sign_off(request.state.db, case, by=request.state.viewer.person)
    return redirect(request, "cases.show", slug=case.slug)
