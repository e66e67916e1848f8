"""Letting one named person read one reflection: given, opened, taken back."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import capability_titles, guidance_titles
from ..errors import WrongInput
from ..reflect.exporting import facts_of, lists_of
from ..reflect.portfolio import portfolio_of
from ..reflect.reflecting import own_reflection
from ..reflect.sharing import DAYS, note_read, revoke, share_reflection, shared_with, shares_of, words_shared
from .forms import text_of
from .render import page, redirect


def new(request: Request) -> Response:
    """GET /reflections/{key}/shares"""
    return _form(request)


def create(request: Request) -> Response:
    """POST /reflections/{key}/shares"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    reflection = own_reflection(db, keyring, request.path_params["key"], of=viewer.person)
    email, days = text_of(request.state.form, "email").strip(), text_of(request.state.form, "days")
    try:
        wanted = int(days) if days.isdecimal() and len(days) < 4 else 0
        share_reflection(db, keyring, reflection, email=email, days=wanted, by=viewer.person)
    except WrongInput as wrong:
        return _form(request, email=email, problem=str(wrong), status_code=422)
    return redirect(request, "shares.new", key=reflection.key)


def remove(request: Request) -> Response:
    """POST /shares/{key}/removal"""
    share = revoke(request.state.db, request.path_params["key"], by=request.state.viewer.person)
    if request.state.form.get("from") == "my-casebook":
        return redirect(request, "my_casebook.show", fragment_id="shared")
    return redirect(request, "shares.new", key=share.reflection)


def show(request: Request) -> Response:
    """GET /shared/{key}: from whom it is and until when; once opened, its words"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    shared = shared_with(db, request.path_params["key"], viewer.person)
    portfolio = None
    if shared.share.read_at is not None:
        reflection = words_shared(db, keyring, shared)
        portfolio = portfolio_of(
            shared.owner.name,
            [reflection],
            capabilities=capability_titles(db),
            guidance=guidance_titles(db, reflection.guidance),
        )
    return page(
        request, "shares/show.html", shared=shared, portfolio=portfolio, facts_of=facts_of, lists_of=lists_of
    )  # fmt: skip


def read(request: Request) -> Response:
    """POST /shared/{key}/reading: its reader opens it, and its writer sees when"""
    key = request.path_params["key"]
    note_read(request.state.db, key, by=request.state.viewer.person)
    return redirect(request, "shares.show", key=key)


def _form(request: Request, *, email: str = "", problem: str = "", status_code: int = 200) -> Response:
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    reflection = own_reflection(db, keyring, request.path_params["key"], of=viewer.person)
    shares = [one for one in shares_of(db, viewer.person) if one.share.reflection == reflection.key]
    return page(
        request,
        "shares/new.html",
        status_code=status_code,
        reflection=reflection,
        shares=shares,
        days=DAYS,
        email=email,
        problem=problem,
    )
