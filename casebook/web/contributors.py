"""A contributor: who she is, and what she tells that the viewer may hear."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import contributor_clips
from ..people.queries import contributor_by_slug
from .render import page


def show(request: Request) -> Response:
    """GET /contributors/{slug}"""
    contributor = contributor_by_slug(request.state.db, request.path_params["slug"])
    clips = contributor_clips(request.state.db, request.state.viewer, contributor)
    return page(request, "contributors/show.html", contributor=contributor, clips=clips)
