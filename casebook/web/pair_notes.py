"""The joint note of a pair, which both may write in and neither writes over."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import AlreadyDone, NotAllowed, WrongInput
from ..teach.pair_showing import pair_for
from ..teach.pairing import write_note
from .forms import text_of
from .pairs import show_with
from .render import redirect


def update(request: Request) -> Response:
    """POST /pairs/{key}/note"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    pair = pair_for(db, viewer.person, request.path_params["key"])
    text, sent = text_of(form, "text").strip(), text_of(form, "version")
    version = int(sent) if sent.isdecimal() and len(sent) < 9 else -1
    try:
        write_note(db, request.app.state.library.keyring, pair, text, version=version, by=viewer.person)
    except AlreadyDone as moved:
        return show_with(request, typed=text, theirs=True, problem=str(moved), status_code=409)
    except NotAllowed as late:
        if pair.ended_at is None:
            raise
        return show_with(request, typed=text, problem=str(late), status_code=late.status)
    except WrongInput as wrong:
        return show_with(request, typed=text, problem=str(wrong), status_code=422)
    return redirect(request, "pairs.show", key=pair.key, fragment_id="note")
