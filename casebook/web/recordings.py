"""A recording in the studio: play it, cut clips from it, choose which of its sound tracks is heard."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.publishing import close_until_read
from ..cases.studio import RecordingPage, recording_page
from ..cases.viewing import recording_for
from ..errors import ClipUnreadable, WrongInput
from ..media.choosing import choose_sound_track
from ..media.receiving import cut_as_shown
from ..people.person import Organisation
from ..people.queries import organisations_by_name
from .consent_forms import SETTINGS, STAGES, ConsentForm
from .forms import as_ms
from .middleware import PLAYER_POLICY
from .render import page, redirect


def show(request: Request) -> Response:
    """GET /studio/recordings/{key}"""
    return show_with(request)


def cut(request: Request) -> Response:
    """POST /studio/recordings/{key}/clips"""
    recording = recording_for(request.state.db, request.state.viewer, request.path_params["key"])
    typed = _typed(request, "title", "in", "out")
    problems: dict[str, str] = {}
    in_ms = as_ms(typed["in"] or "0")
    out_ms = as_ms(typed["out"]) if typed["out"] else None
    if not typed["title"]:
        problems["cut-title"] = "Give the clip a title."
    if in_ms is None:
        problems["cut-in"] = "Write the beginning as minutes and seconds, such as 1:30 or 1:30.5."
    if typed["out"] and out_ms is None:
        problems["cut-out"] = "Write the end as minutes and seconds, such as 4:05, or leave it empty."
    if not problems:
        try:
            clip = cut_as_shown(
                request.state.db, recording, title=typed["title"][:255], in_ms=in_ms or 0, out_ms=out_ms
            )
            return redirect(request, "recordings.show", key=recording.key, fragment_id=f"clip-{clip.key}")
        except ClipUnreadable as wrong:
            problems["cut-out"] = str(wrong)
    return show_with(request, typed=typed, problems=problems, status_code=422)


def sound_track(request: Request) -> Response:
    """POST /studio/recordings/{key}/sound-track"""
    recording = recording_for(request.state.db, request.state.viewer, request.path_params["key"])
    number = _typed(request, "number")["number"]
    try:
        if choose_sound_track(
            request.state.db, recording, int(number) if number.isdecimal() and len(number) < 4 else 0
        ):
            close_until_read(request.state.db, recording)
    except WrongInput as wrong:
        return show_with(request, problems={"sound-track": str(wrong)}, status_code=422)
    return redirect(request, "recordings.show", key=recording.key, fragment_id="clips")


def show_with(
    request: Request,
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    consent: ConsentForm | None = None,
    status_code: int = 200,
) -> Response:
    """The page with one of its forms as it was typed, and what is wrong with it."""
    seen = recording_page(
        request.state.db, request.state.viewer, request.path_params["key"], request.query_params.get("clip", "")
    )
    kept: dict[str, Any] = {"title": "", "in": "", "out": "", "decision-title": "", "decision-at": ""} | (typed or {})
    undo = timedelta(days=request.app.state.library.settings.consent_undo_days)
    organisations = organisations_by_name(request.state.db)
    response = page(
        request,
        "recordings/show.html",
        status_code=status_code,
        page=seen,
        going_at=seen.ended.ended_at + undo if seen.ended else None,
        typed=kept,
        form=consent or _asked(seen, organisations),
        problems=consent.problems if consent else problems or {},
        stages=STAGES,
        settings=SETTINGS,
        organisations=organisations,
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def _asked(seen: RecordingPage, organisations: Sequence[Organisation]) -> ConsentForm:
    speaker = seen.speaker.slug if seen.speaker else ""
    if seen.consent is None:
        return ConsentForm(speaker=speaker)
    return ConsentForm.of(seen.consent, speaker, {one.pk: one.slug for one in organisations})


def _typed(request: Request, *names: str) -> dict[str, str]:
    return {name: " ".join(str(request.state.form.get(name, "")).replace("\x00", "").split()) for name in names}
