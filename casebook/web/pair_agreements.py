"""Agreeing to show one's partner one's reasons, after a look at what will be shown; and taking that back in time."""

from starlette.requests import Request
from starlette.responses import Response

from ..teach.pair_showing import pair_for
from ..teach.pairing import agree, take_agreement_back
from .render import redirect


def create(request: Request) -> Response:
    """POST /pairs/{key}/agreement"""
    db, person = request.state.db, request.state.viewer.person
    pair = pair_for(db, person, request.path_params["key"])
    agree(db, request.app.state.library.keyring, pair, by=person)
    return redirect(request, "pairs.show", key=pair.key)


def remove(request: Request) -> Response:
    """POST /pairs/{key}/agreement/removal"""
    db, person = request.state.db, request.state.viewer.person
    pair = pair_for(db, person, request.path_params["key"])
    take_agreement_back(db, pair, by=person)
    return redirect(request, "pairs.show", key=pair.key)
