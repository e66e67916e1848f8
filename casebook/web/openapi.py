"""`/openapi.json`: the whole map as OpenAPI 3.1, made from `routes.py` itself, so that none of its lines is missing."""

import re
from functools import cache
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import __version__
from .form_fields import FIELDS, FILES

#: status -> what it means here
STATUSES = {
    200: "What was asked for.",
    201: "It is there.",
    204: "Done; there is nothing to show.",
    206: "The part of the file that was asked for.",
    303: "Done, or sign in first: look there.",
    304: "It has not changed.",
    400: "The request could not be read.",
    401: "Sign in first; nothing was done.",
    403: "Not for your role, not now, or not from our own pages; nothing was done.",
    404: "It is not there, or it is not yours to see.",
    405: "There is no such method here.",
    408: "It took too long to arrive; nothing was done.",
    409: "It has been done already, has changed since, or is not ready.",
    410: "It has been taken back.",
    412: "Another version of the tus protocol is spoken here.",
    413: "More than is taken at once.",
    415: "A body of this kind is not taken here.",
    416: "The file has no such part.",
    422: "The form again, with what is wrong beside its fields.",
    423: "Another connection sends this very upload.",
    429: "Too many at once; try again in a few minutes.",
    431: "The headers are too long.",
    460: "The bytes changed on their way.",
    503: "Not just now; try again in a moment.",
    507: "There is no room for film; answers are still saved.",
}
ALWAYS = (400, 405, 431, 503)  # before any handler
ACTS = (200, 303, 401, 403, 404, 408, 409, 410, 413, 422, 429, 507)
TUS = (201, 204, 401, 403, 404, 409, 410, 412, 415, 423, 460)
KEEPS_SILENTLY = ("health.csp", "places.create", "uploads.options")
TUS_HEADERS = ("Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum")
_PLACE = re.compile(r"\{(\w+)(?::int)?\}")


class Line(Protocol):
    """What is read of a line of the map."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def handler(self) -> Any: ...
    @property
    def name(self) -> str: ...
    @property
    def permission(self) -> str: ...


@cache
def described(lines: tuple[Line, ...], address: str) -> dict[str, Any]:
    """The description of all lines of a map."""
    paths: dict[str, dict[str, Any]] = {}
    for line in lines:
        path = _PLACE.sub(r"{\1}", line.path)
        paths.setdefault(path, {})[line.method.lower()] = _operation(line)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "casebook",
            "version": __version__,
            "description": "Pages, forms, film and feeds. Forms are taken from the site's own pages alone: "
            "send `Sec-Fetch-Site: same-origin`, or an `Origin` that is the site's own.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "sign-in": {"type": "apiKey", "in": "cookie", "name": "__Host-sid"},
                "upload-token": {"type": "http", "scheme": "bearer"},
            }
        },
    }


def show(request: Request) -> Response:
    """GET /openapi.json: what this site can be asked"""
    return JSONResponse(request.app.state.described, headers={"Cache-Control": "private, no-cache", "Vary": "Cookie"})


def _operation(line: Line) -> dict[str, Any]:
    said = (line.handler.__doc__ or "").strip().partition("\n\n")[0]
    told: dict[str, Any] = {
        "operationId": line.name,
        "summary": " ".join(said.split()) or line.name,
        "tags": [line.name.partition(".")[0]],
        "responses": {str(status): {"description": STATUSES[status]} for status in statuses(line)},
    }
    places = [_place(found[1], found[0]) for found in _PLACE.finditer(line.path)]
    if line.path.startswith("/studio/uploads") and line.method != "GET":
        places += [{"name": name, "in": "header", "schema": {"type": "string"}} for name in TUS_HEADERS]
    if places:
        told["parameters"] = places
    if line.permission != "public":
        told["security"] = [{"sign-in": []}]
        if line.permission == "studio" and line.path.startswith("/studio/uploads"):
            told["security"].append({"upload-token": []})
    if line.method in ("POST", "PATCH"):
        told["requestBody"] = {"content": _body(line)}
    return told


def statuses(line: Line) -> list[int]:
    """Every status that a line may answer with."""
    found = {200, *ALWAYS}
    if line.permission != "public":
        found |= {303, 401, 403}
    if line.method == "POST":
        found |= {*ACTS}
    if "{" in line.path or line.method == "GET":
        found |= {404}
    if line.permission in ("play", "browse", "own", "respond") or line.path.startswith("/covers"):
        found |= {206, 304, 410, 416}
    if line.method == "GET":
        found |= {303, 403, 409, 422}  # a page that needs something of hers first sends her there, or says what
    if line.path.startswith("/studio/uploads"):
        found |= {*ACTS, *TUS}
    if line.name in KEEPS_SILENTLY:
        found |= {204}
    return sorted(found)


def _place(name: str, whole: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if whole.endswith(":int}") else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _body(line: Line) -> dict[str, Any]:
    if line.path.startswith("/studio/uploads") and line.name != "uploads.create":
        return {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    if line.name == "health.csp":
        return {"application/json": {"schema": {"type": "object"}}}
    named = FIELDS.get(line.name, "").split()
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _field(name) for name in named if "*" not in name},
        "additionalProperties": False,
    }
    if starred := [name for name in named if "*" in name]:
        anything = "[A-Za-z0-9/_-]{1,40}"
        schema["patternProperties"] = {f"^{name.replace('*', anything)}$": {"type": "string"} for name in starred}
    return {"multipart/form-data" if line.name in FILES else "application/x-www-form-urlencoded": {"schema": schema}}


def _field(name: str) -> dict[str, Any]:
    return {"type": "string", "contentMediaType": "application/octet-stream"} if name == "file" else {"type": "string"}
