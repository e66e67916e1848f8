"""Notes on a clip, beside its words; written, changed and taken away without touching the player."""

import json
import re

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import SeenClip, clip_for
from ..db.row import new_key
from ..errors import Gone, NotFound, WrongInput
from ..reflect import annotating
from ..reflect.annotating import NEVER, Annotation, own_annotation, own_annotations
from ..reflect.keyring import Keyring
from ..reflect.web_annotations import BroughtNote, as_collection, read_annotations
from ..teach.letting_read import remove_note
from ..teach.shared_note_queries import let_of, notes_of_groups
from .forms import as_ms, text_of
from .render import file, fragment, page, redirect, wants_fragment

MOST_BYTES = 1024**2 - 4096  # of a file brought in: what is larger would be put down on the disk, readable
_KEY = re.compile(r"[a-z0-9]{12}")


def create(request: Request) -> Response:
    """POST /clips/{key}/annotations"""
    seen = clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    key = text_of(request.state.form, "note")
    if not _KEY.fullmatch(key):
        raise NotFound("note")
    try:
        from_ms, to_ms = _span(request)
        note = Annotation(
            key, seen.clip.key, seen.clip.title, seen.case.slug, seen.case.title, from_ms, to_ms, _words(request)
        )
        annotating.annotate(request.state.db, _keyring(request), note, by=request.state.viewer.person)
    except WrongInput as wrong:
        return _answer(request, seen.clip.key, seen.case.slug, problem=str(wrong), typed=_words(request))
    return _answer(request, seen.clip.key, seen.case.slug, at_ms=from_ms)


def update(request: Request) -> Response:
    """POST /annotations/{key}: its words and its span, from wherever it is shown"""
    key, person = request.path_params["key"], request.state.viewer.person
    note = own_annotation(request.state.db, _keyring(request), key, of=person)
    try:
        from_ms, to_ms = _span(request)
        annotating.rewrite(
            request.state.db, _keyring(request), key, text=_words(request), from_ms=from_ms, to_ms=to_ms, by=person
        )
    except WrongInput as wrong:
        return _answer(request, note.clip, note.case, problem=str(wrong), typed=_words(request))
    return _answer(request, note.clip, note.case, at_ms=from_ms)


def remove(request: Request) -> Response:
    """POST /annotations/{key}/removal"""
    key, person = request.path_params["key"], request.state.viewer.person
    note = own_annotation(request.state.db, _keyring(request), key, of=person)
    remove_note(request.state.db, _keyring(request), key, by=person)
    if request.state.form.get("from") == "my-casebook":
        return redirect(request, "my_casebook.show", fragment_id="notes")
    return _answer(request, note.clip, note.case, at_ms=note.from_ms)


def export(request: Request) -> Response:
    """GET /my-casebook/notes.jsonld"""
    notes = own_annotations(request.state.db, _keyring(request), request.state.viewer.person)
    told = as_collection(notes, site=request.app.state.site.address)
    return file(
        json.dumps(told, ensure_ascii=False, indent=2),
        name="my-notes.jsonld",
        kind="application/ld+json; charset=utf-8",
    )


def bring(request: Request) -> Response:
    """POST /my-casebook/notes: notes from a file of Web Annotations. What is here already stays as it is."""
    try:
        found, others = read_annotations(_given(request))
    except WrongInput as wrong:
        return page(request, "annotations/brought.html", status_code=422, problem=str(wrong), counts=None)
    kept = {one.key for one in own_annotations(request.state.db, _keyring(request), request.state.viewer.person)}
    counts = {"brought": 0, "here": 0, "left": others}
    for note in found:
        counts["here" if note.key in kept else _bring_one(request, note)] += 1
    return page(request, "annotations/brought.html", problem="", counts=counts)


def _given(request: Request) -> object:
    given = request.state.form.get("file")
    data = given.file.read(MOST_BYTES + 1) if isinstance(given, UploadFile) else b""
    if len(data) > MOST_BYTES:
        raise WrongInput("The file is larger than a megabyte. Bring it in parts.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise WrongInput("Choose a file of Web Annotations, as JSON.") from None


def _bring_one(request: Request, note: BroughtNote) -> str:
    """Bring one note in where its clip is within sight; answers what became of it."""
    try:
        seen = clip_for(request.state.db, request.state.viewer, note.clip)
        brought = Annotation(
            note.key if _KEY.fullmatch(note.key) else new_key(),
            seen.clip.key,
            seen.clip.title,
            seen.case.slug,
            seen.case.title,
            note.from_ms,
            max(note.from_ms, note.to_ms),
            note.text,
            made_at=note.made_at or NEVER,
        )
        annotating.annotate(request.state.db, _keyring(request), brought, by=request.state.viewer.person)
    except (NotFound, Gone, WrongInput):
        return "left"
    return "brought"


def _span(request: Request) -> tuple[int, int]:
    begins, ends = (text_of(request.state.form, name).strip() for name in ("from", "until"))
    from_ms = as_ms(begins or "0")
    to_ms = as_ms(ends) if ends else from_ms
    if from_ms is None or to_ms is None:
        raise WrongInput("Write times as minutes and seconds, such as 1:30.")
    return from_ms, to_ms


def _words(request: Request) -> str:
    return text_of(request.state.form, "words")


def _answer(request: Request, clip: str, slug: str, *, at_ms: int = 0, problem: str = "", typed: str = "") -> Response:
    """The notes of the clip for a script; else back to where the note stands, or the form with what was typed."""
    notes = own_annotations(request.state.db, _keyring(request), request.state.viewer.person, clip=clip)
    seen = _still_seen(request, clip)
    status = 422 if problem else 200
    if seen and (problem or wants_fragment(request)):
        template = "annotations/_notes.html" if wants_fragment(request) else "annotations/show.html"
        show = fragment if wants_fragment(request) else page
        return show(
            request,
            template,
            status_code=status,
            notes=notes,
            let=let_of(request.state.db, _keyring(request), request.state.viewer.person, notes),
            group_notes=notes_of_groups(request.state.db, request.state.viewer, clip),
            clip=seen.clip,
            case_slug=slug,
            note_key=new_key(),
            start_ms=at_ms,
            problem=problem,
            typed=typed,
        )
    if not seen:
        return redirect(request, "my_casebook.show", fragment_id="notes")
    query = {"clip": clip, "t": f"{at_ms / 1000:g}"}
    return redirect(request, "cases.show", slug=slug, query=query, fragment_id=f"notes-{clip}")


def _still_seen(request: Request, clip: str) -> SeenClip | None:
    try:
        return clip_for(request.state.db, request.state.viewer, clip)
    except (NotFound, Gone):
        return None


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.library.keyring
    return keyring
