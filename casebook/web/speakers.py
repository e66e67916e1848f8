"""Who speaks, as authors see them: the name or pseudonym they chose, and how they wish to be seen."""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from ..cases.content_shape import Picture
from ..cases.curating import CONTRIBUTOR_WORDS, change_contributor, stamp
from ..cases.labels import in_words
from ..cases.writing import SavedMeanwhile
from ..people.contributor import Contributor
from ..people.introducing import introduce
from ..people.queries import contributor_by_slug, contributors_by_name
from .consent_forms import SETTINGS, STAGES
from .forms import text_of
from .render import page, redirect

PICTURES: tuple[str, ...] = get_args(Picture)
EMPTY = dict.fromkeys(CONTRIBUTOR_WORDS, "") | {"picture": PICTURES[0]}


def index(request: Request) -> Response:
    """GET /studio/speakers"""
    return page(request, "speakers/index.html", people=contributors_by_name(request.state.db))


def new(request: Request) -> Response:
    """GET /studio/speakers/new"""
    return _form(request, None, EMPTY)


def create(request: Request) -> Response:
    """POST /studio/speakers"""
    typed, problems = _read(request)
    if problems:
        return _form(request, None, typed, problems, status_code=422)
    who = {name: typed[name] for name in ("name", "role", "stage", "setting")}
    contributor = introduce(request.state.db, **who)
    change_contributor(request.state.db, contributor, typed, seen=stamp(contributor, CONTRIBUTOR_WORDS))
    return redirect(request, "speakers.index", fragment_id=contributor.slug)


def edit(request: Request) -> Response:
    """GET /studio/speakers/{slug}"""
    contributor = contributor_by_slug(request.state.db, request.path_params["slug"])
    return _form(request, contributor, {name: getattr(contributor, name) for name in CONTRIBUTOR_WORDS})


def update(request: Request) -> Response:
    """POST /studio/speakers/{slug}"""
    contributor = contributor_by_slug(request.state.db, request.path_params["slug"])
    typed, problems = _read(request)
    if problems:
        return _form(request, contributor, typed, problems, status_code=422)
    try:
        change_contributor(request.state.db, contributor, typed, seen=text_of(request.state.form, "seen"))
    except SavedMeanwhile:
        held = {name: getattr(contributor, name) for name in CONTRIBUTOR_WORDS}
        clash = [(name.capitalize(), held[name]) for name in held if held[name] != typed[name]]
        return _form(request, contributor, typed, clash=clash, status_code=409)
    return redirect(request, "speakers.index", fragment_id=contributor.slug)


def _read(request: Request) -> tuple[dict[str, str], dict[str, str]]:
    form = request.state.form
    typed = {name: " ".join(text_of(form, name).split())[:255] for name in CONTRIBUTOR_WORDS}
    typed["about"] = text_of(form, "about").strip()[:4000]
    problems = {}
    if not typed["name"]:
        problems["name"] = "Write the name they want to be shown under; it need not be their own."
    if not typed["role"]:
        problems["role"] = "Write what is shown under the name, such as “GP for twenty years”."
    for name, known in (("stage", STAGES), ("setting", SETTINGS), ("picture", PICTURES)):
        if typed[name] not in known:
            problems[name] = "Choose one of those that are listed."
    return typed, problems


def _form(
    request: Request,
    contributor: Contributor | None,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    *,
    clash: list[tuple[str, str]] | None = None,
    status_code: int = 200,
) -> Response:
    choices = {
        name: [(one, in_words(one)) for one in known]
        for name, known in (("stage", STAGES), ("setting", SETTINGS), ("picture", PICTURES))
    }
    return page(
        request,
        "speakers/edit.html",
        status_code=status_code,
        contributor=contributor,
        typed=typed,
        seen=stamp(contributor, CONTRIBUTOR_WORDS) if contributor else "",
        choices=choices,
        problems=problems or {},
        clash=clash or [],
    )
