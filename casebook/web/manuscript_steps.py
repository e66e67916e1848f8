"""The last steps of a case that is being written: looked at as its readers will, read by a reviewer, published."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.checklist import checks, missing
from ..cases.exporting import written_words
from ..cases.manuscript_words import CaseWords
from ..cases.previewing import preview_of
from ..cases.taking_up import publish_manuscript
from ..cases.viewing import authored_case_for
from ..cases.viewing_manuscripts import manuscript_for, written_manuscript_for
from ..cases.writing import SavedMeanwhile, read_through
from ..errors import NotReady
from ..reflect.everything import packed
from .forms import ResponseForm, text_of
from .manuscripts import show_with
from .middleware import PLAYER_POLICY
from .render import file, page, redirect


def preview(request: Request) -> Response:
    """GET /studio/manuscripts/{key}/preview: as it is before the decision, or with ?after=yes"""
    manuscript = manuscript_for(request.state.db, request.state.viewer, request.path_params["key"])
    after = request.query_params.get("after") == "yes"
    shown = preview_of(request.state.db, request.state.viewer, manuscript, after=after)
    wanted = request.query_params.get("clip", "")
    playing = next((clip for clip in shown.clips if clip.key == wanted), shown.clips[0] if shown.clips else None)
    response = page(
        request,
        "manuscripts/preview.html",
        manuscript=manuscript,
        words=CaseWords.of(manuscript.words),
        page=shown,
        playing=playing,
        after=after,
        form=ResponseForm(),
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def read(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/reading"""
    db, viewer = request.state.db, request.state.viewer
    manuscript = manuscript_for(db, viewer, request.path_params["key"])
    typed = text_of(request.state.form, "seen")
    seen = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    try:
        said, rule = text_of(request.state.form, "said"), request.app.state.library.settings.publishing
        read_through(db, manuscript, seen=seen, said=said, by=viewer.person, rule=rule)
    except SavedMeanwhile as wrong:
        return show_with(request, manuscript, problem=str(wrong), status_code=409)
    except NotReady as wrong:
        return show_with(request, manuscript, problem=" ".join(wrong.reasons), status_code=422)
    return redirect(request, "manuscripts.show", key=manuscript.key)


def publish(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/publication"""
    db, viewer = request.state.db, request.state.viewer
    manuscript = written_manuscript_for(db, viewer, request.path_params["key"])
    rule = request.app.state.library.settings.publishing
    if missing(checks(db, manuscript, rule=rule)):
        problem = "It cannot be published yet: see what is missing."
        return show_with(request, manuscript, problem=problem, status_code=NotReady.status)
    publication = publish_manuscript(db, manuscript, by=viewer.person, rule=rule)
    slug = db.get_one(Case, publication.case_id).slug
    return redirect(request, "cases.show", slug=slug)


def words(request: Request) -> Response:
    """GET /studio/cases/{slug}/words.zip: the words of a case as `content/` has them, for its author to keep"""
    case = authored_case_for(request.state.db, request.state.viewer, request.path_params["slug"])
    written = written_words(request.state.db, case)
    return file(packed(written.texts), name=f"{case.slug}.zip", kind="application/zip")
