"""A case: watch and decide. The address says which clip plays and from where: ?clip=…&t=seconds, and until=seconds
where a set shows a part of it."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.browsing import related
from ..cases.queries import case_page
from ..cases.shown import CasePage, ShownClip
from ..db.row import new_key
from ..reflect.annotating import own_annotations
from ..reflect.drafts import draft_of
from ..reflect.queries import own_answer
from ..reflect.reasons import shared_reason
from ..teach.shared_note_queries import let_of, notes_of_groups
from .bookmarks import is_bookmarked
from .case_sets import adding_for, came_from
from .forms import ResponseForm
from .middleware import PLAYER_POLICY
from .places import stopped_in
from .render import page


def show(request: Request) -> Response:
    """GET /cases/{slug}"""
    return show_with(request, request.path_params["slug"])


def show_with(
    request: Request, slug: str, form: ResponseForm | None = None, *, status_code: int = 200, not_kept: str = ""
) -> Response:
    """The case's page with a form in a given state, or as her draft was left; also the answer to a form that was
    refused without JavaScript."""
    db, viewer, library = request.state.db, request.state.viewer, request.app.state.library
    shown = case_page(db, viewer, slug)
    answer = own_answer(db, library.keyring, viewer.person, shown.point) if shown.committed else None
    playing = _playing(request, shown)
    notes = own_annotations(db, library.keyring, viewer.person, clip=playing.key) if playing else []
    draft = {} if form or answer else draft_of(db, library.keyring, viewer.person, shown.point)
    response = page(
        request,
        "cases/show.html",
        status_code=status_code,
        page=shown,
        related=related(db, viewer, slug),
        stopped=stopped_in(request, shown),
        adding=adding_for(db, viewer),
        came_from=came_from(request),
        bookmarked=is_bookmarked(request, slug),
        playing=playing,
        notes=notes,
        let=let_of(db, library.keyring, viewer.person, notes),
        group_notes=notes_of_groups(db, viewer, playing.key) if playing else [],
        note_key=new_key(),
        start_ms=start_ms(request),
        until_ms=asked_ms(request, "until"),
        form=form or ResponseForm.of_draft(draft),
        said="restored" if draft else "",
        answer=answer,
        shared=shared_reason(db, library.keyring, shown.point, viewer.person) if answer else None,
        not_kept=not_kept,
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def _playing(request: Request, shown: CasePage) -> ShownClip | None:
    wanted = request.query_params.get("clip", "")
    return next((clip for clip in shown.clips if clip.key == wanted), shown.clips[0] if shown.clips else None)


def start_ms(request: Request) -> int:
    """Where the address asks the player to stand: `t` in seconds; 0 where it says nothing that can be used."""
    return asked_ms(request, "t")


def asked_ms(request: Request, name: str) -> int:
    """A time that the address gives in seconds, as milliseconds; 0 where it says nothing that can be used."""
    try:
        seconds = float(request.query_params.get(name, "0"))
    except ValueError:
        return 0
    return round(seconds * 1000) if 0 <= seconds < 86_400 else 0
