"""Every kind of answer carries the defences: pages, refusals, files, film, redirects, uploads, errors."""

import re
from collections.abc import Callable

import pytest
from httpx2 import Response

from casebook.library import Library
from casebook.web.middleware import HEADERS
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
TUS = {"tus-resumable": "1.0.0", "sec-fetch-site": "same-origin"}
OURS = {"sec-fetch-site": "same-origin"}


def film_of(visitor: Visitor) -> str:
    """The address of a clip's first playlist."""
    found = re.search(r"/m/\w+/\d+/[\w-]+/[\w.]+", visitor.get("/cases/the-open-door").text)
    assert found
    return found[0]


ANSWERS: dict[str, tuple[int, Callable[[Visitor], Response]]] = {
    "a page": (200, lambda one: one.get("/about")),
    "a private page": (200, lambda one: one.get("/my-casebook")),
    "a redirect": (303, lambda one: one.post("/sign-out")),
    "not there": (404, lambda one: one.get("/nope")),
    "not there, as text": (404, lambda one: one.get("/nope", accept="text/plain")),
    "no such method": (405, lambda one: one.client.delete("/about", headers=OURS)),
    "a form with a mistake": (422, lambda one: one.post("/sets", title="x" * 999, slot="45")),
    "from elsewhere": (403, lambda one: one.client.post("/sign-out", headers={"sec-fetch-site": "cross-site"})),
    "another host": (400, lambda one: one.get("/", host="evil.example")),
    "too long": (413, lambda one: one.post("/sign-in", email="x" * 300_000)),
    "too many headers": (431, lambda one: one.get("/", **{"x-long": "x" * 17_000})),
    "too many fields": (400, lambda one: one.post("/sign-in", **{f"f{number}": "x" for number in range(201)})),
    "a file of ours": (200, lambda one: one.get("/static/base.css")),
    "a file that is not there": (404, lambda one: one.get("/static/nope.css")),
    "a feed": (200, lambda one: one.get("/cases.atom")),
    "the description": (200, lambda one: one.get("/openapi.json")),
    "numbers without the key": (404, lambda one: one.get("/metrics")),
    "a file to keep": (200, lambda one: one.get("/my-casebook/notes.jsonld")),
    "everything": (200, lambda one: one.get("/my-casebook/everything.zip")),
    "film": (200, lambda one: one.get(film_of(one))),
    "a part of film": (206, lambda one: one.get(film_of(one), range="bytes=0-9")),
    "no such part of film": (416, lambda one: one.get(film_of(one), range="bytes=99999999-")),
    "no such film": (404, lambda one: one.get("/m/abcdefghjkmn/1/hls/index.m3u8")),
    "tus": (204, lambda one: one.client.options("/studio/uploads")),
    "tus refused": (412, lambda one: one.client.post("/studio/uploads", headers=TUS | {"tus-resumable": "2.0"})),
    "tus without a right": (404, lambda one: one.client.head("/studio/uploads/abcdefghjkmn", headers=TUS)),
}  # fmt: skip


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_carries_the_defences(visit: Visit, ready: Library, kind: str) -> None:
    status, asks = ANSWERS[kind]
    answer = asks(visit("ada"))
    assert answer.status_code == status
    for name, value in HEADERS.items():
        if name == "Content-Security-Policy":
            assert "default-src 'none'" in answer.headers[name]
            assert "script-src 'self';" in answer.headers[name]
            assert "'unsafe-inline'" not in answer.headers[name].replace("style-src 'self' 'unsafe-inline'", "")
            assert "unsafe-eval" not in answer.headers[name]
        elif name == "Cache-Control":
            assert re.search("no-store|immutable|no-cache", answer.headers[name]), answer.headers[name]
        else:
            assert answer.headers[name] == value, name
    assert answer.headers["x-request-id"]
    assert "server" not in answer.headers


def test_nobody_keeps_what_is_private(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    for path in ("/", "/my-casebook", "/cases/the-open-door", "/my-casebook/everything.zip", film_of(lena), "/nope"):
        assert "no-store" in lena.get(path).headers["cache-control"], path


def test_leaving_empties_the_browser(visit: Visit, ready: Library) -> None:
    left = visit("lena").post("/sign-out")
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert 'sid=""' in left.headers["set-cookie"]


def test_over_tls_the_browser_is_told_to_stay_there(ready: Library) -> None:
    secure = ready.settings.model_copy(update={"address": "https://casebook.example", "allowed_hosts": "localhost"})
    visitor = Visitor(Library(**{**vars(ready), "settings": secure}))
    assert visitor.get("/about").headers["strict-transport-security"].startswith("max-age=31536000")
    entered = visitor.client.post("/demo/sign-in", data={"person": "lena@casebook.example"}, headers=OURS)
    assert entered.headers["set-cookie"].startswith("__Host-sid=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in entered.headers["set-cookie"]
    assert "Domain" not in entered.headers["set-cookie"]
