"""Proxies that are believed: who asks and by which scheme, as uvicorn reads it, and the id they gave a request, so that
their log and ours can be read together."""

import re
from typing import Any

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from .asgi import App, Receive, Scope, Send

GIVEN_ID = "casebook.request_id"  # in the scope
#: What an id may be: nothing that words could be put into.
_ID = re.compile(rb"[0-9a-f][0-9a-f-]{6,62}[0-9a-f]")


class Proxies:
    """Stands before the whole site where proxies are named. Nobody else's word about anything is taken."""

    def __init__(self, app: App, named: str) -> None:
        site: Any = app
        self._believing = ProxyHeadersMiddleware(site, trusted_hosts=[one.strip() for one in named.split(",")])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] == "http" and client and client[0] in self._believing.trusted_hosts:
            given = [value for name, value in scope["headers"] if name == b"x-request-id"]
            if len(given) == 1 and _ID.fullmatch(given[0]):
                scope[GIVEN_ID] = given[0].decode()
        inner: Any = self._believing
        await inner(scope, receive, send)
