"""Proposals of a missing option: what an author decides."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..reflect.proposing import adopt, case_of_proposal, set_aside
from .forms import text_of
from .readers import show_with
from .render import redirect

FIELDS = ("label", "speaks_for", "speaks_against")


def update(request: Request) -> Response:
    """POST /studio/proposals/{key}"""
    db, viewer, form, key = request.state.db, request.state.viewer, request.state.form, request.path_params["key"]
    slug = case_of_proposal(db, key, by=viewer.person).slug
    option, words = {name: text_of(form, name) for name in FIELDS}, text_of(form, "answer")
    setting_aside = form.get("decision") == "set-aside"
    try:
        if setting_aside:
            set_aside(db, key, words=words, by=viewer.person)
        else:
            adopt(db, key, **option, words=words, by=viewer.person)
    except WrongInput as wrong:
        typed = option | {"answer": words, "decision": "set-aside" if setting_aside else "adopt"}
        return show_with(request, slug, about=key, problem=str(wrong), typed=typed)
    return redirect(request, "readers.show", slug=slug, fragment_id="waiting")
