"""A second person reads what is said in a case, mark by mark, before it is published."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.confidentiality import marks_of, may_read
from ..cases.publishing import confidentiality_review, open_publication, review_confidentiality
from ..cases.viewing import case_for, edited_keys
from ..errors import NotReady
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /studio/cases/{slug}/confidentiality"""
    return show_with(request)


def create(request: Request) -> Response:
    """POST /studio/cases/{slug}/confidentiality"""
    db, viewer = request.state.db, request.state.viewer
    case = case_for(db, viewer, request.path_params["slug"])
    try:
        review_confidentiality(db, case, by=viewer.person, rule=request.app.state.library.settings.publishing)
    except NotReady as wrong:
        return show_with(request, problem=" ".join(wrong.reasons), status_code=422)
    return redirect(request, "confidentiality_reviews.show", slug=case.slug, fragment_id="reading")


def show_with(request: Request, *, problem: str = "", status_code: int = 200) -> Response:
    """The page, with what could not be done."""
    db, viewer = request.state.db, request.state.viewer
    case = case_for(db, viewer, request.path_params["slug"])
    rule = request.app.state.library.settings.publishing
    found = marks_of(db, case, rule=rule)
    open_to_her = edited_keys(db, viewer, [mark.line.clip.key for mark in found])  # not what was taken back
    marks = [mark for mark in found if mark.line.clip.key in open_to_her]
    return page(
        request,
        "confidentiality_reviews/show.html",
        status_code=status_code,
        case=case,
        waiting=[mark for mark in marks if not mark.cleared_by],
        cleared=[mark for mark in marks if mark.cleared_by],
        read=confidentiality_review(db, case) is not None,
        published=open_publication(db, case) is not None,
        may_read=may_read(db, case, by=viewer.person, rule=rule),
        problem=problem,
    )
