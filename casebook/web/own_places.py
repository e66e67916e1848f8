"""One's own place in a cohort, and leaving it."""

from starlette.requests import Request
from starlette.responses import Response

from ..people.cohort_sight import cohort_for
from ..people.keeping_cohorts import leave_cohort
from .render import redirect


def remove(request: Request) -> Response:
    """POST /cohorts/{key}/own-place/removal"""
    db, viewer = request.state.db, request.state.viewer
    leave_cohort(db, cohort_for(db, viewer, request.path_params["key"]).cohort, by=viewer.person)
    return redirect(request, "cohorts.index")
