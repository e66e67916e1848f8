"""The educator's guide of a case, on screen and in print."""

import re

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import case_page
from .render import page


def show(request: Request) -> Response:
    """GET /cases/{slug}/guide"""
    shown = case_page(request.state.db, request.state.viewer, request.path_params["slug"])
    halves = re.split(r"^### (.+)$", shown.case.guide, flags=re.MULTILINE)[1:]
    parts = [(heading.strip(), text.strip()) for heading, text in zip(halves[::2], halves[1::2], strict=True)]
    return page(request, "guides/show.html", page=shown, parts=parts)
