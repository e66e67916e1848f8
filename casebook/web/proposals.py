"""Proposals of a missing option: the list for authors, and what they decide."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..reflect.proposing import adopt, proposals_to_read, set_aside
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /studio/proposals"""
    return _show(request)


def update(request: Request) -> Response:
    """POST /studio/proposals/{key}"""
    db, viewer, form, key = request.state.db, request.state.viewer, request.state.form, request.path_params["key"]
    if form.get("decision") == "set-aside":
        set_aside(db, key, by=viewer.person)
    else:
        typed = {name: str(form.get(name, "")) for name in ("label", "speaks_for", "speaks_against")}
        try:
            adopt(db, key, **typed, by=viewer.person)
        except WrongInput as wrong:
            return _show(request, about=key, problem=str(wrong), typed=typed)
    return redirect(request, "proposals.index")


def _show(request: Request, *, about: str = "", problem: str = "", typed: dict[str, str] | None = None) -> Response:
    return page(
        request,
        "proposals/index.html",
        status_code=422 if problem else 200,
        proposals=proposals_to_read(request.state.db),
        about=about,
        problem=problem,
        typed=typed or {},
    )
