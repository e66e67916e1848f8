"""Answering again after comparing, with what moved one; the first answer stays as it was given."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import case_page, options_of
from ..cases.viewing import decision_point_for
from ..reflect.drafts import draft_of
from ..reflect.queries import own_answer
from ..reflect.responding import respond
from ..reflect.response import SECOND
from .forms import ResponseForm
from .render import page, redirect
from .responses import case_of, offer_another_way, shared_at_once

CARRIED = ("choice", "another_way", "positions", "considerations")  # what a second answer begins with


def new(request: Request) -> Response:
    """GET /cases/{slug}/second-answer"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    shown = case_page(db, viewer, request.path_params["slug"])
    answer = own_answer(db, keyring, viewer.person, shown.point) if shown.committed else None
    if answer is None or own_answer(db, keyring, viewer.person, shown.point, second=True):
        return redirect(request, "comparisons.show", slug=shown.case.slug)
    draft = draft_of(db, keyring, viewer.person, shown.point, round=SECOND)
    form = ResponseForm.of_draft(draft or {name: getattr(answer, name) for name in CARRIED})
    said = "restored" if draft else ""
    return page(request, "second_responses/new.html", page=shown, answer=answer, form=form, said=said)


def create(request: Request) -> Response:
    """POST /decision-points/{key}/second-response"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    point = decision_point_for(db, viewer, request.path_params["key"])
    case, options = case_of(request, point), options_of(db, point)
    form = ResponseForm.read(request.state.form, point, options)
    answer = own_answer(db, keyring, viewer.person, point)
    if form.problems and answer is not None and own_answer(db, keyring, viewer.person, point, second=True) is None:
        shown = case_page(db, viewer, case.slug)
        return page(
            request, "second_responses/new.html", status_code=422, page=shown, answer=answer, form=form, said=""
        )
    if not form.problems:
        respond(db, keyring, case, point, options, form.answer, by=viewer.person, again=True)
        offer_another_way(request, case, point, form, round=SECOND)
        if form.share and not shared_at_once(request, case, point, form, second=True):
            return redirect(request, "shared_reasons.new", key=point.key, query={"round": "second"})
    return redirect(request, "comparisons.show", slug=case.slug, fragment_id="again")
