"""Cohorts: those one belongs to, founding one, and its page as one stands to it."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound, WrongInput
from ..people.cohort_sight import (
    SeenCohort,
    cohort_for,
    cohorts_seen,
    educators_of,
    founding_organisation,
    kept_cohort_for,
    leaf_of_members,
    places_to_come,
    today,
)
from ..people.invitation_list import MOST_PEOPLE
from ..people.inviting import LINK_DAYS, invitations_of
from ..people.keeping_cohorts import DELEGATED_DAYS, close_cohort, delegation_for, delegations_of, found_cohort
from ..teach.programme_sight import programmes_seen
from .forms import number_of, text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /cohorts"""
    return _index(request)


def create(request: Request) -> Response:
    """POST /cohorts"""
    db, viewer = request.state.db, request.state.viewer
    if (organisation := founding_organisation(db, viewer)) is None:
        raise NotFound("cohort")
    name = text_of(request.state.form, "name")
    try:
        cohort = found_cohort(db, organisation, name=name, by=viewer.person)
    except WrongInput as wrong:
        return _index(request, name=name, problem=str(wrong), status_code=422)
    return redirect(request, "cohorts.show", key=cohort.key)


def show(request: Request) -> Response:
    """GET /cohorts/{key}"""
    seen = cohort_for(request.state.db, request.state.viewer, request.path_params["key"])
    return cohort_page(request, seen)


def close(request: Request) -> Response:
    """POST /cohorts/{key}/closure"""
    db, viewer = request.state.db, request.state.viewer
    seen = kept_cohort_for(db, viewer, request.path_params["key"])
    if text_of(request.state.form, "sure") != "yes":
        return cohort_page(request, seen, problems={"sure": "Tick that it may be closed."}, status_code=422)
    close_cohort(db, seen.cohort, by=viewer.person)
    return redirect(request, "cohorts.index")


def cohort_page(
    request: Request,
    seen: SeenCohort,
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    link: str = "",
    status_code: int = 200,
) -> Response:
    """A cohort's page: what is kept of it for whoever keeps it, and a few lines for everybody else in it. `link` is one
    that was made just now and is shown this once."""
    db, viewer = request.state.db, request.state.viewer
    if not seen.kept or seen.closed:
        return page(
            request,
            "cohorts/show.html",
            seen=seen,
            delegation=delegation_for(db, seen.cohort, viewer.person),
            programmes=[one for one in programmes_seen(db, viewer, through=[seen]) if one.taken_in],
            educators=educators_of(db, seen.cohort),
        )
    return page(
        request,
        "cohorts/kept.html",
        status_code=status_code,
        seen=seen,
        members=leaf_of_members(db, seen.cohort, number_of(request.query_params.get("page", ""))),
        invitations=invitations_of(db, seen.cohort),
        delegations=delegations_of(db, seen.cohort),
        programmes=[one for one in programmes_seen(db, viewer, through=[seen]) if one.followed],
        typed=typed or {},
        problems=problems or {},
        link=link,
        link_days=LINK_DAYS,
        most_people=MOST_PEOPLE,
        delegated_days=DELEGATED_DAYS,
        today=today(),
    )


def _index(request: Request, *, name: str = "", problem: str = "", status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    return page(
        request,
        "cohorts/index.html",
        status_code=status_code,
        cohorts=cohorts_seen(db, viewer),
        to_come=places_to_come(db, viewer),
        organisation=founding_organisation(db, viewer),
        name=name,
        problem=problem,
    )
