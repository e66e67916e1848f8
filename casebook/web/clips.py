"""A clip's player, or how far its making is; asked again by the page until it plays."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.studio import clip_to_show
from ..cases.viewing import playable_clip
from ..media.progress import progress_of
from ..media.queries import cues_of
from ..media.webvtt import write_webvtt
from .cases import start_ms
from .middleware import PLAYER_POLICY
from .render import fragment


def show(request: Request) -> Response:
    """GET /clips/{key}"""
    clip = clip_to_show(request.state.db, request.state.viewer, request.path_params["key"])
    response = fragment(
        request,
        "clips/_player_or_waiting.html",
        clip=clip,
        start_ms=start_ms(request),
        progress=None if clip.ready else progress_of(request.state.db, clip.key),
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def captions(request: Request) -> Response:
    """GET /clips/{key}/captions.vtt"""
    clip = playable_clip(request.state.db, request.state.viewer, request.path_params["key"])
    return Response(write_webvtt(cues_of(request.state.db, clip)), media_type="text/vtt")
