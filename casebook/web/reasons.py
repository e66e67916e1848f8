"""Colleagues' reasons: reporting one, and the editors' queue."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..reflect.reasons import moderate, queue, report
from .forms import SLUG, text_of
from .render import page, redirect
from .responses import case_of


def create_report(request: Request) -> Response:
    """POST /reasons/{key}/report"""
    db, viewer = request.state.db, request.state.viewer
    point = report(db, viewer.person, request.path_params["key"])
    slug = case_of(request, point).slug
    return redirect(request, "comparisons.show", slug=slug, query={"reported": "yes"}, fragment_id="reasons")


def index(request: Request) -> Response:
    """GET /studio/reasons"""
    return page(request, "reasons/index.html", queue=queue(request.state.db, request.state.viewer))


def update(request: Request) -> Response:
    """POST /studio/reasons/{key}"""
    decision = request.state.form.get("decision")
    if decision not in ("allow", "withhold"):
        raise WrongInput("Say whether colleagues may read it.")
    viewer = request.state.viewer
    moderate(request.state.db, request.path_params["key"], allow=decision == "allow", by=viewer.person)
    if SLUG.fullmatch(slug := text_of(request.state.form, "from")):
        return redirect(request, "readers.show", slug=slug, fragment_id="waiting")
    return redirect(request, "reasons.index")
