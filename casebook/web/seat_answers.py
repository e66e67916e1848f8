"""What a phone sends in a teaching session: an answer, a draft of it, one given before, reasons the room may read."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.decision_point import DecisionPoint
from ..cases.queries import options_of
from ..errors import NotAllowed, WrongInput
from ..people.identifiers import found_in
from ..reflect.drafts import keep_draft
from ..reflect.queries import own_answer
from ..reflect.response import FIRST, SECOND
from ..reflect.rooming import let_room_read, take_reason_back
from ..teach.session_queries import case_written_in, joined_by, point_of, room_of, step_of, steps_of
from ..teach.taking_part import Task, bring_answers, give_answer
from ..teach.teaching_session import TeachingSession, TeachingStep
from .forms import ResponseForm, text_of
from .render import fragment, redirect, wants_fragment
from .seats import show_with
from .shared_reasons import text_mark

LOOK_FIRST = "Look first at what is marked. Change it, or let the room read it as it stands here."


def create(request: Request) -> Response:
    """POST /teaching-sessions/{key}/seat/answers. The form names the step it was written for, so that one sent late
    goes where it belongs."""
    db, keyring, viewer = request.state.db, request.app.state.library.keyring, request.state.viewer
    session, step = _where(request)
    point = point_of(db, step)
    case, options = case_written_in(db, viewer, point), options_of(db, point)
    form = ResponseForm.read(request.state.form, point, options)
    again = text_of(request.state.form, "round") == "second"
    if form.problems:
        late = None
        if (step.position != session.step or not session.is_open) and not _answered(request, point, again):
            late = step, Task.answer_again if again else Task.answer
        return show_with(request, session, form, part=wants_fragment(request), status=422, late=late)
    room = room_of(db, step)
    give_answer(db, keyring, room, case, point, options, form.answer, by=viewer.person, again=again)
    return _back(request, session)


def draft(request: Request) -> Response:
    """POST /teaching-sessions/{key}/seat/draft"""
    db, keyring, viewer = request.state.db, request.app.state.library.keyring, request.state.viewer
    session, step = _where(request)
    point = point_of(db, step)
    case_written_in(db, viewer, point)
    form = ResponseForm.read(request.state.form, point, options_of(db, point))
    round = SECOND if text_of(request.state.form, "round") == "second" else FIRST
    kept = keep_draft(db, keyring, point, form.typed, by=viewer.person, round=round)
    if wants_fragment(request):
        return fragment(request, "responses/_draft.html", said="kept" if kept else "committed")
    return _back(request, session)


def bring(request: Request) -> Response:
    """POST /teaching-sessions/{key}/seat/brought-answer"""
    db = request.state.db
    session, step = _where(request)
    if (room := room_of(db, step)) is not None:
        bring_answers(db, request.app.state.library.keyring, room, point_of(db, step), by=request.state.viewer.person)
    return _back(request, session)


def create_reason(request: Request) -> Response:
    """POST /teaching-sessions/{key}/seat/reason"""
    db, keyring = request.state.db, request.app.state.library.keyring
    session, step = _where(request)
    point, text = point_of(db, step), text_of(request.state.form, "text")
    if (room := room_of(db, step)) is not None:
        part = wants_fragment(request)
        case = case_written_in(db, request.state.viewer, point)
        if found_in(text, story=case.story) and text_of(request.state.form, "looked") != text_mark(text):
            return show_with(request, session, part=part, status=422, said=LOOK_FIRST, letting=text)
        try:
            let_room_read(db, keyring, room, point, text, by=request.state.viewer.person)
        except WrongInput as wrong:
            return show_with(request, session, part=part, status=422, said=str(wrong), letting=text)
    return _back(request, session)


def remove_reason(request: Request) -> Response:
    """POST /teaching-sessions/{key}/seat/reason/removal"""
    db, keyring = request.state.db, request.app.state.library.keyring
    session, step = _where(request)
    take_reason_back(db, keyring, point_of(db, step), by=request.state.viewer.person)
    return _back(request, session)


def _where(request: Request) -> tuple[TeachingSession, TeachingStep]:
    """The session, and the step that the form was written for: the one the session is at, or one before."""
    db = request.state.db
    session = joined_by(db, request.state.viewer, request.path_params["key"])
    wanted = text_of(request.state.form, "step")
    for step in steps_of(db, session):
        if str(step.position) == wanted and step.position <= session.step:
            return session, step
    if wanted:
        raise NotAllowed("The session is not there yet.")
    return session, step_of(db, session)


def _answered(request: Request, point: DecisionPoint, again: bool) -> bool:
    keyring, person = request.app.state.library.keyring, request.state.viewer.person
    return own_answer(request.state.db, keyring, person, point, second=again) is not None


def _back(request: Request, session: TeachingSession) -> Response:
    """The phone as it is now."""
    if wants_fragment(request):
        return show_with(request, session, part=True)
    return redirect(request, "seats.show", key=session.key)
