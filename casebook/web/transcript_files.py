"""A file of captions sent in for a clip: it takes the place of all lines, or is given back with its mistake."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import edited_clip_for
from ..errors import CaptionsUnreadable, WrongInput
from ..media.editing import TranscriptChanged, take_cues
from ..media.webvtt import MOST_BYTES, captions_text, parse_captions
from .render import redirect
from .transcript_forms import TranscriptForm
from .transcripts import show_with


def create(request: Request) -> Response:
    """POST /studio/clips/{key}/transcript/file"""
    clip, _ = edited_clip_for(request.state.db, request.state.viewer, request.path_params["key"])
    data, encoding = _given(request)
    version = str(request.state.form.get("version", ""))
    try:
        if not data.strip():
            raise WrongInput("Choose a WebVTT or SRT file, or paste its text.")
        cues = parse_captions(data, encoding=encoding)
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        with request.state.db.begin_nested():
            take_cues(request.state.db, clip, cues, seen=seen, by=request.state.viewer.person)
    except (CaptionsUnreadable, WrongInput, TranscriptChanged) as wrong:
        pasted = captions_text(data[:MOST_BYTES], encoding=encoding)
        return show_with(
            request, TranscriptForm(), file_problem=str(wrong), pasted=pasted, encoding=encoding,
            status_code=wrong.status,
        )  # fmt: skip
    return redirect(request, "transcripts.edit", key=clip.key)


def _given(request: Request) -> tuple[bytes, str]:
    """The bytes of the file, else of the text that was pasted; and the encoding that was named for a file."""
    form = request.state.form
    file = form.get("captions")
    if isinstance(file, UploadFile) and file.filename:
        return file.file.read(MOST_BYTES + 1), str(form.get("encoding", ""))
    return str(form.get("pasted", "")).encode(), ""
