"""What readers say of a case, for its author: what waits, case by case, and her answers."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import authored_case_for
from ..errors import WrongInput
from ..reflect.remarking import answer, case_of_remark
from ..reflect.what_readers_say import cases_heard, said_of
from .forms import text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /studio/readers"""
    return page(request, "readers/index.html", cases=cases_heard(request.state.db, request.state.viewer))


def show(request: Request) -> Response:
    """GET /studio/readers/{slug}"""
    return show_with(request, request.path_params["slug"])


def update(request: Request) -> Response:
    """POST /studio/remarks/{key}"""
    db, viewer, form, key = request.state.db, request.state.viewer, request.state.form, request.path_params["key"]
    case, decision, words = case_of_remark(db, key, by=viewer.person), form.get("decision"), text_of(form, "answer")
    try:
        if decision not in ("will-change", "stays"):
            raise WrongInput("Say whether the case will change.")
        answer(db, key, will_change=decision == "will-change", words=words, by=viewer.person)
    except WrongInput as wrong:
        return show_with(request, case.slug, about=key, problem=str(wrong), typed={"answer": words})
    return redirect(request, "readers.show", slug=case.slug, fragment_id="waiting")


def show_with(
    request: Request, slug: str, *, about: str = "", problem: str = "", typed: dict[str, str] | None = None
) -> Response:
    """The page of one case, with what was typed about one thing on it and could not be kept."""
    case = authored_case_for(request.state.db, request.state.viewer, slug)
    return page(
        request,
        "readers/show.html",
        status_code=422 if problem else 200,
        said=said_of(request.state.db, case),
        about=about,
        problem=problem,
        typed=typed or {},
    )
