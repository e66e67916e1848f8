"""Starting a module, having read who sees it."""

from starlette.requests import Request
from starlette.responses import Response

from ..teach.arranging import start
from ..teach.programme_sight import module_for
from .render import redirect


def create(request: Request) -> Response:
    """POST /modules/{key}/start: for each `cohort` that the page named, and for none that has come since"""
    db, viewer = request.state.db, request.state.viewer
    module, seen = module_for(db, viewer, request.path_params["key"])
    told = set(request.state.form.getlist("cohort"))
    cohorts = [one for one in seen.taken_in if one.cohort.key in told]
    if cohorts or not seen.taken_in:
        start(db, module, cohorts, by=viewer.person)
    return redirect(request, "modules.show", key=module.key)
