"""What educators write to each other about cases and sets: the newest, those on one, writing, editing and removing."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.case import Case
from ..cases.case_set import CaseSet
from ..cases.viewing import case_for
from ..errors import WrongInput
from ..people.identifiers import found_in, pieces
from ..teach import conversing
from ..teach.queries import cases_of_set
from ..teach.teaching_note import TeachingNoteKind
from ..teach.teaching_note_queries import (
    ShownTeachingNote,
    newest_teaching_notes,
    own_teaching_note,
    teaching_notes_on,
)
from .forms import text_of
from .render import page, redirect
from .shared_reasons import text_mark

NEWEST = 50


def index(request: Request) -> Response:
    """GET /teaching-notes"""
    found = newest_teaching_notes(request.state.db, request.state.viewer, most=NEWEST)
    return page(request, "teaching_notes/index.html", teaching_notes=found, place_of=place_of)


def show(request: Request) -> Response:
    """GET /cases/{slug}/teaching-notes"""
    return show_with(request, case_for(request.state.db, request.state.viewer, request.path_params["slug"]))


def create(request: Request) -> Response:
    """POST /cases/{slug}/teaching-notes"""
    return create_with(request, case_for(request.state.db, request.state.viewer, request.path_params["slug"]))


def create_with(request: Request, about: Case | CaseSet) -> Response:
    """Keep a note or a question about a case or a set."""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    text, kind = text_of(form, "text"), text_of(form, "kind")
    try:
        look_first(request, about, text)
        wanted = TeachingNoteKind.question if kind == TeachingNoteKind.question else TeachingNoteKind.note
        kept = conversing.teaching_note(db, about, text, kind=wanted, by=viewer.person)
    except WrongInput as wrong:
        return show_with(request, about, text=text, kind=kind, problem=str(wrong), status_code=422)
    return back(request, about, to=kept.key)


def edit(request: Request) -> Response:
    """GET /teaching-notes/{key}/edit"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    return _edit(request, shown, shown.teaching_note.text)


def update(request: Request) -> Response:
    """POST /teaching-notes/{key}"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    text = text_of(request.state.form, "text")
    try:
        look_first(request, shown.about, text)
        conversing.edit(request.state.db, shown.teaching_note, text)
    except WrongInput as wrong:
        return _edit(request, shown, text, problem=str(wrong), status_code=422)
    return back(request, shown.about, to=shown.teaching_note.key)


def remove(request: Request) -> Response:
    """POST /teaching-notes/{key}/removal"""
    shown = own_teaching_note(request.state.db, request.state.viewer, request.path_params["key"])
    conversing.remove(request.state.db, shown.teaching_note)
    return back(request, shown.about)


def place_of(about: Case | CaseSet | None) -> tuple[str, dict[str, Any]]:
    """Where the teaching notes on something stand, as a route's name and what it needs; all the newest where that is
    not in sight."""
    if about is None:
        return "teaching_notes.index", {}
    if isinstance(about, CaseSet):
        return "set_teaching_notes.show", {"key": about.key}
    return "teaching_notes.show", {"slug": about.slug}


def back(request: Request, about: Case | CaseSet | None, *, to: str = "") -> Response:
    """See what stands there, one teaching note of it where its key is given."""
    name, given = place_of(about)
    return redirect(request, name, fragment_id=f"teaching-note-{to}" if to else "", **given)


def look_first(request: Request, about: Case | CaseSet | None, text: str) -> None:
    """Raises WrongInput where words may tell who somebody is and these very words were not shown marked before."""
    if found_in(text, story=_story(request, about)) and request.state.form.get("looked") != text_mark(text):
        raise WrongInput("Some words may tell who somebody is. Change them, or send it as it stands.")


def _marked(request: Request, text: str, about: Case | CaseSet | None) -> list[tuple[str, str]]:
    found = found_in(text, story=_story(request, about))
    return list(pieces(text, found)) if found else []


def _story(request: Request, about: Case | CaseSet | None) -> str:
    """What is told there already: names that stand in it are invented."""
    if isinstance(about, CaseSet):
        return "\n".join(case.story for case in cases_of_set(request.state.db, request.state.viewer, about))
    return about.story if about else ""


def _edit(
    request: Request, shown: ShownTeachingNote, text: str, *, problem: str = "", status_code: int = 200
) -> Response:
    return page(
        request,
        "teaching_notes/edit.html",
        status_code=status_code,
        shown=shown,
        place_of=place_of,
        text=text,
        problem=problem,
        marked=_marked(request, text, shown.about) if problem else [],
        looked=text_mark(text),
    )


def show_with(
    request: Request,
    about: Case | CaseSet,
    *,
    text: str = "",
    kind: str = "",
    to: str = "",
    problem: str = "",
    status_code: int = 200,
) -> Response:
    """The teaching notes on a case or a set, with the form in a given state."""
    return page(
        request,
        "teaching_notes/show.html",
        status_code=status_code,
        about=about,
        on_set=isinstance(about, CaseSet),
        place_of=place_of,
        teaching_notes=teaching_notes_on(request.state.db, request.state.viewer, about),
        text=text,
        kind=kind,
        to=to,
        problem=problem,
        marked=_marked(request, text, about),
        looked=text_mark(text),
    )
