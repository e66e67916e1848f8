"""Signing in by an organisation's own provider: there, and back. While the provider is asked no thread is held."""

from dataclasses import replace
from functools import partial
from secrets import compare_digest

import anyio
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..db.engine import writing
from ..errors import CasebookError, NotFound, SignInNeeded
from ..people.attempt import LASTS, Attempt, begin, read_attempt
from ..people.id_tokens import Proof
from ..people.linking import OFFER_LASTS, link, linked_person, note_provider_sign_in, offer_link, person_proved
from ..people.person import Person
from ..people.provider_client import ProviderClient
from ..people.providers import Provider
from ..people.second_factor_queries import factors_of
from . import audited
from .access import begin_half, enter, own_cookie, own_path
from .errors import answer_error
from .forms import SignInForm
from .render import redirect
from .sign_ins import sign_in_page

ACT = "provider_sign_ins.create"
ATTEMPT, OFFER = "attempt", "link"  # cookies, for minutes


async def new(request: Request) -> Response:
    """GET /sign-in/with/{provider}: off to the provider"""
    attempt = begin(request.path_params["provider"], next=own_path(request.query_params.get("next", "")))
    try:
        client = client_of(request)
        there = await client.way_there(attempt, back=_back(request))
    except CasebookError as wrong:
        return await _told(request, wrong, attempt.next)
    response = RedirectResponse(there, status_code=303)
    keep_cookie(request, response, ATTEMPT, attempt.as_text(), int(LASTS.total_seconds()))
    return response


async def create(request: Request) -> Response:
    """GET /sign-in/with/{provider}/answer: back from the provider. It writes though it is a GET: the provider sends the
    browser here, and what it brings is good once and in this browser alone."""
    settings = request.app.state.library.settings
    attempt = read_attempt(request.cookies.get(own_cookie(settings, ATTEMPT), ""))
    try:
        client = client_of(request)
        if attempt is None or not _begun_here(request, attempt):
            raise SignInNeeded("That sign-in was not begun in this browser, or too long ago. Please begin again.")
        proof = await client.proof(attempt, request.query_params, back=_back(request))
        entered = partial(_enter, request, client.provider, proof, attempt)
        response: Response = await request.app.state.threads.write(entered)
    except CasebookError as wrong:
        response = await _told(request, wrong, attempt.next if attempt else "")
    drop_cookie(request, response, ATTEMPT)
    return response


def _begun_here(request: Request, attempt: Attempt) -> bool:
    state = request.query_params.get("state", "")
    here = attempt.provider == request.path_params["provider"]
    return here and compare_digest(state.encode(), attempt.state.encode())


def _enter(request: Request, provider: Provider, proof: Proof, attempt: Attempt) -> Response:
    try:
        return _let_in(request, provider, proof, attempt)
    except SignInNeeded:
        with writing(request.app.state.library.engine) as db:
            if (person := linked_person(db, proof.issuer, proof.subject)) is not None:
                audited.note_refused(request, db, ACT, person)
        raise


def _let_in(request: Request, provider: Provider, proof: Proof, attempt: Attempt) -> Response:
    request.state.form = FormData({"next": attempt.next})
    with writing(request.app.state.library.engine) as db:
        if (person := person_proved(db, provider, proof)) is not None:
            return come_in(request, db, provider, proof, person, act=ACT)
        if not proof.email:
            raise SignInNeeded(f"{provider.name} did not tell us your address, so we cannot find your account.")
        response = redirect(request, "provider_links.new", query={"next": attempt.next} if attempt.next else None)
        keep_cookie(request, response, OFFER, offer_link(db, provider, proof), int(OFFER_LASTS.total_seconds()))
        return response


def come_in(request: Request, db: Session, provider: Provider, proof: Proof, person: Person, *, act: str) -> Response:
    """Sign in whom a provider has proved. The one place for what follows from it: where `proof.second_factor` does not
    say that the provider's word stands for a second factor too, hers is asked for before anything is linked. That word
    counts only with the account's own address: whose address a profile there says may change. Raises SignInNeeded,
    AlreadyDone."""
    proof = replace(proof, second_factor=proof.second_factor and proof.email == person.email)
    if factors_of(db, person).any and not proof.second_factor:
        return begin_half(request, db, person, provider=provider.slug, proof=proof)
    link(db, provider, proof.subject, person)
    response = enter(request, db, person, second_factor=proof.second_factor)
    note_provider_sign_in(db, request.state.sign_in_made, provider, proof)
    audited.note_done(request, db, act)
    return response


def client_of(request: Request) -> ProviderClient:
    """The provider an address names. Raises NotFound."""
    client: ProviderClient | None = request.app.state.provider_clients.get(request.path_params["provider"])
    if client is None:
        raise NotFound()
    return client


def _back(request: Request) -> str:
    """Where the provider sends people back to, as it was registered there."""
    path = request.url_for("provider_sign_ins.create", provider=request.path_params["provider"]).path
    return str(request.app.state.library.settings.own_address + path)


async def _told(request: Request, wrong: CasebookError, next: str) -> Response:
    """The page to sign in on again, which says what went wrong and offers every other way."""

    def answer() -> Response:
        if isinstance(wrong, NotFound):
            return answer_error(request, wrong)
        status = 403 if isinstance(wrong, SignInNeeded) else wrong.status
        return sign_in_page(request, SignInForm(), next, notice=str(wrong), status_code=status)

    return await anyio.to_thread.run_sync(answer, limiter=request.app.state.threads.reading)


def keep_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Leave something with this browser for a few minutes, out of the reach of scripts and of other sites."""
    settings = request.app.state.library.settings
    response.set_cookie(
        own_cookie(settings, name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        path="/",
        secure=settings.own_address.startswith("https://"),
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Take it away again."""
    settings = request.app.state.library.settings
    https = settings.own_address.startswith("https://")
    response.delete_cookie(own_cookie(settings, name), path="/", secure=https, httponly=True)
