"""An authenticator app: set up by a QR code and its first code, and removed."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import AlreadyDone, WrongInput
from ..people.forgetting_factors import settle
from ..people.letter import LetterKind
from ..people.one_time_codes import app_address
from ..reflect.authenticating import begin_authenticator, begun_secret, confirm_authenticator, remove_authenticator
from .access import going_to, is_fresh, own_path
from .forms import text_of
from .proofs import ask
from .qr_codes import as_svg
from .render import page, redirect
from .second_factors import counted, second_factor_page
from .telling import tell_of_change


def create(request: Request) -> Response:
    """POST /account/authenticator"""
    if not is_fresh(request):
        return ask(request)
    try:
        begin_authenticator(request.state.db, request.app.state.library.keyring, by=request.state.viewer.person)
    except AlreadyDone as wrong:
        return second_factor_page(request, str(wrong), status_code=409)
    return redirect(request, "authenticators.show", query={"next": going_to(request)} if going_to(request) else None)


def show(request: Request) -> Response:
    """GET /account/authenticator"""
    return _form(request, own_path(request.query_params.get("next", "")))


def update(request: Request) -> Response:
    """POST /account/authenticator/confirmation"""
    db, keyring, person = request.state.db, request.app.state.library.keyring, request.state.viewer.person
    if not is_fresh(request):
        return ask(request)
    try:
        confirm_authenticator(db, keyring, text_of(request.state.form, "code")[:20], by=person)
    except WrongInput as wrong:
        return _form(request, going_to(request), str(wrong), status_code=422)
    return counted(request)


def remove(request: Request) -> Response:
    """POST /account/authenticator/removal"""
    if not is_fresh(request):
        return ask(request)
    remove_authenticator(request.state.db, by=request.state.viewer.person)
    settle(request.state.db, request.state.viewer.person)
    tell_of_change(request, request.state.db, LetterKind.second_factor_changed, request.state.viewer.person)
    return redirect(request, "second_factors.show")


def _form(request: Request, next: str, problem: str = "", *, status_code: int = 200) -> Response:
    person = request.state.viewer.person
    secret = begun_secret(request.state.db, request.app.state.library.keyring, person)
    if secret is None or not is_fresh(request):  # the secret is shown to her alone, while she sets it up
        return redirect(request, "second_factors.show")
    return page(
        request,
        "authenticators/show.html",
        status_code=status_code,
        qr=as_svg(app_address(secret, issuer="casebook", account=person.email)),
        groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        next=next,
        problem=problem,
    )
