"""Search: moments, grouped by case, within the viewer's sight."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import titles_of
from ..cases.viewing import seen_keys
from ..search.queries import search
from ..search.query import SearchAsk, Sight
from .render import page

MOST_ASKED = 200  # characters


def index(request: Request) -> Response:
    """GET /search"""
    text = request.query_params.get("q", "")[:MOST_ASKED].strip()
    found = None
    if text:
        cases, clips = seen_keys(request.state.db, request.state.viewer)
        sight = Sight(cases=cases, open_clips=clips)
        found = search(request.state.db, request.app.state.library.index, SearchAsk(text=text), sight)
    titles = titles_of(request.state.db, [case.case_slug for case in found.cases]) if found else {}
    return page(request, "search/index.html", text=text, found=found, titles=titles)
