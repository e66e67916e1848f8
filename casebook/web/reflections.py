"""Reflections: written by one person for herself, saved as she types, found by nobody else."""

import re
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import case_for
from ..db.row import new_key
from ..errors import NotFound
from ..reflect import reflecting
from ..reflect.annotating import own_annotations
from ..reflect.reflecting import ReflectionChanged, own_reflection, own_reflections
from ..reflect.reflection import Reflection
from ..reflect.reflection_templates import TEMPLATES
from ..reflect.sharing import live_shares
from .reflection_forms import ReflectionForm, fresh_action, linkable, marked
from .render import fragment, page, redirect, wants_fragment


def new(request: Request) -> Response:
    """GET /reflections/new: the one begun and not finished about this case, or an empty one that is kept when saved"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    slug = request.query_params.get("case", "")
    case = case_for(db, viewer, slug) if slug else None
    begun = [one for one in own_reflections(db, keyring, viewer.person) if case and one.case == slug]
    if unfinished := [one for one in begun if not one.finished]:
        return redirect(request, "reflections.show", key=unfinished[0].key)
    empty = Reflection(key=new_key(), case=slug, case_title=case.title if case else "", tab=new_key())
    return _editor(request, ReflectionForm(empty))


def show(request: Request) -> Response:
    """GET /reflections/{key}"""
    keyring = request.app.state.library.keyring
    kept = own_reflection(request.state.db, keyring, request.path_params["key"], of=request.state.viewer.person)
    return _editor(request, ReflectionForm(replace(kept, tab=new_key())))


def update(request: Request) -> Response:
    """POST /reflections/{key}: save; the first time makes it. A script that saves as she types gets what to say."""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    form = _read(request)
    if not form.problems and not (form.reflection.empty and not form.reflection.version):
        try:
            kept = reflecting.keep_reflection(db, keyring, form.reflection, by=viewer.person)
        except ReflectionChanged as told:
            if wants_fragment(request):
                raise
            return _editor(request, form, told=str(told), status_code=409)
        form = ReflectionForm(kept)
    if wants_fragment(request):
        found = marked(form.reflection, _story(request, form.reflection))
        status = 422 if form.problems else 200
        return fragment(request, "reflections/_saved.html", status_code=status, form=form, found=found, saved=True)
    if form.problems or not form.reflection.version:
        return _editor(request, form, status_code=422 if form.problems else 200)
    return redirect(request, "reflections.show", key=form.reflection.key, fragment_id="saved")


def remove(request: Request) -> Response:
    """POST /reflections/{key}/removal"""
    reflecting.remove_reflection(request.state.db, request.path_params["key"], by=request.state.viewer.person)
    return redirect(request, "my_casebook.show")


def tick(request: Request) -> Response:
    """POST /reflections/{key}/actions/{action}: tick an action off, or take the tick away"""
    reflecting.tick_action(
        request.state.db,
        request.app.state.library.keyring,
        request.path_params["key"],
        request.path_params["action"],
        done=request.state.form.get("done") == "yes",
        by=request.state.viewer.person,
    )
    return redirect(request, "my_casebook.show", fragment_id="actions")


def _read(request: Request) -> ReflectionForm:
    """The posted form. What it is about was settled when it was first kept; the case may have gone since."""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    key = request.path_params["key"]
    if not re.fullmatch(r"[a-z0-9]{12}", key):
        raise NotFound("reflection")
    try:
        kept = own_reflection(db, keyring, key, of=viewer.person)
    except NotFound:
        kept = None
    slug = kept.case if kept else str(request.state.form.get("case", ""))
    form = ReflectionForm.read(key, request.state.form, linkable(db, viewer, slug).about)
    if kept:
        form.reflection = replace(form.reflection, case=kept.case, case_title=kept.case_title)
    return form


def _editor(request: Request, form: ReflectionForm, *, told: str = "", status_code: int = 200) -> Response:
    db, viewer = request.state.db, request.state.viewer
    links = linkable(db, viewer, form.reflection.case)
    keyring, slug = request.app.state.library.keyring, form.reflection.case
    notes = own_annotations(db, keyring, viewer.person, case=slug) if slug else []
    return page(
        request,
        "reflections/edit.html",
        status_code=status_code,
        form=form,
        templates=TEMPLATES,
        links=links,
        notes=notes,
        shares=live_shares(db, form.reflection.key, viewer.person),
        lines=[*form.reflection.actions, fresh_action()],
        found=marked(form.reflection, links.about.case.story if links.about else ""),
        told=told,
        saved=bool(form.reflection.version and not form.problems and not told),
    )


def _story(request: Request, reflection: Reflection) -> str:
    about = linkable(request.state.db, request.state.viewer, reflection.case).about
    return about.case.story if about else ""
