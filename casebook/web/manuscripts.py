"""Cases being written: the list of them, beginning one, its page with what is missing, and its words."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.labels import in_words
from ..cases.manuscript import Manuscript
from ..cases.manuscript_queries import (
    clips_to_tell,
    manuscript_page,
    may_begin_from,
    vocabulary,
    written_cases,
)
from ..cases.manuscript_words import LICENCES, CaseWords
from ..cases.viewing import authored_case_for
from ..cases.viewing_manuscripts import manuscript_for, written_manuscript_for
from ..cases.writing import SavedMeanwhile, begin, begin_from, keep_mine, save, throw_away
from ..errors import NotAllowed, WrongInput
from .consent_forms import SETTINGS
from .forms import text_of
from .manuscript_forms import LEVELS, PERSPECTIVES, ManuscriptForm, differing
from .render import fragment, page, redirect, wants_fragment


def index(request: Request) -> Response:
    """GET /studio/manuscripts"""
    return _index(request)


def create(request: Request) -> Response:
    """POST /studio/manuscripts: a new case by its title, or a case that there is by its slug"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    if slug := text_of(form, "case"):
        case = authored_case_for(db, viewer, slug)
        if not may_begin_from(viewer, case):
            raise NotAllowed("Its author writes it anew; you may read it.")
        manuscript = begin_from(db, case)
    else:
        try:
            manuscript = begin(db, title=text_of(form, "title"), by=viewer.person)
        except WrongInput as wrong:
            return _index(request, {"title": str(wrong)}, status_code=422)
    return redirect(request, "manuscripts.edit", key=manuscript.key)


def show(request: Request) -> Response:
    """GET /studio/manuscripts/{key}"""
    return show_with(request, manuscript_for(request.state.db, request.state.viewer, request.path_params["key"]))


def show_with(request: Request, manuscript: Manuscript, *, problem: str = "", status_code: int = 200) -> Response:
    """A manuscript's page, with what hindered the last act on it."""
    rule = request.app.state.library.settings.publishing
    seen = manuscript_page(request.state.db, request.state.viewer, manuscript, rule=rule)
    return page(request, "manuscripts/show.html", status_code=status_code, page=seen, problem=problem)


def edit(request: Request) -> Response:
    """GET /studio/manuscripts/{key}/edit"""
    manuscript = _written(request)
    return _edit(request, manuscript, CaseWords.of(manuscript.words))


def update(request: Request) -> Response:
    """POST /studio/manuscripts/{key}"""
    manuscript = _written(request)
    before = CaseWords.of(manuscript.words)
    form = ManuscriptForm.read(request.state.form, before)
    mine = CaseWords(**(vars(before) | form.typed))
    clash: list[tuple[str, str]] = []
    try:
        if not form.problems:
            save(request.state.db, manuscript, form.typed, seen=form.seen)
    except SavedMeanwhile:
        clash = differing(mine, before)
    except WrongInput as wrong:
        form.problems["title"] = str(wrong)
    if wants_fragment(request):
        return saved(request, manuscript, form, clash)
    if form.problems or clash:
        status = 409 if clash else 422
        return _edit(request, manuscript, mine, problems=form.problems, clash=clash, status_code=status)
    return redirect(request, "manuscripts.show", key=manuscript.key)


def saved(request: Request, manuscript: Manuscript, form: ManuscriptForm, clash: list[tuple[str, str]]) -> Response:
    """What is said beside a form that saves itself: when it was saved, or why not; the words stay in the page."""
    why = "It has been saved since you opened it here, perhaps in another tab. Press Save to see both." if clash else ""
    why = why or next(iter(form.problems.values()), "")
    seen = form.seen if why else manuscript.saved
    return fragment(request, "manuscripts/_saved.html", seen=seen, saved_at=manuscript.saved_at, not_saved=why)


def rebase(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/basis: the case's newer version was looked at; this one takes its place"""
    manuscript = _written(request)
    if manuscript.case_id and text_of(request.state.form, "slug"):
        case = authored_case_for(request.state.db, request.state.viewer, text_of(request.state.form, "slug"))
        if case.id == manuscript.case_id:
            keep_mine(request.state.db, manuscript, case)
    return redirect(request, "manuscripts.show", key=manuscript.key)


def remove(request: Request) -> Response:
    """POST /studio/manuscripts/{key}/removal"""
    throw_away(request.state.db, _written(request))
    return redirect(request, "manuscripts.index")


def _written(request: Request) -> Manuscript:
    return written_manuscript_for(request.state.db, request.state.viewer, request.path_params["key"])


def _index(request: Request, problems: dict[str, str] | None = None, *, status_code: int = 200) -> Response:
    return page(
        request,
        "manuscripts/index.html",
        status_code=status_code,
        cases=written_cases(request.state.db, request.state.viewer),
        typed=text_of(request.state.form, "title"),
        problems=problems or {},
    )


def _edit(
    request: Request,
    manuscript: Manuscript,
    words: CaseWords,
    *,
    problems: dict[str, str] | None = None,
    clash: list[tuple[str, str]] | None = None,
    status_code: int = 200,
) -> Response:
    told, _ = clips_to_tell(request.state.db, request.state.viewer, words)
    held = vocabulary(request.state.db)
    choices = {
        "settings": [(one, in_words(one)) for one in SETTINGS],
        "levels": [(one, in_words(one)) for one in LEVELS],
        "perspectives": [(one, in_words(one)) for one in PERSPECTIVES],
        "licences": [(one, one) for one in LICENCES],
        "themes": [(one.slug, one.title) for one in held.themes],
    }
    return page(
        request,
        "manuscripts/edit.html",
        status_code=status_code,
        manuscript=manuscript,
        words=words,
        told=told,
        vocabulary=held,
        choices=choices,
        problems=problems or {},
        clash=clash or [],
    )
