"""Teaching sessions: open one, run it from the room's screen, end it, and look at it afterwards."""

from collections.abc import Sequence
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case_set import CaseSet
from ..cases.queries import case_page, newest_cards
from ..errors import NotFound, WrongInput
from ..teach.facilitating import PlannedStep, close_session, open_session
from ..teach.session_queries import run_by, sessions_of, steps_of
from ..teach.session_screens import screen
from ..teach.session_sets import planned_from, sets_offered
from ..teach.watching import Watched
from .middleware import PLAYER_POLICY
from .qr_codes import as_svg
from .render import page, redirect
from .session_turns import offers

MOST_CARDS = 60
NOTHING = "Choose one of your case sets, or a case."


def index(request: Request) -> Response:
    """GET /teaching-sessions"""
    person = request.state.viewer.person
    return page(request, "teaching_sessions/index.html", sessions=sessions_of(request.state.db, person))


def new(request: Request) -> Response:
    """GET /teaching-sessions/new, with ?set= or ?case= that one chosen"""
    asked = request.query_params
    return _choosing(request, chosen=next((f"{one}:{asked[one]}" for one in ("set", "case") if one in asked), ""))


def _choosing(request: Request, *, chosen: str, wrong: str = "", status: int = 200) -> Response:
    """The form, with the newest cases, and the one that was chosen however old it is."""
    db, viewer = request.state.db, request.state.viewer
    cards = newest_cards(db, viewer, most=MOST_CARDS)
    kind, _, slug = chosen.partition(":")
    if kind == "case" and slug not in {card.slug for card in cards}:
        with suppress(NotFound):
            cards.insert(0, case_page(db, viewer, slug).card)
    return page(
        request,
        "teaching_sessions/new.html",
        status_code=status,
        sets=sets_offered(db, viewer),
        cards=cards,
        chosen=chosen,
        wrong=wrong,
    )


def create(request: Request) -> Response:
    """POST /teaching-sessions: over the case set or the case that was chosen, as `set:<key>` or `case:<slug>`"""
    db, viewer = request.state.db, request.state.viewer
    chosen = str(request.state.form.get("about", ""))
    try:
        title, case_set, steps = _planned(request, chosen)
        session = open_session(db, steps, title=title, by=viewer.person, case_set=case_set)
    except (WrongInput, NotFound) as wrong:
        return _choosing(
            request, chosen=chosen, wrong=str(wrong) if isinstance(wrong, WrongInput) else NOTHING, status=422
        )
    return redirect(request, "teaching_sessions.show", key=session.key)


def _planned(request: Request, chosen: str) -> tuple[str, str, list[PlannedStep]]:
    db, viewer = request.state.db, request.state.viewer
    kind, _, key = chosen.partition(":")
    if kind == "case":
        shown = case_page(db, viewer, key)
        return shown.case.title, "", [PlannedStep(shown.point)]
    offered: list[CaseSet] = [one.case_set for one in sets_offered(db, viewer) if one.case_set.key == key]
    if kind != "set" or not offered:
        raise WrongInput(NOTHING)
    return offered[0].title, key, planned_from(db, viewer, offered[0])


def show(request: Request) -> Response:
    """GET /teaching-sessions/{key}: the room's screen, with ?clip= that one playing"""
    session = run_by(request.state.db, request.state.viewer, request.path_params["key"])
    if not session.is_open:
        return redirect(request, "session_records.show", key=session.key)
    try:
        shown = screen(request.state.db, request.state.viewer, session)
    except NotFound:
        more = session.step < len(steps_of(request.state.db, session))
        return page(request, "teaching_sessions/gone.html", session=session, more=more)
    address = f"{request.app.state.site.address}{request.url_for('seats.by_code', code=session.code).path}"
    response = page(
        request,
        "teaching_sessions/show.html",
        screen=shown,
        offers=offers(shown),
        qr=as_svg(address),
        join_at=f"{request.app.state.site.address.split('//', 1)[-1]}/join",
        playing=playing(shown.watched, request.query_params.get("clip", "")),
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def playing(parts: Sequence[Watched], wanted: str) -> Watched | None:
    """The part whose clip the address asks for, else the first."""
    return next((part for part in parts if part.clip.key == wanted), parts[0] if parts else None)


def close(request: Request) -> Response:
    """POST /teaching-sessions/{key}/closing"""
    session = run_by(request.state.db, request.state.viewer, request.path_params["key"])
    close_session(request.state.db, session)
    return redirect(request, "session_records.show", key=session.key)
