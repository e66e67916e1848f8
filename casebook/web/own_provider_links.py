"""The providers that are tied to one's account: ending one."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import AlreadyDone
from ..people.letter import LetterKind
from ..people.ways_in import end_tie
from .access import is_fresh
from .account import account_page
from .proofs import ask
from .render import redirect
from .telling import tell_of_change


def remove(request: Request) -> Response:
    """POST /account/providers/{key}/removal"""
    db, person = request.state.db, request.state.viewer.person
    providers = request.app.state.library.providers
    if not is_fresh(request):
        return ask(request, "account.show")
    try:
        tie = end_tie(db, request.path_params["key"], providers, by=person, here=request.state.sign_in.pk)
    except AlreadyDone as wrong:
        return account_page(request, problems={"ways": str(wrong)}, status_code=wrong.status)
    tell_of_change(request, db, LetterKind.provider_unlinked, person, about=tie.name)
    return redirect(request, "account.show", query={"said": "provider"}, fragment_id="ways")
