"""A theme's words as its editors write them: its line, what doctors told us with links to moments, what is sought."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.curating import THEME_WORDS, change_theme, stamp
from ..cases.manuscript_queries import edited_theme, theme_guidance, theme_moments, vocabulary
from ..cases.theme import Theme
from ..cases.writing import MOST_CHARACTERS, SavedMeanwhile
from ..errors import WrongInput
from .forms import SLUG, text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /studio/themes"""
    return page(request, "syntheses/index.html", themes=vocabulary(request.state.db).themes)


def edit(request: Request) -> Response:
    """GET /studio/themes/{slug}"""
    theme = edited_theme(request.state.db, request.path_params["slug"])
    return _form(request, theme, _held(theme), theme_guidance(request.state.db, theme))


def update(request: Request) -> Response:
    """POST /studio/themes/{slug}"""
    theme = edited_theme(request.state.db, request.path_params["slug"])
    form, problems, clash = request.state.form, {}, []
    typed: dict[str, Any] = {name: " ".join(text_of(form, name).split()) for name in ("line", "sought")}
    typed["synthesis"] = text_of(form, "synthesis").strip()
    typed["words"] = [word for one in text_of(form, "words").split(",") if (word := " ".join(one.split()))]
    guidance = [str(key) for key in form.getlist("guidance") if SLUG.fullmatch(str(key))]
    if not typed["line"]:
        problems["line"] = "Say in a line what belongs here."
    if len(typed["synthesis"]) > MOST_CHARACTERS:
        problems["synthesis"] = f"It is longer than {MOST_CHARACTERS:,} characters."
    try:
        if not problems:
            change_theme(request.state.db, theme, typed, guidance, seen=text_of(form, "seen"))
            return redirect(request, "themes.show", slug=theme.slug)
    except SavedMeanwhile:
        held = _held(theme)
        clash = [(name.capitalize(), _said(held[name])) for name in held if held[name] != typed[name]]
    except WrongInput as wrong:
        problems["synthesis"] = str(wrong)
    return _form(request, theme, typed, guidance, problems, clash=clash, status_code=409 if clash else 422)


def _held(theme: Theme) -> dict[str, Any]:
    return {name: getattr(theme, name) for name in THEME_WORDS}


def _said(words: str | list[str]) -> str:
    return words if isinstance(words, str) else ", ".join(words)


def _form(
    request: Request,
    theme: Theme,
    typed: dict[str, Any],
    guidance: list[str],
    problems: dict[str, str] | None = None,
    *,
    clash: list[tuple[str, str]] | None = None,
    status_code: int = 200,
) -> Response:
    return page(
        request,
        "syntheses/edit.html",
        status_code=status_code,
        theme=theme,
        typed=typed | {"words": ", ".join(typed["words"])},
        seen=stamp(theme, THEME_WORDS),
        chosen=guidance,
        guidance=vocabulary(request.state.db).guidance,
        moments=theme_moments(request.state.db, theme),
        problems=problems or {},
        clash=clash or [],
    )
