"""My casebook: what one has answered and written, what it covers and how one changed; for oneself alone."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import unanswered_cards
from ..reflect.annotating import own_annotations
from ..reflect.my_casebook import begun_answers, coverage, timeline, to_do
from ..reflect.queries import own_cases
from ..reflect.reflecting import own_reflections
from ..reflect.sharing import shares_of, shares_with
from .render import page

#: What the timeline can be narrowed to.
SHOWN = ("answers", "reflections")


def show(request: Request) -> Response:
    """GET /my-casebook"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    only = request.query_params.get("show", "")
    answered = own_cases(db, keyring, viewer.person)
    reflections = own_reflections(db, keyring, viewer.person)
    return page(
        request,
        "my_casebook/show.html",
        only=only if only in SHOWN else "",
        answered=answered,
        begun=begun_answers(db, viewer),
        unfinished=[one for one in reflections if not one.finished],
        entries=[
            entry
            for entry in timeline(answered, reflections)
            if only not in SHOWN or bool(entry.answered) == (only == "answers")
        ],
        to_do=to_do(reflections),
        notes=own_annotations(db, keyring, viewer.person),
        shares=shares_of(db, viewer.person),
        shared_with_me=shares_with(db, viewer.person),
        coverage=coverage(db, viewer, viewer.person, reflections),
        unanswered=unanswered_cards(db, viewer, most=6),
    )
