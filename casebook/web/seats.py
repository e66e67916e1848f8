"""A seat in a teaching session: join by the code, as oneself or as a guest, and the phone's one page."""

from dataclasses import replace

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import case_page
from ..errors import NotAllowed, WrongInput
from ..people.identifiers import found_in, pieces
from ..people.person import CareerStage, Person
from ..reflect.drafts import draft_of
from ..reflect.response import FIRST, SECOND
from ..teach.joining_session import join, join_as_guest, session_by_code
from ..teach.seat_pages import SeatPage, seat_page, turn_of
from ..teach.session_queries import case_of, joined_by, point_of, step_of
from ..teach.taking_part import Task
from ..teach.teaching_session import Seat, TeachingSession, TeachingStep
from ..teach.watching import watched
from .access import enter
from .forms import ResponseForm, text_of
from .middleware import PLAYER_POLICY
from .render import fragment, page, redirect
from .shared_reasons import text_mark
from .teaching_sessions import playing

FORMS = (Task.answer, Task.answer_again)
STAGES = [stage.value for stage in CareerStage]
NOBODY_OPEN = "No session that is open has this code. Look at the screen again; it has six letters and digits."


def new(request: Request) -> Response:
    """GET /join"""
    return _joining(request)


def by_code(request: Request) -> Response:
    """GET /join/{code}: where the QR code leads"""
    code = request.path_params["code"][:20]
    known = session_by_code(request.state.db, code)
    return _joining(request, code=code, problems={} if known else {"code": NOBODY_OPEN})


def create(request: Request) -> Response:
    """POST /join: as whoever is signed in, else as a guest under the name that was given"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    code, name, stage = (text_of(form, field).strip() for field in ("code", "name", "stage"))
    session = session_by_code(db, code)
    if session is None:
        return _joining(request, code=code, name=name, stage=stage, problems={"code": NOBODY_OPEN}, status=422)
    try:
        if viewer.signed_in:
            join(db, session, by=viewer.person)
        elif not _has_seat(db, viewer.person, session):
            chosen = CareerStage(stage) if stage in STAGES else CareerStage.other
            guest = join_as_guest(db, session, name=name, stage=chosen)
            return _entered(request, guest, session)
    except (WrongInput, NotAllowed) as wrong:
        field = "name" if isinstance(wrong, WrongInput) else "code"
        return _joining(request, code=code, name=name, stage=stage, problems={field: str(wrong)}, status=422)
    return redirect(request, "seats.show", key=session.key)


def _has_seat(db: Session, person: Person | None, session: TeachingSession) -> bool:
    return person is not None and db.get(Seat, (session.pk, person.pk)) is not None


def _entered(request: Request, guest: Person, session: TeachingSession) -> Response:
    response = enter(request, request.state.db, guest)
    response.headers["location"] = str(request.url_for("seats.show", key=session.key).path)
    return response


def _joining(
    request: Request,
    *,
    code: str = "",
    name: str = "",
    stage: str = "",
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "seats/new.html",
        status_code=status,
        code=code.upper(),
        name=name,
        stage=stage,
        stages=STAGES,
        problems=problems or {},
    )


def show(request: Request) -> Response:
    """GET /teaching-sessions/{key}/seat"""
    return show_with(request, joined_by(request.state.db, request.state.viewer, request.path_params["key"]))


def show_with(
    request: Request,
    session: TeachingSession,
    form: ResponseForm | None = None,
    *,
    part: bool = False,
    status: int = 200,
    said: str = "",
    letting: str | None = None,
    late: tuple[TeachingStep, Task] | None = None,
) -> Response:
    """The phone's page, or the part of it that changes, with a form in a given state or as her draft was left;
    `letting` is what she wanted the room to read, where that was not taken; `late` is the step and the kind of a form
    that came when the session had gone on, and is handed back."""
    db, keyring, person = request.state.db, request.app.state.library.keyring, request.state.viewer.person
    seat = _seat(request, session)
    if late is not None:
        seat = replace(seat, turn=turn_of(db, session, late[0]), task=late[1], late=True)
    draft = {}
    if seat.task in FORMS and form is None:
        round = SECOND if seat.task is Task.answer_again else FIRST
        draft = draft_of(db, keyring, person, seat.turn.point, round=round)
    if letting is None:
        letting = seat.answer.reasons if seat.answer else ""
    render = fragment if part else page
    return render(
        request,
        "seats/_seat.html" if part else "seats/show.html",
        status_code=status,
        seat=seat,
        page=seat.turn,
        form=form or ResponseForm.of_draft(draft or _begun(seat)),
        said=said or ("restored" if draft else ""),
        letting=letting,
        looked=text_mark(letting),
        marked=_marked(seat, letting),
    )


def _seat(request: Request, session: TeachingSession) -> SeatPage:
    db, viewer, turns = request.state.db, request.state.viewer, request.app.state.turns
    turn = turns.of(db, viewer, session)
    return seat_page(db, request.app.state.library.keyring, viewer.person, session, turn)


def _begun(seat: SeatPage) -> dict[str, object]:
    """A second answer begins as the first was."""
    if seat.task is not Task.answer_again or seat.answer is None:
        return {}
    return {name: getattr(seat.answer, name) for name in ("choice", "another_way", "positions", "considerations")}


def _marked(seat: SeatPage, text: str) -> list[tuple[str, str]]:
    """Her reasons with what in them may tell who somebody is, before she lets the room read them."""
    if seat.answer is None or not seat.counts or seat.late:
        return []
    return list(pieces(text, found_in(text, story=seat.turn.case.story)))


def now(request: Request) -> Response:
    """GET /teaching-sessions/{key}/seat/now: what changed since the turn a phone has seen; nothing where nothing did.
    A form somebody writes in is left alone: only the lines above it change."""
    db, viewer, asked = request.state.db, request.state.viewer, request.query_params
    session = joined_by(db, viewer, request.path_params["key"])
    if asked.get("seen") == str(session.turn):
        return Response(status_code=204)
    if asked.get("task") in FORMS and asked.get("step") == str(session.step):
        seat = _seat(request, session)
        if seat.task == asked["task"]:
            response = fragment(request, "seats/_top.html", seat=seat)
            response.headers["HX-Retarget"] = "#seat-top"
            return response
    return show_with(request, session, part=True)


def film(request: Request) -> Response:
    """GET /teaching-sessions/{key}/seat/film: the film of the case the session is at, for one's own phone"""
    db, viewer = request.state.db, request.state.viewer
    session = joined_by(db, viewer, request.path_params["key"])
    step = step_of(db, session)
    shown = case_page(db, viewer, case_of(db, point_of(db, step)).slug)
    parts = watched(step, shown)
    part = playing(parts, request.query_params.get("clip", ""))
    response = page(request, "seats/film.html", session=session, page=shown, parts=parts, playing=part)
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response
