"""Taking one's answers out of what colleagues may count; one's own record stays."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import decision_point_for
from ..reflect.responding import withdraw
from .render import redirect
from .responses import case_of


def create(request: Request) -> Response:
    """POST /decision-points/{key}/withdrawal"""
    db, viewer = request.state.db, request.state.viewer
    point = decision_point_for(db, viewer, request.path_params["key"])
    withdraw(db, request.app.state.library.keyring, point, by=viewer.person)
    return redirect(request, "comparisons.show", slug=case_of(request, point).slug, fragment_id="pool")
