"""Entering the demonstration as one of its people, by one click; there only in demo mode, on this machine alone."""

from starlette.requests import Request
from starlette.responses import Response

from ..demo.people import IN_THE_DEMO
from ..errors import NotFound
from ..people.queries import person_by_email
from .access import enter


def demo_people(request: Request) -> list[tuple[str, str, str]]:
    """(name, what she does here, address) of those who can be entered; none outside the demonstration."""
    return [(one.name, one.does, one.email) for one in IN_THE_DEMO] if request.app.state.site.demo else []


def create(request: Request) -> Response:
    """POST /demo/sign-in"""
    email = str(request.state.form.get("person", ""))
    person = person_by_email(request.state.db, email)
    if email not in {address for _, _, address in demo_people(request)} or person is None:
        raise NotFound()
    return enter(request, request.state.db, person)
