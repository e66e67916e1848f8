"""Members of a cohort: its educators, the dates of a place, ending one."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..people.cohort_sight import kept_cohort_for, kept_membership_for
from ..people.keeping_cohorts import add_educator, date_membership, end_membership
from ..people.queries import person_by_id
from .cohorts import cohort_page
from .forms import as_day, text_of
from .render import page, redirect


def create(request: Request) -> Response:
    """POST /cohorts/{key}/educators"""
    db, viewer = request.state.db, request.state.viewer
    seen = kept_cohort_for(db, viewer, request.path_params["key"])
    email = text_of(request.state.form, "educator").strip()
    try:
        add_educator(db, seen.cohort, email=email, by=viewer.person)
    except WrongInput as wrong:
        return cohort_page(request, seen, typed={"educator": email}, problems={"educator": str(wrong)}, status_code=422)
    return redirect(request, "cohorts.show", key=seen.cohort.key)


def edit(request: Request) -> Response:
    """GET /memberships/{key}"""
    return _form(request, {}, {})


def update(request: Request) -> Response:
    """POST /memberships/{key}"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    membership, seen = kept_membership_for(db, viewer, request.path_params["key"])
    typed = {name: text_of(form, name).strip() for name in ("starts", "ends")}
    starts, ends = as_day(typed["starts"]), as_day(typed["ends"])
    problems = {}
    if starts is None:
        problems["starts"] = "Write the day as year, month and day, such as 2027-03-31."
    if typed["ends"] and ends is None:
        problems["ends"] = "Write the day as year, month and day, such as 2027-03-31, or leave it empty."
    if problems or starts is None:
        return _form(request, typed, problems, status_code=422)
    try:
        date_membership(db, membership, starts_on=starts, ends_on=ends, by=viewer.person)
    except WrongInput as wrong:
        return _form(request, typed, {"ends": str(wrong)}, status_code=422)
    return redirect(request, "cohorts.show", key=seen.cohort.key, fragment_id="members")


def remove(request: Request) -> Response:
    """POST /memberships/{key}/ending"""
    db, viewer = request.state.db, request.state.viewer
    membership, seen = kept_membership_for(db, viewer, request.path_params["key"])
    end_membership(db, membership, by=viewer.person)
    if membership.person_id == viewer.person.pk:
        return redirect(request, "cohorts.index")
    return redirect(request, "cohorts.show", key=seen.cohort.key, fragment_id="members")


def _form(request: Request, typed: dict[str, str], problems: dict[str, str], *, status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    membership, seen = kept_membership_for(db, viewer, request.path_params["key"])
    held = {
        "starts": membership.starts_on.isoformat(),
        "ends": membership.ends_on.isoformat() if membership.ends_on else "",
    }
    return page(
        request,
        "memberships/edit.html",
        status_code=status_code,
        seen=seen,
        membership=membership,
        person=person_by_id(db, membership.person_id),
        typed=held | typed,
        problems=problems,
    )
