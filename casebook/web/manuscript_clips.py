"""The clips of a case that is being written: which are told, before or after, in what order, and what was chosen."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.manuscript import Manuscript
from ..cases.manuscript_queries import clips_to_tell, vocabulary
from ..cases.manuscript_words import CaseWords
from ..cases.taking_up import keyed_options
from ..cases.viewing_manuscripts import written_manuscript_for
from ..cases.writing import SavedMeanwhile, save
from .manuscript_forms import ManuscriptForm, differing
from .render import page, redirect


def edit(request: Request) -> Response:
    """GET /studio/manuscripts/{key}/clips"""
    manuscript = _written(request)
    return _edit(request, manuscript, CaseWords.of(manuscript.words))


def update(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/clips"""
    db, viewer, manuscript = request.state.db, request.state.viewer, _written(request)
    before, form = CaseWords.of(manuscript.words), ManuscriptForm.read_clips(request.state.form)
    mine = CaseWords(**(vars(before) | form.typed))
    known, _ = clips_to_tell(db, viewer, mine)
    form.typed["clips"] = [one for one in mine.clips if one.clip in known or one in before.clips]
    # a clip names an option by its key, so options that have none yet are given theirs now
    form.typed["options"] = keyed_options(before.options)
    try:
        save(db, manuscript, form.typed, seen=form.seen)
    except SavedMeanwhile:
        return _edit(request, manuscript, mine, clash=differing(mine, before), status_code=409)
    return redirect(request, "manuscript_clips.edit", key=manuscript.key, fragment_id="told")


def _written(request: Request) -> Manuscript:
    return written_manuscript_for(request.state.db, request.state.viewer, request.path_params["key"])


def _edit(
    request: Request,
    manuscript: Manuscript,
    words: CaseWords,
    *,
    clash: list[tuple[str, str]] | None = None,
    status_code: int = 200,
) -> Response:
    told, free = clips_to_tell(request.state.db, request.state.viewer, words)
    continua = {one.slug: one for one in vocabulary(request.state.db).continua}
    return page(
        request,
        "manuscripts/clips.html",
        status_code=status_code,
        manuscript=manuscript,
        words=words,
        options=keyed_options(words.options),
        continua=[continua[slug] for slug in words.continua if slug in continua],
        told=told,
        free=free,
        clash=clash or [],
    )
