"""Closing a health check: its figures are let out once, to everybody in the cohort alike."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotReady
from ..teach.health_showing import check_for
from ..teach.surveying import release_check
from .health_checks import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /health-checks/{key}/release"""
    db, viewer = request.state.db, request.state.viewer
    check, _, _ = check_for(db, viewer, request.path_params["key"], teaching=True)
    try:
        release_check(db, check)
    except NotReady as wrong:
        return show_with(request, problem=wrong.reasons[0], status_code=409)
    return redirect(request, "health_checks.show", key=check.key)
