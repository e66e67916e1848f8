"""A contributor withdraws: one page that says what will happen, one press, and a receipt that is completed later."""

from starlette.requests import Request
from starlette.responses import Response

from ..audit.chaining import CONTRIBUTOR, note
from ..cases.contribution import contributions_of, to_withdraw
from ..cases.withdrawing import withdraw
from ..media.consent import Withdrawer
from .consent_withdrawals import write_down
from .contributions import opened
from .forms import text_of
from .render import page, redirect


def new(request: Request) -> Response:
    """GET /contribution/withdrawal: of one consent by its key, or of all"""
    db, asked = request.state.db, opened(request)
    key = request.query_params.get("consent", "")
    consents = to_withdraw(db, asked.contributors, key)
    mine = {one.consent.key: one for one in contributions_of(db, asked.contributors, undo_days=_days(request))}
    return page(
        request,
        "contributions/withdrawal.html",
        opened=asked,
        going=[mine[one.key] for one in consents if one.key in mine],
        key=key,
        days=_days(request),
    )


def create(request: Request) -> Response:
    """POST /contribution/withdrawal"""
    db, asked = request.state.db, opened(request)
    consents = to_withdraw(db, asked.contributors, text_of(request.state.form, "consent"))
    for consent in consents:
        withdraw(db, consent, who=Withdrawer.contributor)
        write_down(request.app.state.library, db, consent)
        if not request.state.viewer.signed_in:  # else the row is of her account, as ever
            about, act = f"consents/{consent.key}", "contribution_withdrawals.create"
            note(db, request.app.state.library.trail, who=CONTRIBUTOR, act=act, about=about)
    return redirect(request, "contribution_withdrawals.show", query=asked.query)


def show(request: Request) -> Response:
    """GET /contribution/receipt: of everything she has withdrawn"""
    asked = opened(request)
    every = contributions_of(request.state.db, asked.contributors, undo_days=_days(request))
    return page(
        request,
        "contributions/receipt.html",
        opened=asked,
        withdrawn=[one for one in every if one.proof],
        days=_days(request),
    )


def _days(request: Request) -> int:
    return int(request.app.state.library.settings.consent_undo_days)
