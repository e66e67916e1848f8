"""The educator's guide of a case, on screen and in print."""

import re

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import case_page
from .render import page

#: Parts that tell what the filmed people did; they open like everything told after the decision.
TELLS = ("Prompts", "Likely directions", "A minority view to protect")


def show(request: Request) -> Response:
    """GET /cases/{slug}/guide"""
    viewer = request.state.viewer
    shown = case_page(request.state.db, viewer, request.path_params["slug"])
    closed = not (shown.committed or viewer.makes_cases)
    halves = re.split(r"^### (.+)$", shown.case.guide, flags=re.MULTILINE)[1:]
    parts = [
        (heading.strip(), text.strip())
        for heading, text in zip(halves[::2], halves[1::2], strict=True)
        if not (closed and heading.strip() in TELLS)
    ]
    return page(request, "guides/show.html", page=shown, parts=parts, closed=closed)
