"""The front page: for someone not signed in, and for a trainee carrying on."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import cards_for_everyone, newest_cards, themes_with_counts, unanswered_cards
from ..cases.set_queries import my_sets, sets_for
from ..may import may
from ..teach.surveying import checks_to_answer
from ..teach.taking import due_for
from .demo_sign_ins import demo_people
from .feeds import MOST_ENTRIES, described
from .places import latest_place
from .render import page


def show(request: Request) -> Response:
    """GET /"""
    db, viewer = request.state.db, request.state.viewer
    if not viewer.signed_in:
        named = cards_for_everyone(db, most=MOST_ENTRIES)
        return page(
            request,
            "home/signed_out.html",
            featured=named[0][0] if named else None,
            demo_people=demo_people(request),
            described=described(request, named),
        )
    waiting = unanswered_cards(db, viewer, most=1)
    return page(
        request,
        "home/show.html",
        resume=waiting[0] if waiting else None,
        carry_on=latest_place(request),
        sets=sets_for(db, viewer),
        own_sets=[one for one in my_sets(db, viewer) if one.notices] if may(viewer, "assemble") else [],
        cards=newest_cards(db, viewer, most=6),
        themes=themes_with_counts(db, viewer),
        due=due_for(db, viewer),
        checks=checks_to_answer(db, request.app.state.library.keyring, viewer.person),
    )
