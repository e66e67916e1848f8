"""Coming in: the sign-in cookie, how it is named, set, read and taken away, and where one goes next."""

from datetime import timedelta
from secrets import compare_digest
from urllib.parse import urlencode, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..clock import now
from ..db.engine import is_away, writing
from ..library import Library
from ..people.half_signing_in import HALF, end_half, half_signed_in, sign_in_half
from ..people.id_tokens import Proof
from ..people.linking import note_provider_of_half
from ..people.person import Person, SignIn
from ..people.signing_in import Asker, note_seen, prove_again, sign_in, sign_out, signed_in
from ..people.tokens import token_holder
from ..people.viewer import viewer_of
from ..settings import Settings
from .browsers import browser_in_words

KEEP_ALIVE_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=10)  # for which she has shown that it is she
KNOWN, KNOWN_FOR = "known", timedelta(days=180)  # a browser somebody has come in by


def cookie_name(settings: Settings) -> str:
    """`__Host-sid` behind TLS; plain `sid` on this machine's own http, where browsers refuse Secure cookies."""
    return own_cookie(settings, "sid")


def own_cookie(settings: Settings, name: str) -> str:
    """The name of a cookie that no other site and no subdomain can set, where there is TLS."""
    return f"__Host-{name}" if settings.own_address.startswith("https://") else name


def signed_in_by_cookie(request: Request, db: Session, settings: Settings) -> tuple[Person, SignIn] | None:
    """Who the cookie belongs to, asked of the database at each request so that a revoked one ends at once."""
    secret = request.cookies.get(cookie_name(settings), "")
    return signed_in(db, secret, idle_minutes=settings.session_idle_minutes) if secret else None


def holder_of_token(request: Request, db: Session) -> Person | None:
    """Who an upload token belongs to. It counts only without a cookie, which is what spares it the same-origin rule."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or "cookie" in request.headers:
        return None
    return token_holder(db, secret.strip())


def set_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser its secret; no script can read it and no other site can send it with a form."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        httponly=True,
        samesite="lax",
        path="/",
        secure=settings.own_address.startswith("https://"),
    )


def take_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie away and ask the browser to forget what it kept of these pages."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.own_address.startswith("https://"), httponly=True
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def is_due(request: Request) -> bool:
    """Whether it is a minute since this signed-in person was last noted as being there."""
    sign_in: SignIn | Asker | None = getattr(request.state, "sign_in", None)
    return sign_in is not None and now() - sign_in.seen_at > KEEP_ALIVE_EVERY and sign_in.revoked_at is None


def keep_alive(request: Request, library: Library) -> None:
    """Note that a signed-in person is still there, at most once a minute, apart from the request's transaction."""
    sign_in: SignIn | Asker | None = getattr(request.state, "sign_in", None)
    if sign_in is not None and is_due(request):
        try:
            with writing(library.engine) as db:
                note_seen(db, sign_in.pk)
        except SQLAlchemyError as wrong:
            if not is_away(wrong):
                raise  # else it is busy; the next request notes it


def enter(request: Request, db: Session, person: Person, *, second_factor: bool = False) -> Response:
    """Sign a person in, end the sign-in this browser had, and go on to where she was going; first to where she sets up
    a second step, if her role needs one. Raises SignInNeeded."""
    library: Library = request.app.state.library
    settings = library.settings
    if old := request.cookies.get(cookie_name(settings)):
        sign_out(db, old)
    browser = browser_in_words(request.headers.get("user-agent", ""))
    made, secret = sign_in(db, person, hours=settings.session_hours, browser=browser, second_factor=second_factor)
    request.state.sign_in_made = made
    request.state.entered = person
    to = going_to(request) or "/"
    if settings.second_factor == "required" and not second_factor and viewer_of(db, person).unproved.withheld:
        to = f"{request.url_for('second_factors.show').path}?{urlencode({'next': to})}"
    response = RedirectResponse(to, status_code=303)
    set_cookie(response, settings, secret)
    if person.password_hash:
        _remember_browser(response, library, person)
    return response


def is_fresh(request: Request) -> bool:
    """Whether she has shown within the last minutes that it is she."""
    proved_at = request.state.sign_in.proved_at
    return proved_at is not None and now() - proved_at < FRESH


def lane_of(request: Request, person: Person | None) -> str:
    """In which lane a password typed here for somebody is counted: one of this browser's own where she has come in by
    it with the password she has, so that a stranger's guesses elsewhere do not keep her waiting."""
    library: Library = request.app.state.library
    given = request.cookies.get(own_cookie(library.settings, KNOWN), "")
    return given if person is not None and compare_digest(given.encode(), _mark(library, person).encode()) else ""


def _remember_browser(response: Response, library: Library, person: Person) -> None:
    response.set_cookie(
        own_cookie(library.settings, KNOWN),
        _mark(library, person),
        max_age=int(KNOWN_FOR.total_seconds()),
        httponly=True,
        samesite="lax",
        path="/",
        secure=library.settings.own_address.startswith("https://"),
    )


def _mark(library: Library, person: Person) -> str:
    """Tells nobody who she is, lets nobody in, and is another after each new password."""
    return library.keyring.name("known browser", person.key, person.password_hash)


def proved_again(request: Request, response: Response, *, second_factor: bool = False) -> Response:
    """Note that it is she, and let her sign-in go on under a new secret."""
    secret = prove_again(request.state.db, request.state.sign_in.pk, second_factor=second_factor)
    set_cookie(response, request.app.state.library.settings, secret)
    return response


def begin_half(
    request: Request, db: Session, person: Person, *, provider: str = "", proof: Proof | None = None
) -> Response:
    """The password was right, or a provider's word: on to the second step, under a cookie that opens nothing else.
    Raises SignInNeeded."""
    settings: Settings = request.app.state.library.settings
    if old := request.cookies.get(half_name(settings)):
        end_half(db, old)
    query = {"next": going_to(request)} if going_to(request) else {}
    path = request.url_for("second_steps.new").include_query_params(**query).replace(scheme="", netloc="")
    response = RedirectResponse(path, status_code=303)
    response.set_cookie(
        half_name(settings),
        sign_in_half(db, person, provider=provider, proof=proof),
        max_age=int(HALF.total_seconds()),
        httponly=True,
        samesite="lax",
        path="/",
        secure=settings.own_address.startswith("https://"),
    )
    return response


def half_of(request: Request, db: Session) -> Person | None:
    """Whose second step this browser is at."""
    secret = request.cookies.get(half_name(request.app.state.library.settings), "")
    return half_signed_in(db, secret) if secret else None


def half_name(settings: Settings) -> str:
    """The name of the cookie between the password and the second step."""
    return cookie_name(settings).replace("sid", "half")


def finish_half(request: Request, db: Session, person: Person, *, alone: bool = False) -> Response:
    """The second step is done: she is signed in. Where a passkey did it `alone`, a first step that somebody took in
    this browser is given up, and nothing comes of it. Raises SignInNeeded, AlreadyDone."""
    library: Library = request.app.state.library
    name = half_name(library.settings)
    half = end_half(db, request.cookies.get(name, ""))
    response = enter(request, db, person, second_factor=True)
    if half is not None and not alone and (provider := library.providers.get(half.provider)) is not None:
        note_provider_of_half(db, request.state.sign_in_made, half, provider, person)
    response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True)
    return response


def going_to(request: Request) -> str:
    """Where the form says one was going: a path of this site, or nothing."""
    return own_path(str(request.state.form.get("next", "")))


def own_path(address: str) -> str:
    """A path on this site, or nothing: never another site's address."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as //[x
        return ""
    ours = address.startswith("/") and not address.startswith("//") and not parts.netloc and not parts.scheme
    return address if ours and address.isprintable() and "\\" not in address else ""
