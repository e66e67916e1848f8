"""Which theme a span of a clip tells of, set beside the film; and where in a recording the decision is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.curating import tag_span, take_tag
from ..cases.manuscript_queries import tags_of_clip, vocabulary
from ..cases.studio import clip_to_show
from ..cases.viewing import recording_for, studio_clip_for
from ..errors import ClipUnreadable, WrongInput
from ..media.receiving import cut_clip
from .forms import as_ms, text_of
from .middleware import PLAYER_POLICY
from .recordings import show_with
from .render import page, redirect

TITLE = 240


def edit(request: Request) -> Response:
    """GET /studio/clips/{key}/themes"""
    return _edit(request, {"theme": "", "from": "", "to": ""})


def create(request: Request) -> Response:
    """POST /studio/clips/{key}/themes"""
    clip, _ = studio_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    typed = {name: " ".join(text_of(request.state.form, name).split()) for name in ("theme", "from", "to")}
    begins, ends = as_ms(typed["from"] or "0"), as_ms(typed["to"])
    problems = {}
    if begins is None:
        problems["from"] = "Write the beginning as minutes and seconds, such as 0:20."
    if ends is None:
        problems["to"] = "Write the end as minutes and seconds, such as 1:05."
    try:
        if begins is not None and ends is not None:
            tag_span(request.state.db, clip, theme=typed["theme"], from_ms=begins, to_ms=ends)
            return redirect(request, "clip_themes.edit", key=clip.key, fragment_id="spans")
    except WrongInput as wrong:
        problems["theme" if "theme" in str(wrong) else "to"] = str(wrong)
    return _edit(request, typed, problems, status_code=422)


def remove(request: Request) -> Response:
    """POST /studio/clips/{key}/themes/{tag}/removal"""
    clip, _ = studio_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    take_tag(request.state.db, clip, request.path_params["tag"])
    return redirect(request, "clip_themes.edit", key=clip.key, fragment_id="spans")


def cut_at_decision(request: Request) -> Response:
    """POST /studio/recordings/{key}/decision: two clips, what is told before the decision and what after it"""
    db = request.state.db
    recording = recording_for(db, request.state.viewer, request.path_params["key"])
    typed = {name: " ".join(text_of(request.state.form, name).split()) for name in ("decision-title", "decision-at")}
    title, at_ms, problems = typed["decision-title"][:TITLE], as_ms(typed["decision-at"]), dict[str, str]()
    if not title:
        problems["decision-title"] = "Give the two clips a title; each says of itself whether it is before or after."
    if not at_ms:
        problems["decision-at"] = "Write where the decision is as minutes and seconds, such as 1:32.4."
    try:
        if not problems and at_ms:
            first = cut_clip(db, recording, title=f"{title}, before", in_ms=0, out_ms=at_ms)
            cut_clip(db, recording, title=f"{title}, after", in_ms=at_ms)
            return redirect(request, "recordings.show", key=recording.key, fragment_id=f"clip-{first.key}")
    except ClipUnreadable as wrong:
        problems["decision-at"] = str(wrong)
    return show_with(request, typed=typed, problems=problems, status_code=422)


def _edit(
    request: Request, typed: dict[str, str], problems: dict[str, str] | None = None, *, status_code: int = 200
) -> Response:
    db, viewer, key = request.state.db, request.state.viewer, request.path_params["key"]
    clip, recording = studio_clip_for(db, viewer, key)
    values: dict[str, Any] = {"clip": clip_to_show(db, viewer, key), "recording": recording}
    response = page(
        request,
        "clips/themes.html",
        status_code=status_code,
        **values,
        tags=tags_of_clip(db, clip),
        themes=[(one.slug, one.title) for one in vocabulary(db).themes],
        typed=typed,
        problems=problems or {},
    )
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response
