"""Film bytes: every playlist, segment, still and caption passes the one gate, and the key that is authorised is the
key that is opened."""

import re
from collections.abc import Callable

import anyio
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from ..cases.queries import cover_path
from ..cases.viewing import pictured_clip, playable_clip
from ..errors import CasebookError, NotFound
from ..media.clip import Clip
from ..media.storage import Storage
from ..people.viewer import Viewer
from . import access
from .decisions import decided
from .errors import answer_error
from .film_afar import from_afar

NAME = re.compile(r"[a-z0-9_]{1,32}\.(m3u8|m4s|mp4|vtt|jpg|json)")
RENDITION = re.compile(r"[a-z0-9_]{1,16}")
PICTURES = ("still", "sprites")  # of which there is a say apart from the film
TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
    "jpg": "image/jpeg",
    "json": "application/json",
}


class Film(FileResponse):
    """A file of film; not found where it was taken away between the gate and the first byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except RuntimeError:
            if await anyio.Path(self.path).is_file():
                raise
            await PlainTextResponse("We could not find that clip.\n", 404)(scope, receive, send)


async def show(request: Request) -> Response:
    """GET /m/{clip}/{version}/{rendition}/{name}"""
    clip, rendition, name = (request.path_params[part] for part in ("clip", "rendition", "name"))
    version = request.path_params["version"]

    picture = rendition in PICTURES

    def shown(db: Session, viewer: Viewer) -> frozenset[int]:
        return _shown((pictured_clip if picture else playable_clip)(db, viewer, clip))

    def place() -> str:
        versions = decided(request, shown, "play", ("picture" if picture else "film", clip))
        if not NAME.fullmatch(name) or not RENDITION.fullmatch(rendition) or version not in versions:
            raise NotFound("clip")
        return f"film/{clip}/{version}/{rendition}/{name}"

    return await _send(request, place)


def _shown(clip: Clip) -> frozenset[int]:
    """The version that is shown, and the one before where it only lacks what was added since: players play it out."""
    return frozenset({clip.version, clip.also_version} - {0})


async def cover(request: Request) -> Response:
    """GET /covers/{slug}"""
    slug = request.path_params["slug"]
    return await _send(
        request, lambda: decided(request, lambda db, viewer: cover_path(db, viewer, slug), "public", ("cover", slug))
    )


async def _send(request: Request, place: Callable[[], str]) -> Response:
    library = request.app.state.library
    try:
        limiter = request.app.state.threads.reading
        path = await anyio.to_thread.run_sync(place, limiter=limiter)
        # watching is being there; noted by the writing thread, at most once a minute
        if access.is_due(request):
            await anyio.to_thread.run_sync(
                access.keep_alive, request, library, limiter=request.app.state.threads.writing
            )
        if library.storage.remote:
            return await from_afar(request, library, path, TYPES[path.rsplit(".", 1)[1]])
        return _bytes(library.storage, path, library.settings.film_location)
    except CasebookError as wrong:
        return await anyio.to_thread.run_sync(answer_error, request, wrong)


def _bytes(storage: Storage, path: str, film_location: str) -> Response:
    """How what was decided leaves: nginx sends it, where it can; else we do. Raises NotFound."""
    kind = TYPES[path.rsplit(".", 1)[1]]
    headers = {"Cache-Control": "private, no-store"}
    if (local := storage.local(path)) is not None:
        if not local.is_file():
            raise NotFound("clip")
        if film_location:  # answers ranges and puts an ETag to it
            return Response(media_type=kind, headers=headers | {"X-Accel-Redirect": f"{film_location}{path}"})
        return Film(local, media_type=kind, headers=headers)  # so does this
    raise NotFound("clip")
