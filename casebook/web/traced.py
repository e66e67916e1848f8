"""A span for each request, where traces are collected: the route by its name and its pattern, and what it spent in the
database. Never the path or the query, in which keys and words stand."""

from ..db.timing import spending
from ..traces.opening import Said, Traces
from .asgi import App, Message, Receive, Scope, Send
from .proxies import GIVEN_ID
from .requests import route_of


class Traced:
    """Stands behind the request's id."""

    def __init__(self, app: App, *, traces: Traces) -> None:
        self.app, self.traces = app, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/static/", "/healthz", "/readyz", "/metrics")):
            await self.app(scope, receive, send)
            return
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self.traces.asked() as span, spending() as spent:
            try:
                await self.app(scope, receive, sending)
            finally:
                route = route_of(scope)
                said: Said = {
                    "http.request.method": scope["method"],
                    "http.route": str(getattr(scope.get("route"), "path", "")),
                    "http.response.status_code": status,
                    "casebook.request_id": scope[GIVEN_ID],
                    "casebook.database.statements": spent.statements,
                    "casebook.database.seconds": spent.seconds,
                }
                span.says(f"{scope['method']} {route}", said, failed=status >= 500)
