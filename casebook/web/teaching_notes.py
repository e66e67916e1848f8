"""What educators write to each other about cases: the newest, those on one case, writing, editing and removing."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.viewing import case_for
from ..errors import WrongInput
from ..reflect.identifiers import found_in, pieces
from ..teach import conversing
from ..teach.teaching_note import TeachingNoteKind
from ..teach.teaching_note_queries import newest_teaching_notes, own_teaching_note, teaching_notes_on
from .forms import text_of
from .render import page, redirect
from .shared_reasons import text_mark

NEWEST = 50


def index(request: Request) -> Response:
    """GET /teaching-notes"""
    found = newest_teaching_notes(request.state.db, request.state.viewer, most=NEWEST)
    return page(request, "teaching_notes/index.html", teaching_notes=found)


def show(request: Request) -> Response:
    """GET /cases/{slug}/teaching-notes"""
    return show_with(request, case_for(request.state.db, request.state.viewer, request.path_params["slug"]))


def create(request: Request) -> Response:
    """POST /cases/{slug}/teaching-notes"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    case = case_for(db, viewer, request.path_params["slug"])
    text, kind = text_of(form, "text"), text_of(form, "kind")
    try:
        look_first(request, case, text)
        wanted = TeachingNoteKind.question if kind == TeachingNoteKind.question else TeachingNoteKind.note
        kept = conversing.teaching_note(db, case, text, kind=wanted, by=viewer.person)
    except WrongInput as wrong:
        return show_with(request, case, text=text, kind=kind, problem=str(wrong), status_code=422)
    return redirect(request, "teaching_notes.show", slug=case.slug, fragment_id=f"teaching-note-{kept.key}")


def edit(request: Request) -> Response:
    """GET /teaching-notes/{key}/edit"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    return page(
        request,
        "teaching_notes/edit.html",
        shown=shown,
        text=shown.teaching_note.text,
        problem="",
        marked=[],
        looked="",
    )


def update(request: Request) -> Response:
    """POST /teaching-notes/{key}"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    text = text_of(request.state.form, "text")
    try:
        look_first(request, shown.case, text)
        conversing.edit(request.state.db, shown.teaching_note, text)
    except WrongInput as wrong:
        return page(
            request,
            "teaching_notes/edit.html",
            status_code=422,
            shown=shown,
            text=text,
            problem=str(wrong),
            marked=_marked(text, shown.case),
            looked=text_mark(text),
        )
    return redirect(
        request, "teaching_notes.show", slug=shown.case.slug, fragment_id=f"teaching-note-{shown.teaching_note.key}"
    )


def remove(request: Request) -> Response:
    """POST /teaching-notes/{key}/removal"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    conversing.remove(request.state.db, shown.teaching_note)
    return redirect(request, "teaching_notes.show", slug=shown.case.slug)


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
        "teaching_notes/show.html",
        status_code=status_code,
        case=case,
        teaching_notes=teaching_notes_on(request.state.db, request.state.viewer, case),
        text=text,
        kind=kind,
        to=to,
        problem=problem,
        marked=_marked(text, case),
        looked=text_mark(text),
    )
