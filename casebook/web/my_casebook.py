"""My casebook: what one has answered and written, what it covers and how one changed; for oneself alone."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import unanswered_cards
from ..db.leaf import leaf
from ..reflect.annotating import own_annotations
from ..reflect.my_casebook import PER_PAGE, begun_answers, coverage, timeline, to_do
from ..reflect.queries import own_cases
from ..reflect.reflecting import own_reflections
from ..reflect.remarking import own_remarks
from ..reflect.responding import counted_at
from ..reflect.sharing import shares_of, shares_with
from ..teach.pair_showing import pairs_of
from ..teach.shared_note_queries import let_by
from ..teach.telling_authors import told_by
from .forms import number_of
from .render import page

#: What the page can be narrowed to.
SHOWN = ("answers", "reflections", "notes", "to-do")
MOST_PAIRS = 3


def show(request: Request) -> Response:
    """GET /my-casebook: all of it, lists by their first page; or, by `show` and `page`, one list further on"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    only, number = request.query_params.get("show", ""), number_of(request.query_params.get("page", ""))
    answered = own_cases(db, keyring, viewer.person)
    reflections = own_reflections(db, keyring, viewer.person)
    counted = counted_at(db, keyring, [one.point for one in answered], viewer.person)
    entries = timeline([] if only == "reflections" else answered, [] if only == "answers" else reflections)
    return page(
        request,
        "my_casebook/show.html",
        only=only if only in SHOWN else "",
        whole=only not in SHOWN and number == 1,
        answered=answered,
        counted=[one for one in answered if one.point.key in counted],
        begun=begun_answers(db, viewer),
        unfinished=[one for one in reflections if not one.finished],
        entries=leaf(entries, number, most=PER_PAGE),
        to_do=leaf(to_do(reflections), number if only == "to-do" else 1, most=PER_PAGE),
        notes=leaf(own_annotations(db, keyring, viewer.person), number if only == "notes" else 1, most=PER_PAGE),
        remarks=own_remarks(db, keyring, answered, viewer.person),
        told=told_by(db, keyring, viewer.person),
        let=let_by(db, viewer.person),
        shares=shares_of(db, viewer.person),
        shared_with_me=shares_with(db, viewer.person),
        coverage=coverage(db, viewer, viewer.person, reflections),
        pairs=[one for one in pairs_of(db, viewer.person) if one[0].ended_at is None][:MOST_PAIRS],
        unanswered=unanswered_cards(db, viewer, most=6),
    )
