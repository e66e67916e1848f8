"""Taking one's own writing along: a portfolio with a preview, and everything there is."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import capability_titles, guidance_titles
from ..clock import now
from ..errors import NotFound
from ..reflect.exporting import as_markdown, as_text, facts_of, lists_of
from ..reflect.portfolio import Portfolio, in_period, portfolio_of
from ..reflect.portfolio_pdf import as_pdf
from ..reflect.queries import own_cases
from ..reflect.reflecting import own_reflection, own_reflections
from ..reflect.reflection import Reflection
from .forms import as_day
from .render import file, page, rendered


def show(request: Request) -> Response:
    """GET /my-casebook/portfolio: what would be exported, just as it would be"""
    chosen = _chosen(request)
    query = {name: request.query_params.get(name, "") for name in ("from", "until", "reflection")}
    return page(
        request,
        "exports/show.html",
        portfolio=_portfolio(request, chosen),
        facts_of=facts_of,
        lists_of=lists_of,
        query={name: value for name, value in query.items() if value},
        one=chosen[0] if query["reflection"] else None,
    )


def download(request: Request) -> Response:
    """GET /my-casebook/portfolio/{form}: pdf, html, markdown or text"""
    form = request.path_params["form"]
    if form not in FORMS:
        raise NotFound("portfolio")
    portfolio = _portfolio(request, _chosen(request))
    ending, kind, made = FORMS[form]
    return file(made(request, portfolio), name=f"reflections-{now():%Y-%m-%d}.{ending}", kind=kind)


def _html(request: Request, portfolio: Portfolio) -> str:
    return rendered(request, "exports/file.html", portfolio=portfolio, facts_of=facts_of, lists_of=lists_of)


#: form -> how its file ends, what it is, how it is made
FORMS: dict[str, tuple[str, str, Callable[[Request, Portfolio], str | bytes]]] = {
    "pdf": ("pdf", "application/pdf", lambda _, portfolio: as_pdf(portfolio)),
    "html": ("html", "text/html; charset=utf-8", _html),
    "markdown": ("md", "text/markdown; charset=utf-8", lambda _, portfolio: as_markdown(portfolio)),
    "text": ("txt", "text/plain; charset=utf-8", lambda _, portfolio: as_text(portfolio)),
}


def _chosen(request: Request) -> list[Reflection]:
    """One reflection, finished or not, by its key; else the finished ones of a period."""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    if key := request.query_params.get("reflection", ""):
        return [own_reflection(db, keyring, key, of=viewer.person)]
    begins, ends = (as_day(request.query_params.get(name, "")) for name in ("from", "until"))
    return in_period(own_reflections(db, keyring, viewer.person), begins, ends)


def _portfolio(request: Request, chosen: list[Reflection]) -> Portfolio:
    db, person = request.state.db, request.state.viewer.person
    return portfolio_of(
        person.name,
        chosen,
        capabilities=capability_titles(db),
        guidance=guidance_titles(db, [key for one in chosen for key in one.guidance]),
        answered=own_cases(db, request.app.state.library.keyring, person),
    )
