"""The browsers one is signed in with: ending one of them, or all others."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound
from ..people.signing_in import sign_out_everywhere, sign_out_of
from .render import redirect


def remove(request: Request) -> Response:
    """POST /account/sign-ins/{key}/removal"""
    if not sign_out_of(request.state.db, request.state.viewer.person, request.path_params["key"]):
        raise NotFound("sign-in")
    return redirect(request, "account.show", query={"said": "browser"}, fragment_id="browsers")


def remove_others(request: Request) -> Response:
    """POST /account/other-sign-ins/removal"""
    sign_out_everywhere(request.state.db, request.state.viewer.person, but=request.state.sign_in.pk)
    return redirect(request, "account.show", query={"said": "browsers"}, fragment_id="browsers")
