"""Browsing: all cases, filtered and in an order, at an address that gives the same page again."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.browsing import browse, read_filters, read_sort
from ..reflect.comparing import discussed
from .case_sets import adding_for
from .forms import number_of
from .render import page, wants_fragment


def index(request: Request) -> Response:
    """GET /cases"""
    db, asked = request.state.db, request.query_params
    filters, sort = read_filters(asked), read_sort(asked.get("sort", ""))
    browsed = browse(
        db,
        request.state.viewer,
        filters,
        sort=sort,
        discussed=discussed(db) if sort == "discussed" else None,
        page=number_of(asked.get("page", "")),
    )
    adding = adding_for(db, request.state.viewer)
    response = page(request, "cases/index.html", browsed=browsed, left_out=filters != browsed.filters, adding=adding)
    if wants_fragment(request):
        order = "" if sort == "new" else f"sort={sort}"
        number = f"page={browsed.page}" if browsed.page > 1 else ""
        query = "&".join(filter(None, (browsed.filters.query(), order, number)))
        response.headers["HX-Push-Url"] = f"{request.url.path}?{query}" if query else request.url.path
    return response
