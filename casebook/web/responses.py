"""Committing an answer at a decision point."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint
from ..cases.queries import case_page, options_of
from ..cases.viewing import decision_point_for
from ..db.row import Row
from ..errors import NotFound
from ..people.identifiers import found_in
from ..reflect.proposing import propose
from ..reflect.queries import own_answer
from ..reflect.reasons import share, shared_reason
from ..reflect.responding import respond
from ..reflect.response import FIRST, SECOND
from .cases import show_with
from .forms import ResponseForm
from .render import elsewhere, fragment, redirect, wants_fragment


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
        offer_another_way(request, case, point, form)
        if form.share and not shared_at_once(request, case, point, form):
            return elsewhere(request, "shared_reasons.new", key=point.key)
    if wants_fragment(request):
        answer = own_answer(db, keyring, viewer.person, point)
        shown = case_page(db, viewer, case.slug)
        shared = shared_reason(db, keyring, point, viewer.person)
        return fragment(request, "responses/_given.html", page=shown, answer=answer, not_kept=not_kept, shared=shared)
    if not_kept:
        return show_with(request, case.slug, form, status_code=409, not_kept=not_kept)
    return redirect(request, "cases.show", slug=case.slug, fragment_id="decision")


def offer_another_way(
    request: Request, case: Case, point: DecisionPoint, form: ResponseForm, *, round: int = FIRST
) -> None:
    """Offer the editors another way, where its writer has ticked that."""
    if form.offer and form.choice == ANOTHER_WAY:
        keyring, person = request.app.state.library.keyring, request.state.viewer.person
        propose(request.state.db, keyring, case, point, form.another_way, by=person, round=round)


def shared_at_once(
    request: Request, case: Case, point: DecisionPoint, form: ResponseForm, *, second: bool = False
) -> bool:
    """Share the reasons of an answer just committed, as its writer ticked; or answer False where words in them may tell
    who somebody is, for her to look at first."""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    if found_in(form.reasons, story=case.story):
        return False
    if (answer := own_answer(db, keyring, viewer.person, point, second=second)) is not None:
        round = SECOND if second else FIRST
        share(db, keyring, point, answer, answer.reasons, by=viewer.person, round=round)
    return True


def case_of(request: Request, point: Row) -> Case:
    """The case of a decision point that the viewer may see."""
    case: Case | None = request.state.db.get(Case, getattr(point, "case_id", None))
    if case is None:
        raise NotFound("case")
    return case
