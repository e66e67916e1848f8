"""Which cohorts take a programme."""

from starlette.requests import Request
from starlette.responses import Response

from ..people.cohort_sight import kept_cohort_for
from ..teach.arranging import end_enrolment, enrol
from ..teach.programme_sight import kept_programme_for
from .forms import text_of
from .render import redirect


def create(request: Request) -> Response:
    """POST /programmes/{key}/enrolments"""
    db, viewer = request.state.db, request.state.viewer
    seen = kept_programme_for(db, viewer, request.path_params["key"])
    cohort = kept_cohort_for(db, viewer, text_of(request.state.form, "cohort")).cohort
    enrol(db, seen.programme, cohort, by=viewer.person)
    return redirect(request, "programmes.edit", key=seen.programme.key, fragment_id="cohorts")


def remove(request: Request) -> Response:
    """POST /programmes/{key}/enrolments/ending"""
    db, viewer = request.state.db, request.state.viewer
    seen = kept_programme_for(db, viewer, request.path_params["key"])
    cohort = kept_cohort_for(db, viewer, text_of(request.state.form, "cohort")).cohort
    end_enrolment(db, seen.programme, cohort, by=viewer.person)
    return redirect(request, "programmes.edit", key=seen.programme.key, fragment_id="cohorts")
