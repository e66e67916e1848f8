"""One's passkeys: made by a device, named, and removed."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..errors import WrongInput
from ..people.forgetting_factors import settle
from ..people.letter import LetterKind
from ..people.passkeys import keep_new, offer_new, remove_passkey
from .access import is_fresh
from .forms import text_of
from .passkey_sign_ins import place_of
from .proofs import ask
from .render import redirect
from .second_factors import counted, second_factor_page
from .telling import tell_of_change


def prepare(request: Request) -> Response:
    """POST /account/passkeys/challenge: what the device is to make"""
    if not is_fresh(request):
        return PlainTextResponse("Show first that it is you: open this page again.\n", status_code=403)
    try:
        options = offer_new(request.state.db, place_of(request), by=request.state.viewer.person)
    except WrongInput as wrong:
        return PlainTextResponse(f"{wrong}\n", status_code=422)
    return Response(options, media_type="application/json")


def create(request: Request) -> Response:
    """POST /account/passkeys"""
    form = request.state.form
    if not is_fresh(request):
        return ask(request)
    try:
        keep_new(
            request.state.db,
            place_of(request),
            text_of(form, "credential"),
            name=text_of(form, "name"),
            by=request.state.viewer.person,
        )
    except WrongInput as wrong:
        return second_factor_page(request, str(wrong), status_code=422)
    return counted(request)


def remove(request: Request) -> Response:
    """POST /account/passkeys/{key}/removal"""
    db, person = request.state.db, request.state.viewer.person
    if not is_fresh(request):
        return ask(request)
    remove_passkey(db, request.path_params["key"], by=person)
    settle(db, person)
    tell_of_change(request, db, LetterKind.second_factor_changed, person)
    return redirect(request, "second_factors.show")
