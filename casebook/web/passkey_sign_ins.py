"""Signing in with a passkey: as the second step, or by itself in place of the password."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from ..errors import SignInNeeded, WrongInput
from ..people.passkeys import Place, offer, signed_by
from ..people.person import Person
from .access import finish_half, going_to, half_of
from .forms import SignInForm, text_of
from .render import redirect
from .second_steps import second_step_page
from .sign_ins import sign_in_page


def place_of(request: Request) -> Place:
    """This site as devices know it, by its own address and not by what a request says."""
    parts = urlsplit(request.app.state.library.settings.own_address)
    return Place(id=parts.hostname or "localhost", origin=f"{parts.scheme}://{parts.netloc}")


def prepare(request: Request) -> Response:
    """POST /sign-in/passkey/challenge: what the device is to sign"""
    options = offer(request.state.db, place_of(request), to=_second_step_of(request))
    return Response(options, media_type="application/json")


def create(request: Request) -> Response:
    """POST /sign-in/passkey"""
    db, form = request.state.db, request.state.form
    half = _second_step_of(request)
    if half is None and text_of(form, "step") == "second":
        return redirect(request, "sign_ins.new")
    try:
        person = signed_by(db, place_of(request), text_of(form, "credential"), of=half)
        return finish_half(request, db, person, alone=half is None)
    except (WrongInput, SignInNeeded) as wrong:
        problems = {"passkey": str(wrong)}
        if half is not None:
            return second_step_page(request, db, half, going_to(request), problems, status_code=422)
        return sign_in_page(request, SignInForm(problems=problems), going_to(request), status_code=wrong.status)


def _second_step_of(request: Request) -> Person | None:
    """Whose second step it is; nobody's where the passkey is to do by itself."""
    return half_of(request, request.state.db) if text_of(request.state.form, "step") == "second" else None
