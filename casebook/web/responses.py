"""Committing an answer at a decision point."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.queries import case_page, options_of
from ..cases.viewing import decision_point_for
from ..db.row import Row
from ..errors import NotFound
from ..reflect.queries import own_answer
from ..reflect.responding import respond
from .cases import show_with
from .forms import ResponseForm
from .render import fragment, redirect, wants_fragment


def create(request: Request) -> Response:
    """POST /decision-points/{key}/response"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    point = decision_point_for(db, viewer, request.path_params["key"])
    case = case_of(request, point)
    options = options_of(db, point)
    form = ResponseForm.read(request.state.form, point, options)
    kept = own_answer(db, keyring, viewer.person, point)
    if kept is None and form.problems:
        if wants_fragment(request):
            shown = case_page(db, viewer, case.slug)
            return fragment(request, "responses/_form.html", status_code=422, page=shown, form=form, said="")
        return show_with(request, case.slug, form, status_code=422)
    # A second tab, or the same form sent twice: the first answer stands, and other words are handed back to be kept.
    not_kept = form.reasons if kept and (form.reasons, form.choice) != (kept.reasons, kept.choice) else ""
    if kept is None:
        respond(db, keyring, case, point, options, form.answer, by=viewer.person)
    if wants_fragment(request):
        answer = own_answer(db, keyring, viewer.person, point)
        shown = case_page(db, viewer, case.slug)
        return fragment(request, "responses/_given.html", page=shown, answer=answer, not_kept=not_kept)
    if not_kept:
        return show_with(request, case.slug, form, status_code=409, not_kept=not_kept)
    return redirect(request, "cases.show", slug=case.slug, fragment_id="decision")


def case_of(request: Request, point: Row) -> Case:
    """The case of a decision point that the viewer may see."""
    case: Case | None = request.state.db.get(Case, getattr(point, "case_id", None))
    if case is None:
        raise NotFound("case")
    return case
