"""Whether the server lives and whether it can serve; and reports of what browsers refused."""

import json
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..health import problems
from ..metrics import metrics

log = structlog.get_logger("casebook.web")


async def alive(request: Request) -> Response:
    """GET /healthz: this process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """GET /readyz: 200 when requests can be served, else 503 with what is missing."""
    found = problems(request.app.state.library)
    return JSONResponse({"status": "not ready" if found else "ready", "problems": found}, 503 if found else 200)


def numbers(request: Request) -> Response:
    """GET /metrics: states for Prometheus, for whoever brings the key."""
    told = metrics(request.app.state.library, request.headers.get("authorization", ""))
    return Response(told, media_type="text/plain; version=0.0.4; charset=utf-8")


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
