"""Starting a module, having read who sees it."""

from starlette.requests import Request
from starlette.responses import Response

from ..teach.arranging import start
from ..teach.programme_sight import module_for
from .render import redirect


def create(request: Request) -> Response:
    """POST /modules/{key}/start"""
    db, viewer = request.state.db, request.state.viewer
    module, seen = module_for(db, viewer, request.path_params["key"])
    start(db, module, seen.taken_in, by=viewer.person)
    return redirect(request, "modules.show", key=module.key)
