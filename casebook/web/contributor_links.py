"""A contributor's personal link: given, shown once, and ended, with the account it was kept with."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ..cases.consent_register import consent_for, keeps_all_of
from ..errors import NotAllowed, WrongInput
from ..people.contributor import Contributor
from ..people.contributor_links import end_access, give_link
from .consents import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /consents/{key}/contributor-link: the link is in this one answer and nowhere else"""
    secret = give_link(request.state.db, _speaker(request), by=request.state.viewer.person)
    path = request.app.url_path_for("contributions.show")
    address = f"{request.app.state.library.settings.own_address}{path}?{urlencode({'link': secret})}"
    return show_with(request, link=address)


def remove(request: Request) -> Response:
    """POST /consents/{key}/contributor-link/removal"""
    end_access(request.state.db, _speaker(request))
    return redirect(request, "consents.show", key=request.path_params["key"], fragment_id="link")


def _speaker(request: Request) -> Contributor:
    db = request.state.db
    consent, _ = consent_for(db, request.state.viewer, request.path_params["key"], keeping=True)
    if consent.contributor_id is None:
        raise WrongInput("Nobody is named in this consent, so there is nobody to give a link to.")
    speaker: Contributor = db.get_one(Contributor, consent.contributor_id)
    if not keeps_all_of(db, request.state.viewer, speaker):
        raise NotAllowed(
            "They tell more than you may look after. A consent officer gives them their link, and ends it."
        )
    return speaker
