"""To whom a set is let: by name, to a cohort, by a join code; given on one page, and taken back there."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case_set import CaseSet
from ..cases.letting import let_by_link, let_to_cohort, let_to_person, lettings_of, take_back
from ..cases.viewing_sets import own_set_for
from ..errors import AlreadyDone, WrongInput
from ..people.queries import cohorts_taught_by
from .forms import as_day, text_of
from .qr_codes import as_svg
from .render import page, redirect

FIELDS = ("kind", "email", "cohort", "opens", "closes")


def index(request: Request) -> Response:
    """GET /sets/{key}/shares"""
    return _page(request, _own(request), {})


def create(request: Request) -> Response:
    """POST /sets/{key}/shares: `kind` is person, cohort or link"""
    db, person, case_set = request.state.db, request.state.viewer.person, _own(request)
    typed = {name: text_of(request.state.form, name).strip()[:300] for name in FIELDS}
    try:
        opens_on, closes_on = (_day(typed[name]) for name in ("opens", "closes"))
        if typed["kind"] == "person":
            let_to_person(db, case_set, email=typed["email"], by=person)
        elif typed["kind"] == "cohort":
            cohort = typed["cohort"]
            let_to_cohort(db, case_set, cohort=cohort, opens_on=opens_on, closes_on=closes_on, by=person)
        else:
            let_by_link(db, case_set, opens_on=opens_on, closes_on=closes_on, by=person)
    except (WrongInput, AlreadyDone) as wrong:
        return _page(request, case_set, typed | {"problem": str(wrong)}, status_code=422)
    return redirect(request, "set_shares.index", key=case_set.key)


def remove(request: Request) -> Response:
    """POST /sets/{key}/shares/{share}/removal"""
    case_set = _own(request)
    take_back(request.state.db, case_set, request.path_params["share"])
    return redirect(request, "set_shares.index", key=case_set.key)


def _own(request: Request) -> CaseSet:
    return own_set_for(request.state.db, request.state.viewer.person, request.path_params["key"])


def _day(text: str) -> date | None:
    day = as_day(text)
    if text and day is None:
        raise WrongInput("Write a day as year, month and day, such as 2027-03-31.")
    return day


def _page(request: Request, case_set: CaseSet, typed: dict[str, str], *, status_code: int = 200) -> Response:
    db = request.state.db
    lettings = lettings_of(db, case_set)
    code = next((one.share.code for one in lettings if one.share.code), None)
    path = request.url_for("sets.by_this_code", code=code).path if code else ""
    address = f"{request.app.state.site.address}{path}"
    return page(
        request,
        "set_shares/index.html",
        status_code=status_code,
        case_set=case_set,
        lettings=lettings,
        cohorts=cohorts_taught_by(db, request.state.viewer.person),
        typed=typed,
        address=address if code else "",
        qr=as_svg(address) if code else "",
    )
