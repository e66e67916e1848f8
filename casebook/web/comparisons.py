"""Comparing one's answer with colleagues' and with the filmed doctors'; open only after one's own commit."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import case_page
from ..reflect.comparing import comparison
from ..reflect.proposing import own_proposals
from ..reflect.queries import own_answer
from ..reflect.reasons import reasons_for, shared_reason
from ..reflect.remarking import own_remark
from ..reflect.responding import is_counted
from ..reflect.response import FIRST, SECOND
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /cases/{slug}/comparison"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    shown = case_page(db, viewer, request.path_params["slug"])
    answer = own_answer(db, keyring, viewer.person, shown.point) if shown.committed else None
    if answer is None:
        return redirect(request, "cases.show", slug=shown.case.slug, fragment_id="decision")
    return page(
        request,
        "comparisons/show.html",
        page=shown,
        answer=answer,
        second=own_answer(db, keyring, viewer.person, shown.point, second=True),
        comparison=comparison(db, shown.point, shown.options),
        reasons=reasons_for(db, keyring, shown.point, answer, viewer.person),
        shared={
            round: shared_reason(db, keyring, shown.point, viewer.person, round=round) for round in (FIRST, SECOND)
        },
        remark=own_remark(db, keyring, shown.point, viewer.person),
        proposals=own_proposals(db, keyring, shown.point, viewer.person),
        counted=is_counted(db, keyring, shown.point, viewer.person),
    )
