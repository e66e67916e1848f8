"""Copies: somebody's set as one's own to adapt, with that set named in it."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.assembling import copy_set
from ..cases.viewing_sets import set_by_code, set_for
from ..errors import NotFound
from .forms import text_of
from .render import redirect


def create(request: Request) -> Response:
    """POST /sets/{key}/copies; a set that only its code opens comes with that `code`"""
    db, viewer, key = request.state.db, request.state.viewer, request.path_params["key"]
    code = text_of(request.state.form, "code")
    source = set_by_code(db, viewer, code) if code else set_for(db, viewer, key)
    if source.key != key:
        raise NotFound("set")
    return redirect(request, "sets.edit", key=copy_set(db, source, by=viewer.person).key)
