"""Answering a question that another educator has asked about a case or a set."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.conversing import answer
from ..teach.teaching_note_queries import teaching_note_for
from .forms import text_of
from .teaching_notes import back, look_first, show_with


def create(request: Request) -> Response:
    """POST /teaching-notes/{key}/answers"""
    db, viewer, text = request.state.db, request.state.viewer, text_of(request.state.form, "text")
    question = teaching_note_for(db, viewer, request.path_params["key"])
    assert question.about
    try:
        look_first(request, question.about, text)
        kept = answer(db, question.teaching_note, text, by=viewer.person)
    except WrongInput as wrong:
        to = question.teaching_note.key
        return show_with(request, question.about, text=text, to=to, problem=str(wrong), status_code=422)
    return back(request, question.about, to=kept.key)
