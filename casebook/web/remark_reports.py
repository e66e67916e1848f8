"""Moderation of remarks: anyone who reads them can report one, and a reviewer hides it with a reason or keeps it."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.conversing import hide, keep, report
from ..teach.remark_queries import remark_for, reported_remarks
from .forms import text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /remark-reports"""
    return _index(request)


def new(request: Request) -> Response:
    """GET /remarks/{key}/report"""
    return _form(request)


def create(request: Request) -> Response:
    """POST /remarks/{key}/report"""
    db, viewer = request.state.db, request.state.viewer
    shown, because = remark_for(db, viewer, request.path_params["key"]), text_of(request.state.form, "because")
    try:
        report(db, shown.remark, because, by=viewer.person)
    except WrongInput as wrong:
        return _form(request, because=because, problem=str(wrong), status_code=422)
    return redirect(request, "remarks.show", slug=shown.case.slug)


def update(request: Request) -> Response:
    """POST /remark-reports/{key}: hide the remark, or keep it"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    shown, because = remark_for(db, viewer, request.path_params["key"]), text_of(form, "because")
    try:
        if form.get("act") == "keep":
            keep(db, shown.remark)
        else:
            hide(db, shown.remark, because, by=viewer.person)
    except WrongInput as wrong:
        return _index(request, wrong_at=shown.remark.key, because=because, problem=str(wrong), status_code=422)
    return redirect(request, "remark_reports.index")


def _index(
    request: Request, *, wrong_at: str = "", because: str = "", problem: str = "", status_code: int = 200
) -> Response:
    return page(
        request,
        "remark_reports/index.html",
        status_code=status_code,
        reported=reported_remarks(request.state.db, request.state.viewer),
        wrong_at=wrong_at,
        because=because,
        problem=problem,
    )


def _form(request: Request, *, because: str = "", problem: str = "", status_code: int = 200) -> Response:
    shown = remark_for(request.state.db, request.state.viewer, request.path_params["key"])
    return page(
        request, "remark_reports/new.html", status_code=status_code, shown=shown, because=because, problem=problem
    )  # fmt: skip
