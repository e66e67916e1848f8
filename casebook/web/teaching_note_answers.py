"""Answering a question that another educator has asked about a case."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.conversing import answer
from ..teach.teaching_note_queries import teaching_note_for
from .forms import text_of
from .render import redirect
from .teaching_notes import look_first, show_with


def create(request: Request) -> Response:
    """POST /teaching-notes/{key}/answers"""
    db, viewer, text = request.state.db, request.state.viewer, text_of(request.state.form, "text")
    question = teaching_note_for(db, viewer, request.path_params["key"])
    try:
        look_first(request, question.case, text)
        kept = answer(db, question.teaching_note, text, by=viewer.person)
    except WrongInput as wrong:
        to = question.teaching_note.key
        return show_with(request, question.case, text=text, to=to, problem=str(wrong), status_code=422)
    return redirect(request, "teaching_notes.show", slug=question.case.slug, fragment_id=f"teaching-note-{kept.key}")
