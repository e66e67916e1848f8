"""Search: moments, grouped by case, within the viewer's sight; as a page, as the part that changes, or as JSON."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..cases.browsing import read_filters
from ..search.finding import MOST_CASES
from ..search.showing import FIRST_CASES, SearchPage, as_moments, search_page
from .case_sets import adding_for
from .render import accepts_json, fragment, page, wants_fragment


def index(request: Request) -> Response:
    """GET /search: ?q=words, the filters of /cases, and &all=1 for more than the first cases"""
    db, viewer, library, asked = request.state.db, request.state.viewer, request.app.state.library, request.query_params
    most = MOST_CASES if asked.get("all") else FIRST_CASES
    shown = search_page(db, library.index, viewer, asked.get("q", ""), filters=read_filters(asked), most=most)
    if accepts_json(request):
        return JSONResponse(_as_json(request, shown), headers={"Vary": "Accept, HX-Request, Cookie"})
    answer = fragment if wants_fragment(request) else page
    template = "search/_answer.html" if wants_fragment(request) else "search/index.html"
    response = answer(request, template, page=shown, adding=adding_for(db, viewer))
    response.headers["Vary"] = "Accept, HX-Request, Cookie"
    return response


def _as_json(request: Request, shown: SearchPage) -> dict[str, Any]:
    def address(moment: dict[str, Any]) -> str:
        at = request.url_for("cases.show", slug=moment["case"]).path
        return f"{request.app.state.site.address}{at}?clip={moment['clip']}&t={moment['milliseconds'] / 1000:g}"

    return {
        "text": shown.text,
        "total": shown.found.total,
        "suggestion": shown.found.suggestion,
        "also": list(shown.found.also),
        "limited": shown.found.limited,
        "cases": [{"case": one.slug, "title": one.title, "score": one.score} for one in shown.cases],
        "moments": [moment | {"url": address(moment)} for moment in as_moments(shown)],
        "facets": {
            facet.name: {one.value: one.count for one in facet.values if one.count} for facet in shown.narrowed.facets
        },
    }
