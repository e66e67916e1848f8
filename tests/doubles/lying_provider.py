"""A provider whose tokens can be wrong in any one way, that can be slow or break, and that can change its keys."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey


class LyingProvider:
    """Speaks OpenID Connect as little as is needed. `claims` and `header` go over what would be right; a claim of None
    is left out. `nonce` is that of the last attempt it was asked about."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.shown = [self.key]  # in its public list
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": "lena-1", "email": "lena@casebook.example", "email_verified": True}
        self.sign_with: RSAKey | OctKey | None = None
        self.raw: object = None  # instead of a token
        self.status = 200
        self.slow_s = 0.0
        self.drips = False
        self.nonce = ""
        self.asked: list[str] = []

    def token(self, **more: Any) -> object:
        """A token as it would be, but for what is wrong with it."""
        if self.raw is not None:
            return self.raw
        moment = int(time.time())
        right = {"iss": self.issuer, "aud": "casebook-north", "sub": "lena-1", "iat": moment, "exp": moment + 60}
        claims = {name: value for name, value in (right | more | self.claims).items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        if header["alg"] == "none":
            parts = [
                base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, claims)
            ]
            return ".".join([*parts, ""])
        return jwt.encode(header, claims, self.sign_with or self.key, algorithms=[header["alg"]])

    def answer(self, path: str) -> dict[str, Any]:
        """What it says at a path, as JSON."""
        if path == "/.well-known/openid-configuration":
            places = {"authorization": "auth", "token": "token", "userinfo": "me"}
            told = {f"{name}_endpoint": f"{self.issuer}/{place}" for name, place in places.items()}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"} | told | self.metadata
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in self.shown]}
        if path == "/token":
            return {"access_token": "access", "token_type": "Bearer", "id_token": self.token(nonce=self.nonce)}
        return self.userinfo


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """One that listens on a free port until it is told to lie."""

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            path = urlsplit(self.path).path
            lying.asked.append(path)
            time.sleep(lying.slow_s)
            body = json.dumps(lying.answer(path)).encode()
            self.send_response(lying.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            for byte in body if lying.drips else ():
                self.wfile.write(bytes([byte]))
                time.sleep(0.5)
            if not lying.drips:
                self.wfile.write(body)

        do_GET = do_POST = _say

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *args: object) -> None:
            pass  # whoever asked has hung up

    server = Quiet(("127.0.0.1", 0), Handler)
    lying = LyingProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield lying
    finally:
        server.shutdown()
        server.server_close()


def nonce_of(there: str) -> str:
    """The nonce that casebook asks a provider to sign."""
    return parse_qs(urlsplit(there).query)["nonce"][0]
