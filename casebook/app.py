"""The web application over an open library."""

import contextlib
import gc
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .db.engine import reading
from .db.migrate import unfit
from .errors import DatabaseBehind, IndexUnavailable
from .library import Library
from .metrics.telling import Metrics
from .people.provider_client import ProviderClient
from .people.queries import anyone_simulated
from .teach.seat_pages import Turns
from .traces.opening import Traces
from .web.decisions import Decisions
from .web.errors import say
from .web.handle import Threads, decide
from .web.looking import Looking
from .web.middleware import Limits, SameOrigin, SecurityHeaders, Surprises
from .web.openapi import described
from .web.receivers import Receivers
from .web.render import STATIC, Site
from .web.requests import Requests
from .web.routes import MAP, routes, streams
from .web.traced import Traced


def create_app(library: Library, *, traces: Traces | None = None) -> Starlette:
    """Everything a request meets, outermost first. Raises DatabaseBehind where `casebook migrate` is due."""
    if unfit(library.engine):
        raise DatabaseBehind("The database has not been brought to this version yet. Run: casebook migrate")
    settings, metrics = library.settings, Metrics(library)
    film_origin = library.storage.origin if settings.film_from == "store" else ""
    app = Starlette(
        routes=[*routes(), Mount("/static", KeptStatic(directory=STATIC), name="static")],
        middleware=[
            Middleware(Requests, tally=metrics.tally),
            *([Middleware(Traced, traces=traces)] if traces else []),
            Middleware(SecurityHeaders, https=settings.own_address.startswith("https://"), film_origin=film_origin),
            Middleware(Surprises),
            Middleware(TrustedHostMiddleware, allowed_hosts=settings.allowed_hosts.split(","), www_redirect=False),
            Middleware(Limits, streams=streams()),
            Middleware(SameOrigin, address=settings.own_address),
        ],
        exception_handlers={HTTPException: _http},
    )
    app.state.library = library
    app.state.named = {route.name: route for route in app.routes if isinstance(route, Route)}
    app.state.described = described(MAP, settings.own_address)
    app.state.metrics = metrics
    app.state.threads = Threads(settings.reading_threads)
    app.state.stopping = lambda: False  # the server that runs us knows better
    app.state.leaving = lambda: False  # and so it does of this: nobody new is to be sent here
    app.state.decisions = Decisions(signed_s=settings.film_link_seconds if settings.film_from == "store" else 0)
    app.state.receivers = Receivers()
    app.state.looking = Looking(app)
    app.state.turns = Turns()
    app.state.provider_clients = {slug: ProviderClient(one) for slug, one in library.providers.items()}
    with contextlib.suppress(IndexUnavailable):
        library.index.open()  # so that whoever searches first need not wait for it
    with reading(library.engine) as db:
        simulated = anyone_simulated(db)
    app.state.site = Site(
        demo=settings.demo,
        simulated=simulated,
        address=settings.own_address,
        idle_minutes=settings.session_idle_minutes,
    )
    return app


def app_for_good(library: Library, *, traces: Traces | None = None) -> Starlette:
    """The same for a process that does nothing but serve it: what is there by now is not looked through for rubbish
    again, as that would stop every page for a quarter of a second, every few hundred pages."""
    app = create_app(library, traces=traces)
    gc.collect()
    gc.freeze()
    return app


class KeptStatic(StaticFiles):
    """Files whose address changes with their content, so browsers may keep them for ever."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


async def _http(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    threads: Threads = request.app.state.threads

    def answer() -> Response:
        decide(request, lambda db, viewer: None, "public")  # so that the page knows who is looking
        return say(request, wrong.status_code)

    return await anyio.to_thread.run_sync(answer, limiter=threads.reading)
