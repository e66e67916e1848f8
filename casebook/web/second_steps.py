"""The second step of signing in: a code of an app, a recovery code, or a passkey (`passkey_sign_ins.py`)."""

from datetime import timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..db.engine import writing
from ..people.half_signing_in import forget_wrong_codes, note_wrong_code, wait_for_code
from ..people.person import Person
from ..people.second_factor_queries import factors_of
from ..reflect.authenticating import right_code, use_code
from .access import finish_half, going_to, half_of, own_path
from .forms import text_of
from .render import page, redirect

WRONG = {
    "code": "That is not the code the app shows now, or it was used already. Wait for the next one.",
    "recovery": "That is none of your recovery codes, or it was used already.",
}


def new(request: Request) -> Response:
    """GET /sign-in/second-step"""
    db = request.state.db
    if (person := half_of(request, db)) is None:
        return _over(request)
    return second_step_page(request, db, person, own_path(request.query_params.get("next", "")))


def create(request: Request) -> Response:
    """POST /sign-in/second-step. Opens the database itself, because a wrong code is kept although it is refused."""
    library, form = request.app.state.library, request.state.form
    field = "recovery" if text_of(form, "recovery") else "code"
    with writing(library.engine) as db:
        if (person := half_of(request, db)) is None:
            return _over(request)
        if wait := wait_for_code(db, person):
            problems = {field: _in_words(wait)}
            return second_step_page(request, db, person, going_to(request), problems, status_code=429)
        check = use_code if field == "recovery" else right_code
        if not check(db, library.keyring, person, text_of(form, field)[:60]):
            note_wrong_code(db, person)
            return second_step_page(request, db, person, going_to(request), {field: WRONG[field]}, status_code=422)
        forget_wrong_codes(db, person)
        response = finish_half(request, db, person)
        if field == "recovery":  # her phone may be lost: there she can put another in its place
            response.headers["location"] = str(request.url_for("second_factors.show").path)
        return response


def second_step_page(
    request: Request,
    db: Session,
    person: Person,
    next: str,
    problems: dict[str, str] | None = None,
    *,
    status_code: int = 200,
) -> Response:
    """The page of the second step, in a given state."""
    return page(
        request,
        "second_steps/new.html",
        status_code=status_code,
        factors=factors_of(db, person),
        next=next,
        problems=problems or {},
    )


def _over(request: Request) -> Response:
    next = own_path(request.query_params.get("next", "")) or going_to(request)
    if not next:
        return redirect(request, "sign_ins.new")
    path = request.url_for("sign_ins.new").include_query_params(next=next).replace(scheme="", netloc="")
    return RedirectResponse(path, status_code=303)


def _in_words(wait: timedelta) -> str:
    minutes = round(wait.total_seconds() / 60)
    how_long = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"There were several wrong codes. The next one is looked at in about {how_long}; a passkey works at once."
