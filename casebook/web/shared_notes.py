"""Letting one's group read a note, after a look at what may tell who somebody is; and taking it back."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import SeenClip, clip_for
from ..errors import Gone, NotFound, WrongInput
from ..media.clip import Clip
from ..people.identifiers import found_in, pieces
from ..reflect.annotating import Annotation, own_annotation
from ..teach.letting_read import let_read, take_note_back
from ..teach.shared_note_queries import groups_of
from .forms import text_of
from .render import page, redirect
from .shared_reasons import text_mark


def new(request: Request) -> Response:
    """GET /annotations/{key}/readers"""
    note, seen = _about(request)
    return _show(request, note, seen, note.text)


def create(request: Request) -> Response:
    """POST /annotations/{key}/readers"""
    note, seen = _about(request)
    form = request.state.form
    text, group = text_of(form, "text"), text_of(form, "group")
    if found_in(text, story=seen.case.story) and form.get("looked") != text_mark(text):
        return _show(request, note, seen, text, group, looked=True)
    db, person, keyring = request.state.db, request.state.viewer.person, request.app.state.library.keyring
    try:
        let_read(db, keyring, seen, note, text, group=group, by=person)
    except WrongInput as wrong:
        return _show(request, note, seen, text, group, problem=str(wrong))
    return _back(request, seen, note.from_ms)


def remove(request: Request) -> Response:
    """POST /shared-notes/{key}/removal"""
    db, viewer = request.state.db, request.state.viewer
    shared = take_note_back(db, request.path_params["key"], by=viewer.person)
    if request.state.form.get("from") != "my-casebook":
        try:
            return _back(request, clip_for(db, viewer, db.get_one(Clip, shared.clip_id).key), shared.from_ms)
        except (NotFound, Gone):
            pass  # taken back all the same; the film is not there to go back to
    return redirect(request, "my_casebook.show", fragment_id="shared")


def _about(request: Request) -> tuple[Annotation, SeenClip]:
    db, viewer = request.state.db, request.state.viewer
    note = own_annotation(db, request.app.state.library.keyring, request.path_params["key"], of=viewer.person)
    return note, clip_for(db, viewer, note.clip)


def _back(request: Request, seen: SeenClip, at_ms: int) -> Response:
    query = {"clip": seen.clip.key, "t": f"{at_ms / 1000:g}"}
    return redirect(request, "cases.show", slug=seen.case.slug, query=query, fragment_id=f"notes-{seen.clip.key}")


def _show(
    request: Request,
    note: Annotation,
    seen: SeenClip,
    text: str,
    chosen: str = "",
    *,
    looked: bool = False,
    problem: str = "",
) -> Response:
    found = found_in(text, story=seen.case.story)
    return page(
        request,
        "shared_notes/new.html",
        status_code=422 if looked or problem else 200,
        note=note,
        seen=seen,
        text=text,
        groups=groups_of(request.state.db, request.state.viewer.person, seen.case),
        chosen=chosen,
        pieces=list(pieces(text, found)) if found else [],
        whys=list(dict.fromkeys(one.why for one in found)),
        looked=text_mark(text),
        problem=problem,
    )
