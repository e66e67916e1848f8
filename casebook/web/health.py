"""Whether the server lives and whether it can serve; and reports of what browsers refused."""

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..health import problems

log = structlog.get_logger("casebook.web")


async def alive(request: Request) -> Response:
    """GET /healthz: this process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """GET /readyz: 200 when requests can be served, else 503 with what is missing."""
    found = problems(request.app.state.library)
    return JSONResponse({"status": "not ready" if found else "ready", "problems": found}, 503 if found else 200)


async def csp(request: Request) -> Response:
    """POST /csp: a browser refused something a page tried to load; noted without the address, which may hold words."""
    report = (await request.body())[:2000].decode("utf-8", "replace")
    log.warning("csp", report=report.split('"blocked-uri"')[-1][:120])
    return Response(status_code=204)
