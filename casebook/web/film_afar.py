"""Film that lies on another machine: its bytes pass through here, ranges and all, or whoever may see it is sent to the
store by an address that ends within a minute. Threads that wait for the store are its own: style sheets, errors and
pages never stand behind them."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..library import Library
from .handle import Threads

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
BY_LINK = ("m4s", "mp4")  # playlists, captions and pictures are ours to send: small, and asked for first


async def from_afar(request: Request, library: Library, path: str, kind: str) -> Response:
    """Send a file of a storage that is elsewhere, or the address to have it from. Raises NotFound, and StorageAway
    while nothing has been sent."""
    threads: Threads = request.app.state.threads
    headers = {"Cache-Control": "private, no-store"}
    if library.settings.film_from == "store" and path.endswith(BY_LINK):
        sign = partial(library.storage.link, path, seconds=library.settings.film_link_seconds)
        if (link := await threads.fetch(sign)) is not None:
            return Response(status_code=302, headers=headers | {"Location": link})
    size, etag = await threads.fetch(partial(library.storage.facts, path))
    headers |= {"Accept-Ranges": "bytes", "ETag": f'"{etag}"'}
    asked = request.headers.get("range", "") if request.headers.get("if-range", f'"{etag}"') == f'"{etag}"' else ""
    part = part_of(asked, size)
    if part is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(part.end - part.start)
    if not part.whole:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    status = 200 if part.whole else 206
    if request.method == "HEAD":
        return Response(status_code=status, media_type=kind, headers=headers)
    pieces = library.storage.chunks(path, part.start, part.end)
    first = await threads.fetch(partial(next, pieces, b""))
    return StreamingResponse(_sent(threads, first, pieces), status_code=status, media_type=kind, headers=headers)


async def _sent(threads: Threads, piece: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece:
        yield piece
        piece = await threads.fetch(partial(next, pieces, b""))


@dataclass(frozen=True)
class Part:
    """What is sent of a file: from `start` up to, not including, `end`."""

    start: int
    end: int
    whole: bool


def part_of(asked: str, size: int) -> Part | None:
    """What a Range header asks for: all of it where it cannot be read or asks for several parts, as it may be; None
    where nothing of it is there."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]) or (found[1] and found[2] and int(found[1]) > int(found[2])):
        return Part(0, size, whole=True)
    if found[1]:
        start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    else:
        start, end = max(size - int(found[2]), 0), size
    return Part(start, end, whole=False) if start < end else None
