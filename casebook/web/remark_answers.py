"""Answering a question that another educator has asked about a case."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import WrongInput
from ..teach.conversing import answer
from ..teach.remark_queries import remark_for
from .forms import text_of
from .remarks import look_first, show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /remarks/{key}/answers"""
    db, viewer, text = request.state.db, request.state.viewer, text_of(request.state.form, "text")
    question = remark_for(db, viewer, request.path_params["key"])
    try:
        look_first(request, question.case, text)
        kept = answer(db, question.remark, text, by=viewer.person)
    except WrongInput as wrong:
        to = question.remark.key
        return show_with(request, question.case, text=text, to=to, problem=str(wrong), status_code=422)
    return redirect(request, "remarks.show", slug=question.case.slug, fragment_id=f"remark-{kept.key}")
