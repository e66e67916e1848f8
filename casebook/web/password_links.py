"""A forgotten password: asking for a link, the same for everybody; and choosing a new one by it."""

import re

from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import NotFound, WrongInput
from ..people.letter import LetterKind
from ..people.resetting import ask_for_link, choose_password, person_by_link
from ..people.signing_in import hashed
from . import audited
from .access import take_cookie
from .forms import text_of
from .networks import network_here
from .render import page
from .telling import tell_of_change

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def new(request: Request) -> Response:
    """GET /forgotten-password"""
    return _asking(request)


def create(request: Request) -> Response:
    """POST /forgotten-password. Nothing here depends on whether anybody has the address."""
    email = text_of(request.state.form, "email").strip()
    if not _ADDRESS.fullmatch(email) or len(email) > 254:
        return _asking(request, email, "That is not an email address; one looks like name@hospital.example.", 422)
    ask_for_link(request.state.db, email, network=network_here(request))
    return page(request, "password_links/asked.html", email=email)


def edit(request: Request) -> Response:
    """GET /password"""
    link = request.query_params.get("link", "")
    try:
        person_by_link(request.state.db, link)
    except NotFound:
        return _over(request)
    return _choosing(request, link)


def update(request: Request) -> Response:
    """POST /password. Opens the database itself, because making a password is slow on purpose."""
    library, link = request.app.state.library, text_of(request.state.form, "link")
    try:
        with reading(library.engine) as db:
            person_by_link(db, link)
        password_hash = hashed(text_of(request.state.form, "password"))
        with writing(library.engine) as db:
            person = choose_password(db, link, password_hash)
            tell_of_change(request, db, LetterKind.password_changed, person)
            audited.note_done(request, db, "password_links.update", person=person)
    except WrongInput as wrong:
        return _choosing(request, link, str(wrong), 422)
    except NotFound:
        return _over(request)
    response = page(request, "password_links/chosen.html")
    take_cookie(response, library.settings)
    return response


def _asking(request: Request, email: str = "", problem: str = "", status_code: int = 200) -> Response:
    leave = request.app.state.library.post_office is not None
    return page(
        request, "password_links/new.html", status_code=status_code, email=email, problem=problem, letters_leave=leave
    )


def _choosing(request: Request, link: str, problem: str = "", status_code: int = 200) -> Response:
    return page(request, "password_links/edit.html", status_code=status_code, link=link, problem=problem)


def _over(request: Request) -> Response:
    """The same whether the link never was, is over, or was used."""
    return page(request, "password_links/over.html", status_code=404)
