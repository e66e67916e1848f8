"""A word to a case's author after a teaching session: three short questions on the session's record, and taking it
back."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound
from ..people.identifiers import found_in, pieces
from ..reflect.remarking import problems_after_teaching
from ..teach.session_queries import case_of, point_of, run_by, steps_of
from ..teach.teaching_session import TeachingSession, TeachingStep
from ..teach.telling_authors import take_back_told, tell_author
from .forms import ToldForm, text_of
from .render import redirect
from .session_records import show_with
from .shared_reasons import text_mark


def create(request: Request) -> Response:
    """POST /teaching-sessions/{key}/remarks"""
    db, form = request.state.db, request.state.form
    session, step = _where(request)
    told = ToldForm(step.position, text_of(form, "says"), text_of(form, "missing"), text_of(form, "suggests"))
    told.problems = problems_after_teaching(told.says, told.missing, told.suggests)
    found = found_in(told.words, story=case_of(db, point_of(db, step)).story)
    told.looked = text_mark(told.words)
    if found and form.get("looked") != told.looked:
        told.pieces = list(pieces(told.words, found))
        told.whys = list(dict.fromkeys(one.why for one in found))
    if told.problems or told.pieces:
        return show_with(request, session, told=told, status=422)
    keyring, by = request.app.state.library.keyring, request.state.viewer.person
    words = {"says": told.says, "missing": told.missing, "suggests": told.suggests}
    tell_author(db, keyring, session, step, **words, by=by)
    return redirect(request, "session_records.show", key=session.key, fragment_id=f"told-{step.position}")


def remove(request: Request) -> Response:
    """POST /teaching-sessions/{key}/remarks/withdrawal"""
    session, step = _where(request)
    take_back_told(request.state.db, request.app.state.library.keyring, step, by=request.state.viewer.person)
    return redirect(request, "session_records.show", key=session.key, fragment_id=f"told-{step.position}")


def _where(request: Request) -> tuple[TeachingSession, TeachingStep]:
    """The session, and the step of it that the form names. Raises NotFound."""
    session = run_by(request.state.db, request.state.viewer, request.path_params["key"])
    wanted = text_of(request.state.form, "step")
    for step in steps_of(request.state.db, session):
        if str(step.position) == wanted:
            return session, step
    raise NotFound("step")
