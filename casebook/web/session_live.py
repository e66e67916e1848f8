"""A teaching session as it moves, by server-sent events; the room's screen asks by `now` where these are held back.

A phone is told which turn it is and nothing else, so that nobody's answer can be heard arriving there.
"""

import asyncio
from collections.abc import AsyncIterator

import anyio
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..errors import CasebookError, NotFound
from ..people.viewer import Viewer
from ..teach.session_queries import joined_by, run_by
from ..teach.session_screens import Pulse, pulse_of
from .errors import answer_error
from .handle import decide
from .looking import Looking
from .render import fragment

SAY_SOMETHING_EVERY = 15.0  # seconds; so that a proxy or a vanished browser is noticed


def now(request: Request) -> Response:
    """GET /teaching-sessions/{key}/now: the line of the room's screen that changes; the whole page is asked for anew
    where the session has moved on, in another tab perhaps."""
    session = run_by(request.state.db, request.state.viewer, request.path_params["key"])
    pulse, seen = pulse_of(request.state.db, session), request.query_params.get("seen", "")
    if seen == pulse.seen:
        return Response(status_code=204)
    if seen.split("-")[0] != str(pulse.turn):
        return Response(headers={"HX-Refresh": "true"})
    return fragment(request, "teaching_sessions/_pulse.html", session=session, pulse=pulse)


async def show(request: Request) -> Response:
    """GET /teaching-sessions/{key}/live: for whoever runs the session, or has a seat in it"""
    key, looking = request.path_params["key"], _looking(request)

    def find(db: Session, viewer: Viewer) -> tuple[int, Pulse, bool]:
        try:
            session, runs = run_by(db, viewer, key), True
        except NotFound:
            session, runs = joined_by(db, viewer, key), False
        return session.pk, pulse_of(db, session), runs

    limiter = request.app.state.threads.reading
    try:
        session_id, pulse, runs = await anyio.to_thread.run_sync(
            lambda: decide(request, find, "take_part"), limiter=limiter
        )
    except CasebookError as wrong:
        return await anyio.to_thread.run_sync(answer_error, request, wrong)
    sign_in: int = request.state.sign_in.pk

    async def events() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        said = ""
        with looking.watching(session_id, pulse, sign_in) as watched:
            while not request.app.state.stopping() and not await request.is_disconnected():
                changed = watched.changed  # before looking, so that nothing is missed between the two
                if sign_in in watched.gone:
                    yield "event: over\ndata: \n\n"
                    return
                seen = watched.pulse.seen if runs else str(watched.pulse.turn)
                if seen != said:
                    said = seen
                    yield f"event: pulse\ndata: {seen}\n\n"
                try:
                    await asyncio.wait_for(changed.wait(), SAY_SOMETHING_EVERY)
                except TimeoutError:
                    yield "event: still\ndata: \n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _looking(request: Request) -> Looking:
    looking: Looking = request.app.state.looking
    return looking
