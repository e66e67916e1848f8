"""The facilitator's guide of a set: on screen and in print, and as a PDF."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.labels import as_slug
from ..cases.set_guide import SetGuide, guide_of
from ..cases.set_guide_pdf import as_pdf
from ..cases.viewing_sets import set_for
from .render import file, page


def show(request: Request) -> Response:
    """GET /sets/{key}/guide"""
    return page(request, "set_guides/show.html", guide=_guide(request))


def download(request: Request) -> Response:
    """GET /sets/{key}/guide.pdf"""
    guide = _guide(request)
    name = as_slug(guide.shown.case_set.title) or "set"
    return file(as_pdf(guide), name=f"{name}-guide.pdf", kind="application/pdf")


def _guide(request: Request) -> SetGuide:
    db, viewer = request.state.db, request.state.viewer
    return guide_of(db, viewer, set_for(db, viewer, request.path_params["key"]))
