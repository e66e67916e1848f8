"""Recovery codes made anew: those there were count no more."""

from starlette.requests import Request
from starlette.responses import Response

from ..people.letter import LetterKind
from ..people.second_factor_queries import factors_of
from .access import is_fresh
from .proofs import ask
from .render import redirect
from .second_factors import codes_page
from .telling import tell_of_change


def create(request: Request) -> Response:
    """POST /account/recovery-codes"""
    if not is_fresh(request):
        return ask(request)
    if not factors_of(request.state.db, request.state.viewer.person).any:
        return redirect(request, "second_factors.show")  # they stand in for a factor and are none
    tell_of_change(request, request.state.db, LetterKind.second_factor_changed, request.state.viewer.person)
    return codes_page(request)
