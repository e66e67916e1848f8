"""Themes: all sixteen, and one with what doctors told us and its cases."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import theme_page, themes_with_counts
from .render import page


def index(request: Request) -> Response:
    """GET /themes"""
    return page(request, "themes/index.html", themes=themes_with_counts(request.state.db, request.state.viewer))


def show(request: Request) -> Response:
    """GET /themes/{slug}"""
    shown = theme_page(request.state.db, request.state.viewer, request.path_params["slug"])
    return page(request, "themes/show.html", page=shown)
