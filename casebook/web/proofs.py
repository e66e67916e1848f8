"""Showing again that it is she, before what lets somebody in is changed: a ward's computer may stand open."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..db.engine import writing
from .access import going_to, own_path, proved_again
from .forms import text_of
from .passwords import wrong_password
from .render import page, redirect


def ask(request: Request, to: str = "second_factors.show") -> Response:
    """To the page that asks for it, and from there on to the second step's, or another."""
    return redirect(request, "proofs.new", query={"next": str(request.url_for(to).path)})


def new(request: Request) -> Response:
    """GET /account/proof"""
    return _form(request, own_path(request.query_params.get("next", "")))


def create(request: Request) -> Response:
    """POST /account/proof. Opens the database itself, because checking a password is slow on purpose."""
    if problem := wrong_password(request, text_of(request.state.form, "password")):
        return _form(request, going_to(request), problem, status_code=422)
    with writing(request.app.state.library.engine) as db:
        request.state.db = db
        to = going_to(request) or str(request.url_for("account.show").path)
        return proved_again(request, RedirectResponse(to, status_code=303))


def _form(request: Request, next: str, problem: str = "", *, status_code: int = 200) -> Response:
    return page(request, "proofs/new.html", status_code=status_code, next=next, problem=problem)
