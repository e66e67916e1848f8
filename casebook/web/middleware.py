"""What stands before every handler: limits, the same-origin rule, security headers."""

import re
import time
from collections.abc import Sequence

import anyio
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from ..db.engine import is_away, is_damaged, is_full, is_unaskable
from ..surprises import places, told
from .asgi import App, Message, Receive, Scope, Send
from .errors import say

log = structlog.get_logger("casebook.web")

MOST_BODY = 256 * 1024  # bytes of a form
MOST_HEADERS = 16 * 1024  # bytes
#: What may be longer than a form: a transcript, a file of captions with its neighbours in the form, a file of notes,
#: a signed form.
LONGER = (
    (re.compile(r"/studio/clips/[a-z0-9]+/transcript(/file)?"), 2 * 1024**2 + 64 * 1024),
    (re.compile(r"/my-casebook/notes"), 1024**2),
    (re.compile(r"/consents/[a-z0-9]+/evidence-files"), 10 * 1024**2 + 64 * 1024),
)
_PROVIDERS_WORD = re.compile(r"/sign-in/with/[a-z0-9-]+/ending")
#: A body has to go on coming, and to be there in time: one that is longer has more time.
IDLE_SECONDS, WHOLE_SECONDS, LONGER_SECONDS = 15.0, 25.0, 120.0
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'; report-uri /csp"
)
POLICY = _POLICY.format(style="")
#: The player's parts style themselves (media-chrome issue 898), so the pages that hold a player alone allow it.
PLAYER_POLICY = _POLICY.format(style=" 'unsafe-inline'")


def with_film_of(policy: str, origin: str) -> str:
    """A policy that lets film come from one more origin, and nothing else."""
    if not origin:
        return policy
    policy = policy.replace("media-src 'self' blob:", f"media-src 'self' blob: {origin}")
    return policy.replace("connect-src 'self'", f"connect-src 'self' {origin}")


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


class SecurityHeaders:
    """Headers of `HEADERS` on every answer that has not set its own; HSTS where the site's address is https. Where
    browsers have film from a store, pages may ask that one too."""

    def __init__(self, app: App, *, https: bool, film_origin: str = "") -> None:
        self.app = app
        self.policies = {policy: with_film_of(policy, film_origin) for policy in (POLICY, PLAYER_POLICY)}
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
                policy = headers["Content-Security-Policy"]
                headers["Content-Security-Policy"] = self.policies.get(policy, policy)
            await send(message)

        await self.app(scope, receive, sending)


class Surprises:
    """Whatever nobody expected: noted by its kind and the request's id, never with its text, which may hold an answer;
    said as a page, inside the security headers. A database that is busy is said as such. An answer that was begun is
    broken off and goes no further up, where its text would be printed."""

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
            if is_unaskable(wrong) and not started and scope["type"] == "http":
                await say(Request(scope), 404)(scope, receive, send)
                return
            busy, full, damaged = is_away(wrong), is_full(wrong), is_damaged(wrong)
            log.error(
                "surprise",
                kind=type(wrong).__name__,
                busy=busy,
                damaged=damaged,
                path=scope.get("path"),
                at=places(wrong),
                errors=told(wrong)[1:],
            )
            if started:
                return  # the server closes the connection of an answer that does not end, so that it is seen to be half
            if scope["type"] != "http":
                raise
            answer = say(Request(scope), 507 if full else 503 if busy or damaged else 500)
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
        if _PROVIDERS_WORD.fullmatch(scope["path"]):  # no browser's form: what a provider has signed is its own proof
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
    anything parses them; and a body that stands still, or trickles, is waited for no longer. What `streams` names
    (method, path) sees to its body itself, as it comes: uploads, up to the length they announced."""

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
        most = next((most for path, most in LONGER if path.fullmatch(scope["path"])), MOST_BODY)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            await _refusal(413)(scope, receive, send)
            return
        body, started = _Body(receive, most), False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, body.receive, sending)
        except _Refused as refused:
            if not started:
                await _refusal(refused.status)(scope, receive, send)


class _Body:
    """A body as it comes, up to its limits. Once it is whole, what is received is that the asker has gone, and that may
    take as long as it likes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most, self._taken, self._whole = receive, most, 0, False
        self._until = time.monotonic() + (WHOLE_SECONDS if most == MOST_BODY else LONGER_SECONDS)

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            with anyio.fail_after(max(0.0, min(IDLE_SECONDS, self._until - time.monotonic()))):
                message = await self._receive()
        except TimeoutError:
            raise _Refused(408) from None
        self._taken += len(message.get("body", b""))
        if self._taken > self._most:
            raise _Refused(413)
        self._whole = not message.get("more_body", False)
        return message


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


def _refusal(status: int) -> PlainTextResponse:
    sentence = {
        408: "This took too long to arrive; nothing was saved. Send it again.",
        413: "That is too much at once; nothing was saved. Shorten it and send it again.",
    }[status]
    # what is still to come of the body would be read as the next request
    return PlainTextResponse(f"{sentence}\n", status, headers={"Connection": "close"} if status == 408 else {})
