"""Links into a cohort: giving one, shown once, and ending one."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..people.cohort_sight import kept_cohort_for, kept_invitation_for, today
from ..people.inviting import end_invitation, invite_by_link
from .cohorts import cohort_page
from .forms import as_day, text_of
from .render import redirect

FIELDS = ("days", "most", "starts", "ends")


def create(request: Request) -> Response:
    """POST /cohorts/{key}/invitations: answers with the link, which nobody can show again"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    seen = kept_cohort_for(db, viewer, request.path_params["key"])
    typed = {name: text_of(form, name).strip() for name in FIELDS}
    problems = {
        name: "Write the day as year, month and day, such as 2027-03-31, or leave it empty."
        for name in ("starts", "ends")
        if typed[name] and as_day(typed[name]) is None
    }
    if not problems:
        try:
            _, secret = invite_by_link(
                db,
                seen.cohort,
                days=as_number(typed["days"]),
                most=as_number(typed["most"]),
                starts_on=as_day(typed["starts"]) or today(),
                ends_on=as_day(typed["ends"]),
                by=viewer.person,
            )
            return cohort_page(request, seen, link=address_of(request, secret))
        except WrongInput as wrong:
            problems = {"link": str(wrong)}
    return cohort_page(request, seen, typed=typed, problems=problems, status_code=422)


def remove(request: Request) -> Response:
    """POST /invitations/{key}/ending"""
    db, viewer = request.state.db, request.state.viewer
    invitation, seen = kept_invitation_for(db, viewer, request.path_params["key"])
    end_invitation(db, invitation, by=viewer.person)
    return redirect(request, "cohorts.show", key=seen.cohort.key, fragment_id="invite")


def as_number(text: str) -> int:
    """A short number as it was typed; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def address_of(request: Request, secret: str) -> str:
    """The whole address of a link. The secret stands in the query, which no log of ours has."""
    path = request.url_for("joinings.new").path
    return f"{request.app.state.site.address}{path}?{urlencode({'link': secret})}"
