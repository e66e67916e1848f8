"""A clip's player, or how far its making is; asked again by the page until it plays. And its words, as files."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import shown_clips
from ..cases.studio import clip_to_show
from ..cases.viewing import playable_clip, words_for
from ..media.progress import progress_of
from ..media.queries import said_in, seen_in
from ..media.webvtt import write_text, write_webvtt
from .cases import asked_ms, start_ms
from .middleware import PLAYER_POLICY
from .render import file, fragment


def show(request: Request) -> Response:
    """GET /clips/{key}"""
    clip = clip_to_show(request.state.db, request.state.viewer, request.path_params["key"])
    response = fragment(
        request,
        "clips/_player_or_waiting.html",
        clip=clip,
        start_ms=start_ms(request),
        until_ms=asked_ms(request, "until"),
        progress=None if clip.ready else progress_of(request.state.db, clip.key),
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def captions(request: Request) -> Response:
    """GET /clips/{key}/captions.vtt"""
    clip = playable_clip(request.state.db, request.state.viewer, request.path_params["key"])
    return Response(write_webvtt(said_in(request.state.db, clip)), media_type="text/vtt")


def descriptions(request: Request) -> Response:
    """GET /clips/{key}/descriptions.vtt: what is seen, for the player's track of descriptions"""
    clip = playable_clip(request.state.db, request.state.viewer, request.path_params["key"])
    return Response(write_webvtt(seen_in(request.state.db, clip)), media_type="text/vtt")


def transcript_vtt(request: Request) -> Response:
    """GET /clips/{key}/transcript.vtt"""
    seen = words_for(request.state.db, request.state.viewer, request.path_params["key"])
    return file(
        write_webvtt(said_in(request.state.db, seen.clip)), name=f"transcript-{seen.clip.key}.vtt", kind="text/vtt"
    )


def seen_vtt(request: Request) -> Response:
    """GET /clips/{key}/seen.vtt"""
    words = words_for(request.state.db, request.state.viewer, request.path_params["key"])
    return file(write_webvtt(seen_in(request.state.db, words.clip)), name=f"seen-{words.clip.key}.vtt", kind="text/vtt")


def transcript_txt(request: Request) -> Response:
    """GET /clips/{key}/transcript.txt"""
    seen = words_for(request.state.db, request.state.viewer, request.path_params["key"])
    clip = shown_clips(request.state.db, [seen])[0]
    read = f"Read against the sound by {clip.read_by}." if clip.read_by else "A draft: nobody has read it yet."
    parts = [clip.title, write_text(clip.cues), clip.described and f"What is seen: {clip.described}", read]
    return file("\n\n".join(filter(None, parts)) + "\n", name=f"transcript-{clip.key}.txt", kind="text/plain")
