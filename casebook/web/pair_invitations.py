"""An invitation to a pair: read by whoever has its link and is signed in, and accepted once. Its secret comes in the
query or the form, never in the path, which is logged."""

from starlette.requests import Request
from starlette.responses import Response

from ..teach.pairing import accept, invitation
from .forms import text_of
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /pair-invitations?secret="""
    viewer, secret = request.state.viewer, request.query_params.get("secret", "")
    _, inviter, case, _ = invitation(request.state.db, viewer, secret)
    own = inviter.pk == viewer.person.pk
    return page(request, "pair_invitations/show.html", secret=secret, inviter=inviter, case=case, own=own)


def create(request: Request) -> Response:
    """POST /pair-invitations"""
    pair = accept(request.state.db, request.state.viewer, text_of(request.state.form, "secret"))
    return redirect(request, "pairs.show", key=pair.key)
