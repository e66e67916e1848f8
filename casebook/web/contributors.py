"""Contributors: all who tell something the viewer may see, and one with what she tells that the viewer may hear."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import contributor_clips, contributors_seen
from ..cases.viewing import contributor_is_seen
from ..errors import NotFound
from ..people.queries import contributor_by_slug
from .render import page


def index(request: Request) -> Response:
    """GET /contributors"""
    people = contributors_seen(request.state.db, request.state.viewer)
    return page(request, "contributors/index.html", people=people)


def show(request: Request) -> Response:
    """GET /contributors/{slug}"""
    contributor = contributor_by_slug(request.state.db, request.path_params["slug"])
    clips = contributor_clips(request.state.db, request.state.viewer, contributor)
    told = contributor_is_seen(request.state.db, request.state.viewer, contributor)
    if not told:
        raise NotFound("contributor")
    return page(request, "contributors/show.html", contributor=contributor, clips=clips)
