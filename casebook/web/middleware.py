"""What stands before every handler: a request id and a log line, limits, the same-origin rule, security headers."""

import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from traceback import extract_tb
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from ..db.engine import is_away, is_full
from .errors import say

log = structlog.get_logger("casebook.web")
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY = 256 * 1024  # bytes of a form
MOST_HEADERS = 16 * 1024  # bytes
#: What may be longer than a form: a transcript, a file of captions with its neighbours in the form, a file of notes,
#: a signed form.
LONGER = (
    (re.compile(r"/studio/clips/[a-z0-9]+/transcript(/file)?"), 2 * 1024**2 + 64 * 1024),
    (re.compile(r"/my-casebook/notes"), 1024**2),
    (re.compile(r"/consents/[a-z0-9]+/evidence-files"), 10 * 1024**2 + 64 * 1024),
)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'; report-uri /csp"
)
POLICY = _POLICY.format(style="")
#: The player's parts style themselves (media-chrome issue 898), so the pages that hold a player alone allow it.
PLAYER_POLICY = _POLICY.format(style=" 'unsafe-inline'")

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send `Origin: null` with forms and break the same-origin rule's fallback.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Requests:
    """A short id for each request, in its answer and in one log line; never the query, which may hold words."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, seen = secrets.token_hex(6), time.perf_counter(), {"status": 500}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - began) * 1000)
            say = log.debug if scope["path"].startswith(("/static/", "/m/")) else log.info
            say("request", method=scope["method"], path=scope["path"], status=seen["status"], ms=took, id=request_id)


class SecurityHeaders:
    """Headers of `HEADERS` on every answer that has not set its own; HSTS where the site's address is https."""

    def __init__(self, app: App, *, https: bool) -> None:
        self.app = app
        self.headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending)


class Surprises:
    """Whatever nobody expected: noted by its kind and the request's id, never with its text, which may hold an answer;
    said as a page, inside the security headers. A database that is busy is said as such."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as wrong:
            busy = isinstance(wrong, OperationalError) and is_away(wrong)
            full = isinstance(wrong, OperationalError) and is_full(wrong)
            places = [
                f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in extract_tb(wrong.__traceback__)
            ]
            log.error("surprise", kind=type(wrong).__name__, busy=busy, path=scope.get("path"), at=places[-6:])
            if started or scope["type"] != "http":
                raise
            answer = say(Request(scope), 507 if full else 503 if busy else 500)
            if busy and not full:
                answer.headers["Retry-After"] = "5"
            await answer(scope, receive, send)


class SameOrigin:
    """A form is taken only from our own pages: Fetch Metadata first, Origin where that is absent, else refused."""

    def __init__(self, app: App, *, address: str) -> None:
        self.app = app
        self.origin = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in UNSAFE and not self._ours(scope):
            answer = PlainTextResponse(
                "This form did not come from our own pages, so nothing was done. Open the page again and retry.\n", 403
            )
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _ours(self, scope: Scope) -> bool:
        if scope["path"] == "/csp":  # browsers report from no origin at all; nothing is changed by it
            return True
        headers = Headers(scope=scope)
        # an upload token is its own proof: no browser adds it by itself, and it counts only where no cookie is
        if headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers:
            return True
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        origin = headers.get("origin", "")
        return origin == self.origin or (bool(origin) and origin == f"{scope['scheme']}://{headers.get('host', '')}")


class Limits:
    """Headers of at most 16 KiB and bodies of at most 256 KiB, or what `LONGER` says of the path, refused before
    anything parses them. What `streams` names (method, path) sees to its body itself, as it comes: uploads, up to the
    length they announced."""

    def __init__(self, app: App, *, streams: Sequence[tuple[str, re.Pattern[str]]] = ()) -> None:
        self.app = app
        self.streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            await PlainTextResponse("These headers are too long.\n", 431)(scope, receive, send)
            return
        if any(scope["method"] == method and path.match(scope["path"]) for method, path in self.streams):
            await self.app(scope, receive, send)
            return
        too_much = PlainTextResponse(
            "That is too much at once; nothing was saved. Shorten it and send it again.\n", 413
        )
        most = next((most for path, most in LONGER if path.fullmatch(scope["path"])), MOST_BODY)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            await too_much(scope, receive, send)
            return
        taken, started = 0, False

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _TooMuch
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except _TooMuch:
            if not started:
                await too_much(scope, receive, send)


class _TooMuch(Exception):
    pass
