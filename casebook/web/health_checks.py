"""Health checks of one's cohorts: those there are, opening one, its figures and plan, and ending it without figures."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import AlreadyDone, NotAllowed
from ..teach.health_check import ANSWERS
from ..teach.health_showing import check_for, checks_of, health_page, members_of, taught_cohort
from ..teach.surveying import end_check, has_answered, open_check
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /health-checks"""
    return _index(request)


def create(request: Request) -> Response:
    """POST /cohorts/{key}/health-checks"""
    db, viewer = request.state.db, request.state.viewer
    cohort = taught_cohort(db, viewer, request.path_params["key"])
    try:
        check = open_check(db, cohort, by=viewer.person)
    except (AlreadyDone, NotAllowed) as wrong:
        return _index(request, problem=str(wrong), status_code=wrong.status)
    return redirect(request, "health_checks.show", key=check.key)


def show(request: Request) -> Response:
    """GET /health-checks/{key}"""
    return show_with(request)


def remove(request: Request) -> Response:
    """POST /health-checks/{key}/removal"""
    db, viewer = request.state.db, request.state.viewer
    check, _, _ = check_for(db, viewer, request.path_params["key"], teaching=True)
    end_check(db, check)
    return redirect(request, "health_checks.index")


def show_with(
    request: Request, *, problem: str = "", typed: dict[str, str] | None = None, status_code: int = 200
) -> Response:
    """The page of a check, with an action as it was typed where it could not be kept."""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    check, cohort, teaches = check_for(db, viewer, request.path_params["key"])
    return page(
        request,
        "health_checks/show.html",
        status_code=status_code,
        page=health_page(db, viewer, check, cohort, teaches=teaches),
        answers=ANSWERS,
        answered=check.released_at is None and has_answered(db, keyring, check, viewer.person),
        members=members_of(db, cohort) if teaches else [],
        problem=problem,
        typed=typed or {},
    )


def _index(request: Request, *, problem: str = "", status_code: int = 200) -> Response:
    found = checks_of(request.state.db, request.state.viewer)
    return page(request, "health_checks/index.html", status_code=status_code, cohorts=found, problem=problem)
