"""A word to a case's author, after one's own answer: that the case taught or misled; and taking it back."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import decision_point_for, has_committed
from ..errors import NotAllowed
from ..people.identifiers import found_in, pieces
from ..reflect.remark import FromRole
from ..reflect.remarking import MOST_LETTERS, leave_remark, own_remark, problems_with, take_back_own
from .forms import text_of
from .render import page, redirect
from .responses import case_of
from .shared_reasons import text_mark


def new(request: Request) -> Response:
    """GET /decision-points/{key}/remark"""
    point, case = _about(request)
    if own_remark(request.state.db, request.app.state.library.keyring, point, request.state.viewer.person):
        return redirect(request, "comparisons.show", slug=case.slug, fragment_id="remark")
    return _show(request, point, case)


def create(request: Request) -> Response:
    """POST /decision-points/{key}/remark"""
    point, case = _about(request)
    form, db, viewer = request.state.form, request.state.db, request.state.viewer
    says, text = text_of(form, "says"), text_of(form, "text")
    unseen = found_in(text, story=case.story) and form.get("looked") != text_mark(text)
    if (problems := problems_with(says, text)) or unseen:
        return _show(request, point, case, says=says, text=text, problems=problems, status_code=422)
    leave_remark(db, request.app.state.library.keyring, case, point, says=says, text=text, by=viewer.person)
    return redirect(request, "comparisons.show", slug=case.slug, fragment_id="remark")


def remove(request: Request) -> Response:
    """POST /decision-points/{key}/remark/withdrawal: also where the case is not open at present"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    form = request.state.form
    door = FromRole.educator if form.get("door") == FromRole.educator else FromRole.trainee
    case = take_back_own(db, keyring, request.path_params["key"], by=viewer.person, from_role=door)
    if form.get("from") == "my-casebook":
        return redirect(request, "my_casebook.show", fragment_id="shared")
    return redirect(request, "comparisons.show", slug=case.slug, fragment_id="remark")


def _about(request: Request) -> tuple[DecisionPoint, Case]:
    db, viewer = request.state.db, request.state.viewer
    point = decision_point_for(db, viewer, request.path_params["key"])
    if not has_committed(db, viewer, point):
        raise NotAllowed("Answer first; then you can tell the author what the case did.")
    return point, case_of(request, point)


def _show(
    request: Request,
    point: DecisionPoint,
    case: Case,
    *,
    says: str = "",
    text: str = "",
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response:
    found = found_in(text, story=case.story)
    return page(
        request,
        "remarks/new.html",
        status_code=status_code,
        point=point,
        case=case,
        says=says,
        text=text,
        most=MOST_LETTERS,
        problems=problems or {},
        pieces=list(pieces(text, found)) if found else [],
        whys=list(dict.fromkeys(one.why for one in found)),
        looked=text_mark(text),
    )
