"""What educators write to each other about cases: the newest, those on one case, writing, editing and removing."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.viewing import case_for
from ..errors import WrongInput
from ..reflect.identifiers import found_in, pieces
from ..teach import conversing
from ..teach.remark import RemarkKind
from ..teach.remark_queries import newest_remarks, own_remark, remarks_on
from .forms import text_of
from .render import page, redirect
from .shared_reasons import text_mark

NEWEST = 50


def index(request: Request) -> Response:
    """GET /remarks"""
    found = newest_remarks(request.state.db, request.state.viewer, most=NEWEST)
    return page(request, "remarks/index.html", remarks=found)


def show(request: Request) -> Response:
    """GET /cases/{slug}/remarks"""
    return show_with(request, case_for(request.state.db, request.state.viewer, request.path_params["slug"]))


def create(request: Request) -> Response:
    """POST /cases/{slug}/remarks"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    case = case_for(db, viewer, request.path_params["slug"])
    text, kind = text_of(form, "text"), text_of(form, "kind")
    try:
        look_first(request, case, text)
        wanted = RemarkKind.question if kind == RemarkKind.question else RemarkKind.note
        kept = conversing.remark(db, case, text, kind=wanted, by=viewer.person)
    except WrongInput as wrong:
        return show_with(request, case, text=text, kind=kind, problem=str(wrong), status_code=422)
    return redirect(request, "remarks.show", slug=case.slug, fragment_id=f"remark-{kept.key}")


def edit(request: Request) -> Response:
    """GET /remarks/{key}/edit"""
    shown = own_remark(request.state.db, request.state.viewer, request.path_params["key"])
    return page(request, "remarks/edit.html", shown=shown, text=shown.remark.text, problem="", marked=[], looked="")


def update(request: Request) -> Response:
    """POST /remarks/{key}"""
    shown = own_remark(request.state.db, request.state.viewer, request.path_params["key"])
    text = text_of(request.state.form, "text")
    try:
        look_first(request, shown.case, text)
        conversing.edit(request.state.db, shown.remark, text)
    except WrongInput as wrong:
        return page(
            request,
            "remarks/edit.html",
            status_code=422,
            shown=shown,
            text=text,
            problem=str(wrong),
            marked=_marked(text, shown.case),
            looked=text_mark(text),
        )
    return redirect(request, "remarks.show", slug=shown.case.slug, fragment_id=f"remark-{shown.remark.key}")


def remove(request: Request) -> Response:
    """POST /remarks/{key}/removal"""
    shown = own_remark(request.state.db, request.state.viewer, request.path_params["key"])
    conversing.remove(request.state.db, shown.remark)
    return redirect(request, "remarks.show", slug=shown.case.slug)


def look_first(request: Request, case: Case, text: str) -> None:
    """Raises WrongInput where words may tell who somebody is and these very words were not shown marked before."""
    if found_in(text, story=case.story) and request.state.form.get("looked") != text_mark(text):
        raise WrongInput("Some words may tell who somebody is. Change them, or send it as it stands.")


def _marked(text: str, case: Case) -> list[tuple[str, str]]:
    found = found_in(text, story=case.story)
    return list(pieces(text, found)) if found else []


def show_with(
    request: Request,
    case: Case,
    *,
    text: str = "",
    kind: str = "",
    to: str = "",
    problem: str = "",
    status_code: int = 200,
) -> Response:
    return page(
        request,
        "remarks/show.html",
        status_code=status_code,
        case=case,
        remarks=remarks_on(request.state.db, request.state.viewer, case),
        text=text,
        kind=kind,
        to=to,
        problem=problem,
        marked=_marked(text, case),
        looked=text_mark(text),
    )
