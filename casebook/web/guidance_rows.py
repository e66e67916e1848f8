"""Guidance as its editors see it: every row, with who last opened the source and when."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.curating import GUIDANCE_WORDS, add_guidance, change_guidance, stamp
from ..cases.guidance import Guidance
from ..cases.manuscript_queries import guidance_row, vocabulary
from ..cases.writing import SavedMeanwhile
from .forms import text_of
from .render import page, redirect

EMPTY: dict[str, Any] = dict.fromkeys(GUIDANCE_WORDS, "") | {"jurisdiction": "England"}


def index(request: Request) -> Response:
    """GET /studio/guidance"""
    return page(request, "guidance/index.html", rows=vocabulary(request.state.db).guidance)


def new(request: Request) -> Response:
    """GET /studio/guidance/new"""
    return _form(request, None, EMPTY)


def create(request: Request) -> Response:
    """POST /studio/guidance"""
    typed, problems = _read(request)
    if problems:
        return _form(request, None, typed, problems, status_code=422)
    add_guidance(request.state.db, _kept(typed), checked=_ticked(request), by=request.state.viewer.person)
    return redirect(request, "guidance.index")


def edit(request: Request) -> Response:
    """GET /studio/guidance/{key}"""
    row = guidance_row(request.state.db, request.path_params["key"])
    return _form(request, row, _held(row))


def update(request: Request) -> Response:
    """POST /studio/guidance/{key}"""
    row = guidance_row(request.state.db, request.path_params["key"])
    typed, problems = _read(request)
    if problems:
        return _form(request, row, typed, problems, status_code=422)
    seen = text_of(request.state.form, "seen")
    person, checked = request.state.viewer.person, _ticked(request)
    try:
        change_guidance(request.state.db, row, _kept(typed), checked=checked, seen=seen, by=person)
    except SavedMeanwhile:
        held = _held(row)
        clash = [(name.replace("_", " ").capitalize(), held[name]) for name in held if held[name] != typed[name]]
        return _form(request, row, typed, clash=clash, status_code=409)
    return redirect(request, "guidance.index", fragment_id=row.key)


def _held(row: Guidance) -> dict[str, Any]:
    return {name: str(getattr(row, name) or "") for name in GUIDANCE_WORDS}


def _kept(typed: dict[str, Any]) -> dict[str, Any]:
    return typed | {"year": int(typed["year"]) if typed["year"] else None}


def _ticked(request: Request) -> bool:
    return text_of(request.state.form, "checked") == "yes"


def _read(request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    typed = {name: " ".join(text_of(request.state.form, name).split())[:2000] for name in GUIDANCE_WORDS}
    problems = {
        name: words
        for name, words in (
            ("issuer", "Say who issued it."),
            ("title", "Say what it is called."),
            ("jurisdiction", "Say where it counts, such as England or UK."),
        )
        if not typed[name]
    }
    if typed["year"] and not re.fullmatch(r"(19|20)\d\d", typed["year"]):
        problems["year"] = "A year has four figures, such as 2024; leave it empty if it has none."
    if typed["url"] and not re.fullmatch(r"https://\S+", typed["url"]):
        problems["url"] = "An address begins with https://."
    return typed, problems


def _form(
    request: Request,
    row: Guidance | None,
    typed: dict[str, Any],
    problems: dict[str, str] | None = None,
    *,
    clash: list[tuple[str, str]] | None = None,
    status_code: int = 200,
) -> Response:
    return page(
        request,
        "guidance/edit.html",
        status_code=status_code,
        row=row,
        typed=typed,
        seen=stamp(row, GUIDANCE_WORDS) if row else "",
        problems=problems or {},
        clash=clash or [],
    )
