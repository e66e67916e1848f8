"""Whether the server lives and whether it can serve, its numbers, and reports of what browsers refused."""

import json
from urllib.parse import urlsplit

import structlog
from sqlalchemy import QueuePool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ..db.waking import calls
from ..errors import CasebookError
from ..health import problems
from ..library import Library
from ..metrics.serving import Number
from ..metrics.telling import Metrics
from .handle import Threads
from .looking import Looking

log = structlog.get_logger("casebook.web")


async def alive(request: Request) -> Response:
    """GET /healthz: this process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """GET /readyz: 200 when requests can be served, else 503 with what is missing."""
    library: Library = request.app.state.library
    threads: Threads = request.app.state.threads
    found = await threads.tell(lambda: problems(library))
    if request.app.state.leaving():
        found.insert(0, "This process is about to end; others serve.")
    return JSONResponse({"status": "not ready" if found else "ready", "problems": found}, 503 if found else 200)


async def numbers(request: Request) -> Response:
    """GET /metrics: what this process and the library are like, for Prometheus, for whoever brings the key. It is
    answered also while the database is away."""
    metrics: Metrics = request.app.state.metrics
    threads: Threads = request.app.state.threads
    sent, present = request.headers.get("authorization", ""), _present(request)
    try:
        told = await threads.tell(lambda: metrics.text(sent, present))
    except CasebookError as wrong:
        return PlainTextResponse(f"{wrong}\n", wrong.status)
    return Response(told, media_type="text/plain; version=0.0.4; charset=utf-8")


def _present(request: Request) -> list[Number]:
    """What this process is doing at this moment."""
    state = request.app.state
    looking: Looking = state.looking
    engine, counted = state.library.engine, state.threads.counted()
    found = [
        Number("casebook_working", "Requests in a thread.", {k: v.borrowed_tokens for k, v in counted.items()}),
        Number("casebook_waiting", "Requests that wait for one.", {k: v.tasks_waiting for k, v in counted.items()}),
        Number("casebook_watchers", "Screens of teaching sessions.", {"": looking.watchers}),
        Number("casebook_uploads_arriving", "Uploads being received.", {"": len(state.receivers)}),
    ]
    if isinstance(engine.pool, QueuePool):
        used, most = engine.pool.checkedout(), engine.pool.size() + engine.pool._max_overflow
        found.append(Number("casebook_database_connections", "Of this process.", {"in use": used, "most": most}))
    if calls(engine):
        found.append(Number("casebook_hears_calls", "Whether the database calls us.", {"": looking.hears}))
    return found


async def csp(request: Request) -> Response:
    """POST /csp: a browser refused something a page tried to load. Only what was refused is noted, without its query;
    never the page's own address, which may hold words."""
    try:
        report = json.loads((await request.body())[:8000])["csp-report"]
        refused = {name: str(report.get(name, ""))[:100] for name in ("effective-directive", "violated-directive")}
        blocked = urlsplit(str(report.get("blocked-uri", "")))
        log.warning("csp", blocked=f"{blocked.scheme}://{blocked.netloc}"[:100], **refused)
    except (ValueError, KeyError, AttributeError, TypeError):
        pass  # not a report
    return Response(status_code=204)
