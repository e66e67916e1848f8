"""The studio: an author's clips by how far they are, and the same told live."""

import json
from collections.abc import AsyncIterator

import anyio
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..cases.studio import StudioClip, studio_clips
from ..cases.viewing import studio_clip_for
from ..errors import CasebookError
from ..media.uploading import unfinished_uploads
from ..people.viewer import Viewer
from ..work import try_again
from .errors import answer_error
from .handle import decide
from .render import page, redirect, rendered

GROUPS = ("attention", "making", "ready")
LOOK_EVERY_SECONDS = 1.0
SAY_SOMETHING_EVERY = 15  # looks; so that a proxy or a vanished browser is noticed


def show(request: Request) -> Response:
    """GET /studio"""
    viewer: Viewer = request.state.viewer
    clips = studio_clips(request.state.db, viewer)
    return page(
        request,
        "studio/show.html",
        groups={group: [clip for clip in clips if clip.group == group] for group in GROUPS},
        unfinished=unfinished_uploads(request.state.db, viewer.person.pk) if viewer.person else [],
    )


def retry(request: Request) -> Response:
    """POST /studio/clips/{key}/attempt"""
    clip, _ = studio_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    try_again(request.app.state.library, request.state.db, clip)
    return redirect(request, "studio.show", fragment_id=f"clip-{clip.key}")


async def progress(request: Request) -> Response:
    """GET /studio/progress: what changed about her clips, as it changes, as server-sent events; or, asked for as JSON,
    how they all are now, for where something between holds the events back. Each look asks anew who she is, so that a
    sign-in that was ended ends this too."""
    try:
        first = await _look(request)
    except CasebookError as wrong:
        return await anyio.to_thread.run_sync(answer_error, request, wrong)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse([_told(request, clip) for clip in reversed(first)])

    async def events() -> AsyncIterator[str]:
        known = {clip.key: clip for clip in first}
        yield "retry: 2000\n\n" + _whole(request, first)
        looks = 0
        while not request.app.state.stopping() and not await request.is_disconnected():
            await anyio.sleep(LOOK_EVERY_SECONDS)
            try:
                clips = await _look(request)
            except CasebookError:
                yield "event: over\ndata: \n\n"
                return
            looks += 1
            changed = [clip for clip in clips if known.get(clip.key) != clip]
            known = {clip.key: clip for clip in clips}
            for clip in changed:
                yield _event(request, clip)
            if not changed and looks % SAY_SOMETHING_EVERY == 0:
                yield "event: still\ndata: \n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _look(request: Request) -> list[StudioClip]:
    def clips(db: Session, viewer: Viewer) -> list[StudioClip]:
        return studio_clips(db, viewer)

    limiter = request.app.state.threads.reading
    return await anyio.to_thread.run_sync(lambda: decide(request, clips, "studio"), limiter=limiter)


def _whole(request: Request, clips: list[StudioClip]) -> str:
    """What may have changed between the page and this connection: everything that is not over."""
    return "".join(_event(request, clip) for clip in clips if clip.group != "ready") + (
        f"event: ready\ndata: {json.dumps([clip.key for clip in clips if clip.group == 'ready'])}\n\n"
    )


def _event(request: Request, clip: StudioClip) -> str:
    return f"event: clip\ndata: {json.dumps(_told(request, clip))}\n\n"


def _told(request: Request, clip: StudioClip) -> dict[str, str]:
    return {"key": clip.key, "group": clip.group, "html": rendered(request, "studio/_clip.html", clip=clip)}
