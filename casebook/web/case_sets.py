"""Case sets: the list of them, the page that people work through, and the builder with its search."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.assembling import add_case, change_set, make_set
from ..cases.browsing import Browsed, browse, read_filters
from ..cases.case_set import SLOTS, CaseSet
from ..cases.set_queries import adding_to, adding_to_set, my_sets, set_coverage, sets_for, shown_set
from ..cases.shown_sets import Adding
from ..cases.viewing import case_for
from ..cases.viewing_sets import own_set_for, set_by_code, set_for
from ..errors import NotFound, WrongInput
from ..may import may
from ..people.viewer import Viewer
from ..search.showing import SearchPage, search_page
from ..teach.conversing import remove_set
from .forms import text_of
from .render import fragment, page, redirect, wants_fragment
from .set_forms import SetForm, StepForm

NEW = "New set"  # the name of one that was begun by adding a case


def index(request: Request) -> Response:
    """GET /sets: one's own, and those that are let to one today"""
    return _index(request, SetForm())


def create(request: Request) -> Response:
    """POST /sets: a new set; with `case`, that case in it"""
    db, viewer, form = request.state.db, request.state.viewer, SetForm.read(request.state.form)
    slug = text_of(request.state.form, "case")
    case = case_for(db, viewer, slug) if slug else None
    try:
        case_set = make_set(db, title=form.title or (NEW if case else ""), slot_minutes=form.slot, by=viewer.person)
    except WrongInput as wrong:
        form.problem = str(wrong)
        return _index(request, form, status_code=422)
    if case is not None:
        add_case(db, case_set, case, by=viewer)
        if wants_fragment(request):
            adding = adding_to(db, viewer)
            return fragment(request, "sets/_add.html", adding=adding, slug=case.slug, title=case.title)
    return redirect(request, "sets.edit", key=case_set.key)


def show(request: Request) -> Response:
    """GET /sets/{key}: the cases in their order, for whoever works through them"""
    return _show(request, set_for(request.state.db, request.state.viewer, request.path_params["key"]))


def by_code(request: Request) -> Response:
    """GET /sets/by-code: the page that asks for a join code; /sets/by-code/{code}: the set it opens"""
    code = request.path_params.get("code") or request.query_params.get("code", "").strip().lower()
    if not code:
        return page(request, "sets/by_code.html", code="", problem="")
    try:
        return _show(request, set_by_code(request.state.db, request.state.viewer, code), code=code)
    except NotFound:
        said = "That code opens nothing today. Look at it again, or ask whoever gave it to you when it opens."
        return page(request, "sets/by_code.html", status_code=404, code=code[:40], problem=said)


def edit(request: Request) -> Response:
    """GET /sets/{key}/builder: the set beside the search; ?q= and the filters of /cases find cases to add"""
    db, viewer = request.state.db, request.state.viewer
    case_set = own_set_for(db, viewer.person, request.path_params["key"])
    if wants_fragment(request):
        return fragment(request, "sets/_finding.html", **_found(request, case_set))
    return builder(request, case_set)


def update(request: Request) -> Response:
    """POST /sets/{key}: its name, its note, its slot"""
    db, form = request.state.db, SetForm.read(request.state.form)
    case_set = own_set_for(db, request.state.viewer.person, request.path_params["key"])
    try:
        change_set(db, case_set, title=form.title, note=form.note, slot_minutes=form.slot)
    except WrongInput as wrong:
        form.problem = str(wrong)
        return builder(request, case_set, form=form, status_code=422)
    return redirect(request, "sets.edit", key=case_set.key)


def remove(request: Request) -> Response:
    """POST /sets/{key}/removal"""
    db = request.state.db
    remove_set(db, own_set_for(db, request.state.viewer.person, request.path_params["key"]))
    return redirect(request, "sets.index")


def builder(
    request: Request, case_set: CaseSet, *, form: SetForm | None = None, typed: StepForm | None = None,
    problem: str = "", status_code: int = 200,
) -> Response:  # fmt: skip
    """The builder with a form in a given state; also the answer to one that was refused without JavaScript."""
    return page(
        request,
        "sets/edit.html",
        status_code=status_code,
        form=form or SetForm.of(case_set),
        slots=SLOTS,
        **the_set(request, case_set, typed=typed, problem=problem),
        **_found(request, case_set),
    )


def the_set(
    request: Request, case_set: CaseSet, *, opened: str = "", typed: StepForm | None = None, problem: str = ""
) -> dict[str, Any]:
    """What the set's own side of the builder wants; `opened` is the step whose form stands open."""
    db, viewer = request.state.db, request.state.viewer
    shown = shown_set(db, viewer, case_set)
    return {
        "shown": shown,
        "coverage": set_coverage(db, viewer, shown.slugs),
        "forms": {one.step.key: StepForm.of(one) for one in shown.steps} | ({typed.key: typed} if typed else {}),
        "opened": typed.key if typed else opened,
        "problem": problem,
    }


def adding_for(db: Session, viewer: Viewer) -> Adding | None:
    """Where a case goes by one press; None for those who put no sets together."""
    return adding_to(db, viewer) if may(viewer, "assemble") else None


def came_from(request: Request) -> tuple[str, str] | None:
    """The set whose page led here, as its title and address; None where the address names none in sight."""
    db, viewer, asked = request.state.db, request.state.viewer, request.query_params
    key, code = asked.get("set", ""), asked.get("code", "")
    if not (key or code):
        return None
    try:
        case_set = set_by_code(db, viewer, code) if code else set_for(db, viewer, key)
    except NotFound:
        return None
    where = ("sets.by_this_code", {"code": code}) if code else ("sets.show", {"key": key})
    return case_set.title, request.url_for(where[0], **where[1]).path


def _found(request: Request, case_set: CaseSet) -> dict[str, Any]:
    db, viewer, library, asked = request.state.db, request.state.viewer, request.app.state.library, request.query_params
    filters = read_filters(asked)
    found: SearchPage = search_page(db, library.index, viewer, asked.get("q", ""), filters=filters)
    browsed: Browsed | None = None if found.text else browse(db, viewer, filters, sort="new")
    return {"found": found, "browsed": browsed, "adding": adding_to_set(db, case_set)}


def _show(request: Request, case_set: CaseSet, *, code: str = "") -> Response:
    shown = shown_set(request.state.db, request.state.viewer, case_set)
    return page(request, "sets/show.html", shown=shown, code=code)


def _index(request: Request, form: SetForm, *, status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    return page(
        request,
        "sets/index.html",
        status_code=status_code,
        mine=my_sets(db, viewer),
        let=sets_for(db, viewer),
        form=form,
        slots=SLOTS,
    )
