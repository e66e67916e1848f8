"""Leaving a provider: sent there to sign out of it too; or told by it, server to server, that somebody has left."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..db.engine import writing
from ..errors import CasebookError, NotFound, ProviderAway
from ..people.departing import depart
from ..people.id_tokens import Departure
from . import audited
from .forms import text_of
from .provider_sign_ins import client_of


async def show(request: Request) -> Response:
    """GET /sign-in/with/{provider}/ending: to where one signs out of the provider, home where it has no such place"""
    home = request.app.state.library.settings.own_address + "/"
    try:
        there = await client_of(request).way_out(back=home)
    except CasebookError:
        there = ""
    return RedirectResponse(there or "/", status_code=303)


async def create(request: Request) -> Response:
    """POST /sign-in/with/{provider}/ending, by the provider itself: a logout token, good once"""
    form = await request.form(max_fields=10, max_files=0)
    try:
        departure = await client_of(request).departure(text_of(form, "logout_token"))
        new: bool = await request.app.state.threads.write(partial(_depart, request, departure))
    except NotFound:
        return _refused(404)
    except ProviderAway:
        return _refused(503)
    except CasebookError:
        return _refused(400)
    return Response(status_code=200) if new else _refused(400)


def _depart(request: Request, departure: Departure) -> bool:
    with writing(request.app.state.library.engine) as db:
        note = partial(audited.note_done, request, db, "provider_endings.create")
        return depart(db, departure, note=lambda person: note(person=person))


def _refused(status: int) -> Response:
    return JSONResponse({"error": "invalid_request"}, status)
