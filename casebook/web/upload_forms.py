"""A recording sent by a plain form: read as it comes, straight into part files, under the limits of any upload."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from sqlmodel import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from ..db.engine import writing
from ..db.row import new_key
from ..errors import CasebookError, StorageFull, TooLarge, WrongInput
from ..library import Library
from ..media import part_file
from ..media.clip import Medium
from ..media.receiving import MOST_STILL_BYTES, GivenStill, keep_recording, save_with_clip
from ..media.sizes import as_size
from ..media.uploading import clean_name, sent_bytes, too_large
from ..people.viewer import Viewer
from .errors import answer_error
from .forms import FORM_STILLS, UploadForm
from .handle import decide
from .receivers import IDLE_SECONDS, PIECE, Receivers, StoodStill
from .render import page
from .uploads_new import form_values

T = TypeVar("T")
MOST_TEXT = 64 * 1024


class _Taking:
    """Takes a form apart as it comes, in a thread: short words are kept here, files go to the disk."""

    def __init__(self, library: Library, boundary: bytes) -> None:
        self.form, self.room = UploadForm(), library.room
        self._part: part_file.PartFile | None = None
        self._field = self._name = self._header = self._value = ""
        self._text = 0
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def write(self, data: bytes) -> None:
        try:
            self._parser.write(data)
        except MultipartParseError:
            raise WrongInput("This form could not be read. Send it again.") from None

    def _begin(self) -> None:
        self._field = self._name = self._header = self._value = ""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end].decode("latin-1")

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end].decode("utf-8", "replace")

    def _header_end(self) -> None:
        if self._header.lower() == "content-disposition":
            options = parse_options_header(self._value.encode())[1]
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            self._name = options.get(b"filename", b"").decode("utf-8", "replace")
        self._header = self._value = ""

    def _headers_finished(self) -> None:
        known = self._field == "file" or self._field in {f"still-{number}" for number in FORM_STILLS}
        if self._name and known and self._field not in self.form.files:
            self._part = part_file.PartFile(
                self.room.folder, f"form-{new_key()}", 0, reserve_bytes=self.room.reserve_bytes
            )
            self.form.files[self._field] = (clean_name(self._name), self._part.path)
        elif not self._name:
            self.form.words.setdefault(self._field, "")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None:
            most = self.room.most_bytes if self._field == "file" else min(MOST_STILL_BYTES, self.room.most_bytes)
            if self._part.offset + end - start > most:
                raise TooLarge(too_large(self._part.offset + end - start, most, picture=self._field != "file"))
            self._part.write(data[start:end])
        elif not self._name:
            self._text += end - start
            if self._text > MOST_TEXT:
                raise TooLarge("That is too much text for this form. Shorten it.")
            self.form.words[self._field] += data[start:end].decode("utf-8", "replace").replace("\x00", "")

    def _end(self) -> None:
        if self._part is not None:
            self._part.sync()
            self._part.__exit__(None, None, None)
            self._part = None

    def forget(self) -> None:
        """Take the files away again: they are kept by now, or were not wanted."""
        if self._part is not None:
            self._part.__exit__(None, None, None)
        for _, path in self.form.files.values():
            path.unlink(missing_ok=True)


async def create(request: Request) -> Response:
    """POST /studio/uploads, as a form"""
    try:
        return await _create(request)
    except ClientDisconnect:
        return Response(status_code=400)
    except CasebookError as wrong:
        if wrong.status in (401, 403):
            return await _run(request, answer_error, request, wrong)
        return await _again(request, UploadForm(problems={"file": str(wrong)}), wrong.status)


async def _create(request: Request) -> Response:
    library: Library = request.app.state.library
    person_id = await _run(request, _author_with_room, request)
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise WrongInput("Choose a recording and send the form again.")
    taking = await _run(request, _Taking, library, options[b"boundary"])
    try:
        gathered = bytearray()
        async for chunk in _body(request):
            gathered += chunk
            if len(gathered) >= PIECE:
                await _run(request, taking.write, bytes(gathered))
                gathered.clear()
        await _run(request, taking.write, bytes(gathered))
        form: UploadForm = taking.form
        stills = form.stills()
        if form.medium not in ("", *(medium.value for medium in Medium)):
            form.problems["medium"] = "Choose what this is."
        if "file" not in form.files:
            form.problems["file"] = "Choose a recording."
        if form.problems:
            return await _again(request, form, 422)
        await _run(request, _keep, library, form, stills, person_id)
    finally:
        await _run(request, taking.forget)
    return RedirectResponse(request.url_for("studio.show").path, status_code=303)


def _keep(library: Library, form: UploadForm, stills: list[tuple[GivenStill, str]], person_id: int) -> None:
    name, path = form.files["file"]
    title = form.title or Path(name).stem or "Untitled recording"
    recording = keep_recording(
        library.storage,
        path,
        title=title,
        medium=Medium(form.medium) if form.medium else None,
        by_id=person_id,
        stills=[still for still, _ in stills],
        still_names=[called for _, called in stills],
        original_name=name,
        most_bytes=library.settings.max_recording_bytes,
        reserve_bytes=0,  # the bytes are on this machine's disk already
    )
    with writing(library.engine) as db:
        save_with_clip(db, recording, title=title)


def _author_with_room(request: Request) -> int:
    """Who sends. Raises before a byte is read where so much cannot be taken."""
    room = request.app.state.library.room
    said = request.headers.get("content-length", "")
    declared = int(said) if said.isdigit() else 0

    def who(db: Session, viewer: Viewer) -> int:
        assert viewer.person is not None  # the permission asks for a role
        most = room.most_bytes + len(FORM_STILLS) * MOST_STILL_BYTES + MOST_TEXT
        if declared > most:
            raise TooLarge(too_large(declared, room.most_bytes))
        if sent_bytes(db, viewer.person.pk) + declared > room.quota_bytes:
            raise TooLarge(f"With this you would have sent more than {as_size(room.quota_bytes)}, the most one may.")
        if part_file.free_bytes(room.folder) - declared < room.reserve_bytes:
            raise StorageFull("There is no room for another recording just now. Nothing was lost; please tell us.")
        return viewer.person.pk

    return decide(request, who, "studio")


async def _again(request: Request, form: UploadForm, status: int) -> Response:
    values = await _run(request, form_values, request)
    return await _run(
        request, lambda: page(request, "uploads/new.html", status_code=status, **(values | {"form": form}))
    )


async def _body(request: Request) -> Any:
    stream = request.stream()
    while True:
        try:
            with anyio.fail_after(IDLE_SECONDS):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise StoodStill("Nothing came for a while, so this was not taken. Send it again.") from None
        if chunk is None:
            return
        yield chunk


async def _run(request: Request, function: Callable[..., T], *given: Any) -> T:
    receivers: Receivers = request.app.state.receivers
    return await receivers.run(function, *given)
