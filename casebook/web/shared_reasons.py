"""Letting colleagues read one's reasons, after a look at what may tell who somebody is; and taking them back."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import decision_point_for
from ..errors import NotAllowed
from ..people.identifiers import found_in, pieces
from ..reflect.queries import OwnAnswer, own_answer
from ..reflect.reasons import share, take_back
from ..reflect.response import FIRST, SECOND
from .forms import text_of
from .render import page, redirect
from .responses import case_of


def new(request: Request) -> Response:
    """GET /decision-points/{key}/shared-reason"""
    point, case, answer, _ = _about(request, request.query_params.get("round", ""))
    return _show(request, point, case, answer.reasons, request.query_params.get("round", ""))


def create(request: Request) -> Response:
    """POST /decision-points/{key}/shared-reason"""
    form = request.state.form
    which, text = text_of(form, "round"), text_of(form, "text")
    point, case, answer, round = _about(request, which)
    if found_in(text, story=case.story) and form.get("looked") != text_mark(text):
        return _show(request, point, case, text, which, looked=True)
    db, viewer = request.state.db, request.state.viewer
    share(db, request.app.state.library.keyring, point, answer, text, by=viewer.person, round=round)
    return redirect(request, "comparisons.show", slug=case.slug, fragment_id="said")


def remove(request: Request) -> Response:
    """POST /decision-points/{key}/shared-reason/withdrawal"""
    point, case, _, round = _about(request, str(request.state.form.get("round", "")))
    db, viewer = request.state.db, request.state.viewer
    take_back(db, request.app.state.library.keyring, point, by=viewer.person, round=round)
    return redirect(request, "comparisons.show", slug=case.slug, fragment_id="said")


def text_mark(text: str) -> str:
    """What the form carries to say that its marks were shown for this very text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _about(request: Request, which: str) -> tuple[DecisionPoint, Case, OwnAnswer, int]:
    db, viewer = request.state.db, request.state.viewer
    point = decision_point_for(db, viewer, request.path_params["key"])
    second = which == "second"
    answer = own_answer(db, request.app.state.library.keyring, viewer.person, point, second=second)
    if answer is None:
        raise NotAllowed("Answer first; then you can let colleagues read your reasons.")
    return point, case_of(request, point), answer, SECOND if second else FIRST


def _show(
    request: Request, point: DecisionPoint, case: Case, text: str, which: str, *, looked: bool = False
) -> Response:
    found = found_in(text, story=case.story)
    return page(
        request,
        "shared_reasons/new.html",
        status_code=422 if looked else 200,
        point=point,
        case=case,
        text=text,
        pieces=list(pieces(text, found)) if found else [],
        whys=list(dict.fromkeys(one.why for one in found)),
        looked=text_mark(text),
        which=which,
    )
