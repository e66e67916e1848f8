"""Linking one's account to a provider the first time: by its own password, in the browser it was proved in."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import AlreadyDone, NotFound, SignInNeeded
from ..people.linking import offer_by, take_offer
from ..people.person import Person
from ..people.provider_link import LinkOffer
from ..people.providers import Provider
from ..people.queries import person_by_email
from ..people.signing_in import check_password, note_failure, slowed_down
from . import audited
from .access import going_to, lane_of, own_cookie, own_path
from .forms import SignInForm, text_of
from .networks import network_here
from .provider_sign_ins import OFFER, come_in, drop_cookie
from .render import page, redirect
from .sign_ins import sign_in_page

ACT = "provider_links.create"


def new(request: Request) -> Response:
    """GET /sign-in/link"""
    try:
        offer, provider = _offered(request, request.state.db)
    except NotFound:
        return redirect(request, "sign_ins.new")
    return _form(request, offer, provider, own_path(request.query_params.get("next", "")))


def create(request: Request) -> Response:
    """POST /sign-in/link. Opens the database itself, because checking a password is slow on purpose. The same answer
    where no account has the address."""
    library, next, network = request.app.state.library, going_to(request), network_here(request)
    try:
        with reading(library.engine) as db:
            offer, provider = _offered(request, db)
            person = person_by_email(db, offer.email)
            lane = lane_of(request, person)
            waiting = slowed_down(db, offer.email, lane=lane, network=network)
            db.expunge_all()
    except NotFound:
        words = "That took too long, so nothing was linked. Please begin again."
        return sign_in_page(request, SignInForm(), next, notice=words, status_code=410)
    if waiting:
        words = "There have been many attempts on this account. Wait half a minute, then try again."
        return _form(request, offer, provider, next, words, status_code=429)
    if not check_password(text_of(request.state.form, "password"), person.password_hash if person else ""):
        with writing(library.engine) as db:
            note_failure(db, offer.email, lane=lane, network=network)
            if person is not None:
                audited.note_refused(request, db, ACT, person)
        return _form(request, offer, provider, next, _WRONG, status_code=422)
    assert person is not None
    return _linked(request, provider, person, next)


_WRONG = "That is not the password of an account with this address. Check it and try again."


def _linked(request: Request, provider: Provider, person: Person, next: str) -> Response:
    try:
        with writing(request.app.state.library.engine) as db:
            offer, _ = _offered(request, db)
            response = come_in(request, db, provider, take_offer(db, offer), person, act=ACT)
    except (AlreadyDone, NotFound, SignInNeeded) as wrong:
        with writing(request.app.state.library.engine) as db:
            audited.note_refused(request, db, ACT, person)
        return sign_in_page(request, SignInForm(), next, notice=str(wrong), status_code=403)
    drop_cookie(request, response, OFFER)
    return response


def _offered(request: Request, db: Session) -> tuple[LinkOffer, Provider]:
    """What this browser may link. Raises NotFound."""
    library = request.app.state.library
    offer = offer_by(db, request.cookies.get(own_cookie(library.settings, OFFER), ""))
    if (provider := library.providers.get(offer.provider)) is None or provider.issuer != offer.issuer:
        raise NotFound("sign-in")
    return offer, provider


def _form(
    request: Request, offer: LinkOffer, provider: Provider, next: str, problem: str = "", *, status_code: int = 200
) -> Response:
    return page(
        request,
        "provider_links/new.html",
        status_code=status_code,
        email=offer.email,
        provider=provider,
        next=next,
        problem=problem,
        letters_leave=request.app.state.library.post_office is not None,
    )
