"""Programmes: those one takes or keeps, making one, its page, and what it is called."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound, WrongInput
from ..people.cohort_sight import founding_organisation
from ..teach.arranging import make_programme, name_programme
from ..teach.participation import modules_of
from ..teach.programme_sight import SeenProgramme, kept_programme_for, programme_for, programmes_seen
from ..teach.queries import cohorts_to_enrol, put_in, started_modules
from ..teach.spread import programme_spread
from ..teach.taking import own_modules
from .forms import text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /programmes"""
    return _index(request, {}, {})


def create(request: Request) -> Response:
    """POST /programmes"""
    db, viewer = request.state.db, request.state.viewer
    if founding_organisation(db, viewer) is None:
        raise NotFound("programme")
    typed = _typed(request)
    try:
        programme = make_programme(db, **typed, by=viewer.person)
    except WrongInput as wrong:
        return _index(request, typed, {"title": str(wrong)}, status_code=422)
    return redirect(request, "programmes.edit", key=programme.key)


def show(request: Request) -> Response:
    """GET /programmes/{key}: hers to take, or what its educators and keepers need"""
    db, viewer = request.state.db, request.state.viewer
    seen = programme_for(db, viewer, request.path_params["key"])
    return page(
        request,
        "programmes/show.html",
        seen=seen,
        own=own_modules(db, viewer, [seen]) if seen.taken else [],
        modules=[] if seen.taken else modules_of(db, seen.programme),
        held={} if seen.taken else put_in(db, viewer, seen.programme),
        spread=programme_spread(db, viewer, seen.programme) if seen.kept or seen.followed else None,
    )


def edit(request: Request) -> Response:
    """GET /programmes/{key}/edit"""
    return edit_page(request, _kept(request))


def update(request: Request) -> Response:
    """POST /programmes/{key}"""
    seen, typed = _kept(request), _typed(request)
    try:
        name_programme(request.state.db, seen.programme, **typed, by=request.state.viewer.person)
    except WrongInput as wrong:
        return edit_page(request, seen, typed=typed, problems={"title": str(wrong)}, status_code=422)
    return redirect(request, "programmes.edit", key=seen.programme.key)


def edit_page(
    request: Request,
    seen: SeenProgramme,
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response:
    """The page on which a programme is put together."""
    db, viewer = request.state.db, request.state.viewer
    held = {
        "title": seen.programme.title,
        "note": seen.programme.note,
        "module": "",
        "opens": "",
        "due": "",
        "level": "",
    }
    return page(
        request,
        "programmes/edit.html",
        status_code=status_code,
        seen=seen,
        modules=modules_of(db, seen.programme),
        held=put_in(db, viewer, seen.programme),
        started=started_modules(db, seen.programme),
        cohorts=cohorts_to_enrol(db, viewer, seen.programme),
        spread=programme_spread(db, viewer, seen.programme),
        typed=held | (typed or {}),
        problems=problems or {},
    )


def _kept(request: Request) -> SeenProgramme:
    return kept_programme_for(request.state.db, request.state.viewer, request.path_params["key"])


def _typed(request: Request) -> dict[str, str]:
    return {name: text_of(request.state.form, name) for name in ("title", "note")}


def _index(request: Request, typed: dict[str, str], problems: dict[str, str], *, status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    return page(
        request,
        "programmes/index.html",
        status_code=status_code,
        programmes=programmes_seen(db, viewer),
        may_make=founding_organisation(db, viewer) is not None,
        typed={"title": "", "note": ""} | typed,
        problems=problems,
    )
