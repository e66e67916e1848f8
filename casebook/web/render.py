"""Rendering: pages, fragments, redirects; what every template may use; addresses of static files by their content."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from .. import __version__
from ..cases.labels import in_words
from ..may import may as may_rule
from ..media.sizes import as_size
from ..people.viewer import NOBODY
from .consent_words import open_to, uses_said
from .words import as_clock, as_long_day, as_minutes, as_shape, as_short_week, as_time, as_week, initials, markdown

PACKAGE = Path(__file__).resolve().parent.parent
STATIC = PACKAGE / "static"
TEMPLATES = next(place for place in (PACKAGE / "templates", PACKAGE.parent / "templates") if place.is_dir())


class Site:
    """What a template may know of the site."""

    def __init__(self, *, demo: bool, simulated: bool, address: str, idle_minutes: int) -> None:
        self.name = "casebook"
        self.demo = demo
        self.simulated = simulated  # earlier answers were made by a script, and the pages say so
        self.address = address
        self.idle_minutes = idle_minutes  # after which a sign-in ends, and what a tab kept while offline goes
        self.version = __version__


def environment() -> jinja2.Environment:
    """The templates' environment: escaped, and a name that nobody passed is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["markdown"] = _as_html
    env.filters |= {
        "clock": as_clock,
        "minutes": as_minutes,
        "shape": as_shape,
        "week": as_week,
        "short_week": as_short_week,
        "day": as_long_day,
        "time": as_time,
        "size": as_size,
        "in_words": in_words,
        "initials": initials,
        "open_to": open_to,
        "uses_said": uses_said,
    }
    return env


@jinja2.pass_context
def _as_html(context: jinja2.runtime.Context, text: str) -> Markup:
    url_for = context["url_for"]
    return markdown(
        text,
        moment=lambda slug, clip, ms: f"{url_for('cases.show', slug=slug)}?clip={clip}&t={ms / 1000:g}#player-{clip}",
    )


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return environment()


def rendered(request: Request, template: str, **values: Any) -> str:
    """A template as text."""
    viewer = getattr(request.state, "viewer", NOBODY)
    named = request.app.state.named

    def url_for(name: str, /, **params: Any) -> str:
        return str(named[name].url_path_for(name, **params))  # a page names some forty of the map's lines

    given = {
        "request": request,
        "viewer": viewer,
        "site": request.app.state.site,
        "url_for": url_for,
        "static": static_address,
        "may": lambda permission: may_rule(viewer, permission),
    }
    return _environment().get_template(template).render(given | values)


def page(request: Request, template: str, *, status_code: int = 200, **values: Any) -> Response:
    """A whole page."""
    return HTMLResponse(
        rendered(request, template, **values), status_code=status_code, headers={"Vary": "HX-Request, Cookie"}
    )


def fragment(request: Request, template: str, *, status_code: int = 200, **values: Any) -> Response:
    """A part of a page, for htmx."""
    return page(request, template, status_code=status_code, **values)


def redirect(
    request: Request, name: str, /, *, query: dict[str, str] | None = None, fragment_id: str = "", **params: Any
) -> Response:
    """See another page, by 303."""
    path = str(request.url_for(name, **params).path) + (f"?{urlencode(query)}" if query else "")
    return RedirectResponse(f"{path}#{fragment_id}" if fragment_id else path, status_code=303)


def elsewhere(request: Request, name: str, /, **params: Any) -> Response:
    """See another page, whether a browser asked or htmx did."""
    if not wants_fragment(request):
        return redirect(request, name, **params)
    return Response(headers={"HX-Redirect": str(request.url_for(name, **params).path)})


def file(text: str | bytes, *, name: str, kind: str) -> Response:
    """Something to keep as a file, by an ASCII name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=kind, headers=headers)


def wants_fragment(request: Request) -> bool:
    """Whether htmx asked for a part rather than a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def accepts_html(request: Request) -> bool:
    """Whether the asker reads HTML; one that says nothing or */* does."""
    accept = request.headers.get("accept", "")
    return not accept or "text/html" in accept or "*/*" in accept


def accepts_json(request: Request) -> bool:
    """Whether the asker reads JSON and not HTML, as programs do."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


@lru_cache(maxsize=512)
def static_address(path: str) -> str:
    """The address of a static file, which changes with its content so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def wants_line(template: Path) -> set[str]:
    """The names in a template's first line, `{# wants: a, b #}`; a test compares them with what is used."""
    first = template.read_text(encoding="utf-8").split("\n", 1)[0]
    found = re.fullmatch(r"\{#-? wants:\s*(.*?)\s*-?#\}", first.strip())
    if found is None:
        raise ValueError(f"{template.name} does not begin with {{# wants: … #}}")
    return {name.strip() for name in found[1].split(",") if name.strip()}
