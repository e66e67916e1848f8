"""Answering a health check: once, without a name."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.health_check import ANSWERS
from ..teach.health_showing import check_for
from ..teach.surveying import answer_check, has_answered
from .forms import text_of
from .render import page, redirect


def new(request: Request) -> Response:
    """GET /health-checks/{key}/answer"""
    return _form(request, {})


def create(request: Request) -> Response:
    """POST /health-checks/{key}/answer"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    check, _, _ = check_for(db, viewer, request.path_params["key"])
    asked = [one["key"] for dimension in check.asked for one in dimension["statements"]]
    given = {key: text_of(form, f"statement-{key}") for key in asked}
    try:
        answer_check(db, request.app.state.library.keyring, check, given, by=viewer.person)
    except WrongInput as wrong:
        return _form(request, given, problem=str(wrong), status_code=422)
    return redirect(request, "health_checks.show", key=check.key)


def _form(request: Request, given: dict[str, str], *, problem: str = "", status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    check, cohort, _ = check_for(db, viewer, request.path_params["key"])
    if check.released_at or has_answered(db, request.app.state.library.keyring, check, viewer.person):
        return redirect(request, "health_checks.show", key=check.key)
    return page(
        request,
        "health_answers/new.html",
        status_code=status_code,
        check=check,
        cohort=cohort,
        answers=ANSWERS,
        given=given,
        problem=problem,
    )
