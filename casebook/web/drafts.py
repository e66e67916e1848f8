"""Keeping an answer while it is being written, so that it waits on any device."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import options_of
from ..cases.viewing import decision_point_for, has_committed
from ..errors import NotAllowed
from ..reflect.drafts import keep_draft
from ..reflect.response import FIRST, SECOND
from .forms import ResponseForm
from .render import fragment, redirect, wants_fragment
from .responses import case_of


def create(request: Request) -> Response:
    """POST /decision-points/{key}/draft"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    point = decision_point_for(db, viewer, request.path_params["key"])
    form = ResponseForm.read(request.state.form, point, options_of(db, point))
    round = SECOND if request.state.form.get("round") == "second" else FIRST
    if round == SECOND and not has_committed(db, viewer, point):
        raise NotAllowed("Answer once before you answer again.")
    kept = keep_draft(db, keyring, point, form.typed, by=viewer.person, round=round)
    if wants_fragment(request):
        return fragment(request, "responses/_draft.html", said="kept" if kept else "committed")
    page = "cases.show" if round == FIRST else "second_responses.new"
    return redirect(request, page, slug=case_of(request, point).slug, fragment_id="commit")
