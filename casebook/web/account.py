"""Your account: name and stage, and whatever else is kept of how one signs in."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..people.holding import live_hold
from ..people.person import CareerStage
from ..people.rectifying import rectify
from ..people.second_factor_queries import factors_of
from ..people.signing_in import sign_ins_of
from ..people.ways_in import ways_in
from ..reflect.demanding import demands_told
from .access import is_fresh
from .forms import text_of
from .render import page, redirect

SAID = {
    "name": "Your name and stage are kept.",
    "password": "Your password is changed. Every other browser is signed out.",
    "browsers": "Every other browser is signed out.",
    "browser": "That browser is signed out.",
    "provider": "That way in is ended. Every other browser that came by it is signed out.",
}


def show(request: Request) -> Response:
    """GET /account"""
    return account_page(request)


def update(request: Request) -> Response:
    """POST /account"""
    db, person = request.state.db, request.state.viewer.person
    typed = {name: text_of(request.state.form, name) for name in ("name", "stage")}
    try:
        rectify(db, **typed, by=person)
    except WrongInput as wrong:
        return account_page(request, problems={"name": str(wrong)}, typed=typed, status_code=422)
    return redirect(request, "account.show", query={"said": "name"})


def account_page(
    request: Request,
    *,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response:
    """The page, with its forms in a given state."""
    db, person = request.state.db, request.state.viewer.person
    settings, hold = request.app.state.library.settings, live_hold(db, person)
    return page(
        request,
        "account/show.html",
        status_code=status_code,
        factors=factors_of(db, person),
        ways=ways_in(db, person, request.app.state.library.providers),
        fresh=is_fresh(request),
        demands=demands_told(db, person),
        hold=hold if hold and hold.told else None,
        sign_ins=sign_ins_of(db, person, idle_minutes=settings.session_idle_minutes),
        this=request.state.sign_in.pk,
        stages=[one.value for one in CareerStage],
        typed=typed or {"name": person.name, "stage": person.stage},
        problems=problems or {},
        said=SAID.get(request.query_params.get("said", ""), ""),
    )
