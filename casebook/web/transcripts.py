"""The transcript editor: one form with every line as a field. Scripts send the same form, and get the lines back."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cases.transcript_page import transcript_page
from ..cases.viewing import edited_clip_for
from ..errors import NotFound, NotReady, WrongInput
from ..media import editing
from ..media.clip import Clip
from ..media.editing import MOST_CUES, TranscriptChanged
from ..media.webvtt import ENCODINGS
from .middleware import PLAYER_POLICY
from .render import fragment, page, redirect, wants_fragment
from .transcript_forms import TranscriptForm, read_shift

MOST_FIELDS = 5 * MOST_CUES + 20


def edit(request: Request) -> Response:
    """GET /studio/clips/{key}/transcript"""
    return show_with(request, TranscriptForm(), focus=_asked_focus(request))


def update(request: Request) -> Response:
    """POST /studio/clips/{key}/transcript"""
    clip, _ = edited_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    form = TranscriptForm.read(request.state.form)
    try:
        with request.state.db.begin_nested():
            said, focus = _save_and_act(request, clip, form)
    except TranscriptChanged as told:
        return show_with(request, form, told=str(told), status_code=409)
    except NotFound:
        return show_with(request, form, told=str(TranscriptChanged(None)), status_code=409)
    if form.problems or said or wants_fragment(request):
        return show_with(request, form, said=said, focus=focus)
    return redirect(
        request, "transcripts.edit", key=clip.key, query={"line": str(focus)} if focus else None,
        fragment_id=f"line-{focus}" if focus else "saved",
    )  # fmt: skip


def show_with(
    request: Request, form: TranscriptForm, *, said: str = "", told: str = "", focus: int = 0, file_problem: str = "",
    pasted: str = "", encoding: str = "", status_code: int = 200,
) -> Response:  # fmt: skip
    """The editor with its form in a given state, or only the lines where a script asked for them."""
    shown = transcript_page(request.state.db, request.state.viewer, request.path_params["key"])
    gone = form.hold_against(shown) if told else []
    values: dict[str, Any] = {"page": shown, "form": form, "said": said, "told": told, "gone": gone, "focus": focus}
    if wants_fragment(request):
        return fragment(request, "transcripts/_lines.html", status_code=status_code, **values)
    response = page(
        request, "transcripts/edit.html", status_code=status_code, **values,
        file_problem=file_problem, pasted=pasted, encoding=encoding, encodings=ENCODINGS,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = PLAYER_POLICY
    return response


def _save_and_act(request: Request, clip: Clip, form: TranscriptForm) -> tuple[str, int]:
    """Save what was typed, then do what was asked; answers what there is to say of it and the line to go to. An act
    that cannot be done is said, and what was typed is saved all the same."""
    db, person = request.state.db, request.state.viewer.person
    seen = form.version
    if form.changes or (form.described is not None and seen):
        seen = editing.change_cues(db, clip, form.changes, described=form.described, seen=seen, by=person).version
    act = ACTS.get(form.act)
    if act is None or (form.problems and form.act == "review"):
        return "", 0
    try:
        return act(db, clip, form, {"seen": seen, "by": person})
    except (WrongInput, NotReady) as wrong:
        form.problems[form.act] = str(wrong)
        return "", form.cue_id


def _split(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    _, rest = editing.split_cue(db, clip, form.cue_id, at=form.at, at_ms=form.now_ms, **how)
    return "", rest.pk


def _merge(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    return "", editing.merge_cue(db, clip, form.cue_id, **how)[1].pk


def _insert(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    return "", editing.insert_cue(db, clip, after=form.cue_id or None, **how)[1].pk


def _describe(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    return "", editing.insert_cue(db, clip, after=form.cue_id or None, of_seen=True, **how)[1].pk


def _delete(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    editing.delete_cue(db, clip, form.cue_id, **how)
    return "", 0


def _shift(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    first, last, by_ms = form.other["first"], form.other["last"], read_shift(form.other["by"])
    if not (first.strip().isdecimal() and last.strip().isdecimal()):
        raise WrongInput("Give the numbers of the first and the last line to move.")
    if by_ms is None:
        raise WrongInput("Say by how many seconds, such as -0.5 for earlier or 1.25 for later.")
    editing.shift_cues(db, clip, first=int(first[:9]), last=int(last[:9]), by_ms=by_ms, **how)
    return f"Lines {int(first)} to {int(last)} were moved by {by_ms / 1000:g} s.", 0


def _replace(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    find, put = form.other["find"], form.other["replacement"]
    _, count = editing.replace_words(db, clip, find, put, match_case=bool(form.other["match_case"]), **how)
    places = "1 place" if count == 1 else f"{count} places"
    return (f"“{find}” was replaced in {places}." if count else f"“{find}” is not in the words."), 0


def _review(db: Any, clip: Clip, form: TranscriptForm, how: dict[str, Any]) -> tuple[str, int]:
    editing.review(db, clip, **how)
    return "", 0


#: what a button asks for -> what is done after saving
ACTS: dict[str, Callable[[Any, Clip, TranscriptForm, dict[str, Any]], tuple[str, int]]] = {
    "split": _split,
    "merge": _merge,
    "insert": _insert,
    "describe": _describe,
    "delete": _delete,
    "shift": _shift,
    "replace": _replace,
    "review": _review,
}


def _asked_focus(request: Request) -> int:
    line = request.query_params.get("line", "")
    return int(line) if line.isdecimal() and len(line) < 12 else 0
