"""Who took part: a cohort's, for its educators; in rounded numbers for administrators; one's own record to keep."""

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from ..clock import now
from ..errors import NotFound
from ..people.cohort_sight import SeenCohort
from ..teach.participation import counted, leaf_of_taking_part, taking_part
from ..teach.participation_pdf import as_pdf
from ..teach.participation_record import ParticipationRecord, record_for
from ..teach.programme_sight import SeenProgramme, programme_for, taken_programme_for
from .forms import number_of
from .invitation_lists import harmless
from .render import file, page, rendered
from .words import as_week

FORMS = ("pdf", "html")


def show(request: Request) -> Response:
    """GET /cohorts/{cohort}/programmes/{key}"""
    seen, followed = _followed(request)
    db = request.state.db
    if not followed.educated:
        return page(
            request,
            "participations/counted.html",
            seen=seen,
            followed=followed,
            counted=counted(db, seen.programme, followed.cohort),
        )
    asked = number_of(request.query_params.get("page", ""))
    modules, learners = leaf_of_taking_part(db, seen.programme, followed.cohort, asked)
    return page(
        request, "participations/show.html", seen=seen, followed=followed, modules=modules, learners=learners
    )  # fmt: skip


def export(request: Request) -> Response:
    """GET /cohorts/{cohort}/programmes/{key}/participation.csv: the same, as a table to keep"""
    seen, followed = _followed(request)
    if not followed.educated:
        raise NotFound("programme")
    modules, learners = taking_part(request.state.db, seen.programme, followed.cohort)
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["name", *(harmless(f"{one.title}: {what}") for one in modules for what in ("week", "took part"))])
    for one in learners:
        said = [cell for took in one.took for cell in (took.week, "yes" if took.part else "no" if took.started else "")]
        writer.writerow([harmless(one.name), *said])
    return file(made.getvalue().encode("utf-8-sig"), name="participation.csv", kind="text/csv; charset=utf-8")


def record(request: Request) -> Response:
    """GET /programmes/{key}/record"""
    seen = _taken(request)
    return page(request, "participations/record.html", seen=seen, record=_record(request, seen))


def download(request: Request) -> Response:
    """GET /programmes/{key}/record/{form}: pdf or html"""
    form = request.path_params["form"]
    if form not in FORMS:
        raise NotFound("programme")
    made = _record(request, _taken(request))
    name = f"participation-{now():%Y-%m-%d}.{form}"
    if form == "pdf":
        return file(as_pdf(made, week=as_week), name=name, kind="application/pdf")
    text = rendered(request, "participations/file.html", record=made)
    return file(text, name=name, kind="text/html; charset=utf-8")


def _taken(request: Request) -> SeenProgramme:
    return taken_programme_for(request.state.db, request.state.viewer, request.path_params["key"])


def _record(request: Request, seen: SeenProgramme) -> ParticipationRecord:
    return record_for(request.state.db, request.app.state.library.keyring, request.state.viewer, seen)


def _followed(request: Request) -> tuple[SeenProgramme, SeenCohort]:
    """A programme and a cohort of it whose taking part this viewer may look at. Raises NotFound."""
    seen = programme_for(request.state.db, request.state.viewer, request.path_params["key"])
    for one in seen.followed:
        if one.cohort.key == request.path_params["cohort"]:
            return seen, one
    raise NotFound("programme")
