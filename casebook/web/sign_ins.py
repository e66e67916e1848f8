"""Signing in with an address and a password, and signing out."""

from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import SignInNeeded
from ..people.linking import came_by
from ..people.queries import person_by_email
from ..people.second_factor_queries import factors_of
from ..people.signing_in import check_password, note_failure, sign_out, slowed_down
from . import audited
from .access import begin_half, cookie_name, enter, going_to, lane_of, own_path, take_cookie
from .demo_sign_ins import demo_people
from .forms import SignInForm
from .networks import network_here
from .render import page, redirect


def new(request: Request) -> Response:
    """GET /sign-in"""
    return sign_in_page(request, SignInForm(), request.query_params.get("next", ""))


def create(request: Request) -> Response:
    """POST /sign-in. Opens the database itself, because checking a password is slow on purpose."""
    library = request.app.state.library
    email, password = (str(request.state.form.get(name, "")) for name in ("email", "password"))
    email, network = email.strip(), network_here(request)
    with reading(library.engine) as db:
        person = person_by_email(db, email)
        lane = lane_of(request, person)
        waiting = slowed_down(db, email, lane=lane, network=network)
    if waiting:
        words = "There have been many attempts on this account. Wait half a minute, then try again."
        return sign_in_page(request, SignInForm(email, {"password": words}), going_to(request), status_code=429)
    right = check_password(password, person.password_hash if person else "")
    with writing(library.engine) as db:
        if person is None or not right:
            note_failure(db, email, lane=lane, network=network)
            if person is not None:
                audited.note_refused(request, db, "sign_ins.create", person)
            words = "That address and password do not go together. Check both and try again."
            return sign_in_page(request, SignInForm(email, {"password": words}), going_to(request), status_code=422)
        try:
            if factors_of(db, person).any:
                return begin_half(request, db, person)
            entered = enter(request, db, person)
            audited.note_done(request, db, "sign_ins.create")
            return entered
        except SignInNeeded as wrong:
            audited.note_refused(request, db, "sign_ins.create", person)
            return sign_in_page(request, SignInForm(email, {"email": str(wrong)}), going_to(request), status_code=403)


def remove(request: Request) -> Response:
    """POST /sign-out"""
    library, db = request.app.state.library, request.state.db
    settings, sign_in = library.settings, request.state.sign_in
    came = came_by(db, sign_in) if sign_in else None
    sign_out(db, request.cookies.get(cookie_name(settings), ""))
    request.state.sign_in = None
    if came is not None and came.provider in library.providers:
        response = redirect(request, "sign_ins.over", query={"from": came.provider})
    else:
        response = redirect(request, "home.show")
    take_cookie(response, settings)
    return response


def over(request: Request) -> Response:
    """GET /signed-out: one is out here, and still signed in where one came from."""
    provider = request.app.state.library.providers.get(request.query_params.get("from", ""))
    return page(request, "sign_ins/over.html", provider=provider)


def sign_in_page(
    request: Request, form: SignInForm, next: str, *, notice: str = "", status_code: int = 200
) -> Response:
    """The page to sign in on; `notice` says why one is back here."""
    library = request.app.state.library
    return page(
        request,
        "sign_ins/new.html",
        status_code=status_code,
        form=form,
        next=own_path(next),
        notice=notice,
        providers=list(library.providers.values()),
        letters_leave=library.post_office is not None,
        demo_people=demo_people(request),
    )
