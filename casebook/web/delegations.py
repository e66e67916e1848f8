"""Letting a named educator stand in for a cohort's own until a day, and taking that back."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..people.cohort_sight import educated_cohort_for, educated_delegation_for
from ..people.keeping_cohorts import delegate, end_delegation
from .cohorts import cohort_page
from .forms import text_of
from .invitations import as_number
from .render import redirect


def create(request: Request) -> Response:
    """POST /cohorts/{key}/delegations"""
    db, viewer = request.state.db, request.state.viewer
    seen = educated_cohort_for(db, viewer, request.path_params["key"])
    email = text_of(request.state.form, "delegate").strip()
    days = as_number(text_of(request.state.form, "for_days"))
    try:
        delegate(db, seen.cohort, email=email, days=days, by=viewer.person)
    except WrongInput as wrong:
        return cohort_page(request, seen, typed={"delegate": email}, problems={"delegate": str(wrong)}, status_code=422)
    return redirect(request, "cohorts.show", key=seen.cohort.key, fragment_id="stand-in")


def remove(request: Request) -> Response:
    """POST /delegations/{key}/ending"""
    db, viewer = request.state.db, request.state.viewer
    delegation, seen = educated_delegation_for(db, viewer, request.path_params["key"])
    end_delegation(db, delegation, by=viewer.person)
    return redirect(request, "cohorts.show", key=seen.cohort.key, fragment_id="stand-in")
