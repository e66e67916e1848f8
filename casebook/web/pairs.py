"""Pairs: those one is in, making a link for a new one, what both have shown, and leaving."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.decision_point import ANOTHER_WAY
from ..cases.queries import case_page
from ..people.identifiers import found_in, pieces
from ..teach.pair_showing import pair_for, pair_page, pairs_of
from ..teach.pairing import INVITED_FOR, invite, leave
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /pairs"""
    return page(request, "pairs/index.html", pairs=pairs_of(request.state.db, request.state.viewer.person))


def new(request: Request) -> Response:
    """GET /cases/{slug}/pair"""
    shown = case_page(request.state.db, request.state.viewer, request.path_params["slug"])
    return page(request, "pairs/new.html", case=shown.case, committed=shown.committed, days=INVITED_FOR.days)


def create(request: Request) -> Response:
    """POST /cases/{slug}/pair: the link is shown in this answer and never again, since only its hash is kept"""
    db, viewer = request.state.db, request.state.viewer
    shown = case_page(db, viewer, request.path_params["slug"])
    pair, secret = invite(db, shown.point, by=viewer.person)
    link = f"{request.app.state.site.address}{request.url_for('pair_invitations.show').path}?secret={secret}"
    return page(request, "pairs/invited.html", pair=pair, case=shown.case, link=link)


def show(request: Request) -> Response:
    """GET /pairs/{key}"""
    return show_with(request)


def remove(request: Request) -> Response:
    """POST /pairs/{key}/removal: leave it; or, where the form was that of an ended pair, delete what is left of it, so
    that one who leaves twice keeps her copy of the note"""
    db, viewer = request.state.db, request.state.viewer
    pair = pair_for(db, viewer.person, request.path_params["key"])
    stays = pair.ended_at is None and pair.secret_sha256 is None
    if pair.ended_at is None or request.state.form.get("ended") == "yes":
        leave(db, pair, by=viewer.person)
    else:
        stays = True
    return redirect(request, "pairs.show", key=pair.key) if stays else redirect(request, "pairs.index")


def _typed_by_her(shown: dict[str, Any]) -> str:
    """The words of hers in what is shown; an option's are the case's own."""
    return f"{shown['label']}\n\n{shown['reasons']}" if shown["choice"] == ANOTHER_WAY else str(shown["reasons"])


def show_with(
    request: Request, *, typed: str | None = None, theirs: bool = False, problem: str = "", status_code: int = 200
) -> Response:
    """The page of a pair, with a joint note as it was typed where that could not be kept; `theirs` where the other's
    newer words stand beside it."""
    db, viewer = request.state.db, request.state.viewer
    pair = pair_for(db, viewer.person, request.path_params["key"])
    shown = pair_page(db, request.app.state.library.keyring, viewer, pair)
    note = shown.note if typed is None else typed
    text = _typed_by_her(shown.mine) if shown.mine and not shown.theirs else note
    found = found_in(text, story=shown.case.story)
    return page(
        request,
        "pairs/show.html",
        status_code=status_code,
        page=shown,
        pieces=list(pieces(text, found)) if found else [],
        whys=list(dict.fromkeys(one.why for one in found)),
        typed=note,
        theirs_first=theirs,
        problem=problem,
    )
