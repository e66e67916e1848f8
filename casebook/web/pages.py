"""Pages that only tell: about, who sees what, accessibility."""

from starlette.requests import Request
from starlette.responses import Response

from .render import page


def about(request: Request) -> Response:
    """GET /about"""
    return page(request, "pages/about.html")


def privacy(request: Request) -> Response:
    """GET /who-sees-what"""
    return page(request, "pages/privacy.html")


def accessibility(request: Request) -> Response:
    """GET /accessibility"""
    return page(request, "pages/accessibility.html")
