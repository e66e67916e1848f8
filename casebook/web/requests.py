"""The first thing a request meets: it is given an id, which every log line that belongs to it carries, and it is
counted. Its own log line never holds the query, which may hold words."""

import secrets

import structlog
from starlette.datastructures import MutableHeaders
from structlog.contextvars import bound_contextvars

from ..metrics.serving import NO_ROUTE, ServingTally
from .asgi import App, Message, Receive, Scope, Send
from .proxies import GIVEN_ID

log = structlog.get_logger("casebook.web")


class Requests:
    """A short id for each request, in its answer and in every log line; its line at the end; its place in the tally."""

    def __init__(self, app: App, *, tally: ServingTally) -> None:
        self.app, self.tally = app, tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope[GIVEN_ID] = scope.get(GIVEN_ID) or secrets.token_hex(6)
        asked = self.tally.begin()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.answering(message["status"])
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, sending)
            finally:
                self.tally.end(asked, route_of(scope), scope["method"])
                say = log.debug if scope["path"].startswith(("/static/", "/m/")) else log.info
                status = asked.status or 500
                say("request", method=scope["method"], path=scope["path"], status=status, ms=asked.took_ms)


def route_of(scope: Scope) -> str:
    """The name of the route a request was for, once it was looked for."""
    return str(getattr(scope.get("route"), "name", None) or NO_ROUTE)
