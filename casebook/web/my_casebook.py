"""My casebook: what one has answered, for oneself alone."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import unanswered_cards
from ..reflect.queries import own_cases
from .render import page


def show(request: Request) -> Response:
    """GET /my-casebook"""
    db, viewer = request.state.db, request.state.viewer
    answered = own_cases(db, request.app.state.library.keyring, viewer.person)
    return page(request, "my_casebook/show.html", answered=answered, unanswered=unanswered_cards(db, viewer, most=6))
