"""Uploads by tus: a program that was cut off asks how much has arrived and goes on from there. A form of a browser
without JavaScript comes to the same address and is received by `upload_forms`."""

from collections.abc import Awaitable, Callable
from functools import wraps

import anyio
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import CasebookError, TooLarge
from ..library import Library
from ..media import growing
from ..media.upload import Upload
from ..media.uploading import begin_upload, finish_upload, give_up_upload, upload_for
from ..people.person import Person
from ..people.viewer import Viewer
from . import tus, upload_forms
from .access import keep_alive
from .handle import decide
from .receivers import Receivers, receive_body

#: A worker needs no longer to keep the largest recording.
FINISHED_WITHIN_S = 60.0
Endpoint = Callable[[Request], Awaitable[Response]]


def _in_words(endpoint: Endpoint) -> Endpoint:
    """Answer errors as the protocol does, in one plain line."""

    @wraps(endpoint)
    async def answering(request: Request) -> Response:
        try:
            return await endpoint(request)
        except CasebookError as wrong:
            return tus.refusal(wrong)

    return answering


async def options(request: Request) -> Response:
    """OPTIONS /studio/uploads: what this server can do; told to anyone, as it is the same for all."""
    return tus.answer(
        204,
        Tus_Version=tus.VERSION,
        Tus_Extension=tus.EXTENSIONS,
        Tus_Max_Size=str(request.app.state.library.settings.max_recording_bytes),
        Tus_Checksum_Algorithm=",".join(tus.CHECKSUMS),
    )


async def create(request: Request) -> Response:
    """POST /studio/uploads"""
    return await (_create(request) if "tus-resumable" in request.headers else upload_forms.create(request))


@_in_words
async def _create(request: Request) -> Response:
    tus.check_version(request.headers)
    person = await _author(request)
    library, receivers = _library(request), _receivers(request)
    given = tus.given(request.headers)
    with_bytes = "content-type" in request.headers and request.headers.get("content-length", "0") != "0"
    checksum = tus.checksum(request.headers)
    if with_bytes:
        tus.check_body(request.headers)

    def begin() -> Upload:
        with writing(library.engine) as db:
            return begin_upload(db, library.room, given, by=person)

    upload = await receivers.run(begin)
    # browsers stay on the address they came by; programs with a token get the whole one, which aiotus needs
    base = "" if "cookie" in request.headers else library.settings.own_address
    place = {"Location": f"{base}{request.url_for('uploads.update', key=upload.key).path}"}
    if not with_bytes:
        return tus.answer(201, **place, **tus.where_it_is(upload))
    async with receivers.alone(upload.key) as scope:
        return await _receive(request, upload, scope, checksum, 201, place)


@_in_words
async def show(request: Request) -> Response:
    """HEAD /studio/uploads/{key}: how much has arrived. Whoever asks has lost her old connection."""
    tus.check_version(request.headers)
    person = await _author(request)
    async with _receivers(request).alone(request.path_params["key"]):
        upload = await _find(request, person)
    told = {"Upload-Metadata": upload.told} if upload.told else {}
    return tus.answer(200, Upload_Length=str(upload.length), **told, **tus.where_it_is(upload))


@_in_words
async def update(request: Request) -> Response:
    """PATCH /studio/uploads/{key}: more bytes, from the offset on."""
    tus.check_version(request.headers)
    tus.check_body(request.headers)
    offset, checksum = tus.number(request.headers, "upload-offset"), tus.checksum(request.headers)
    person = await _author(request)
    async with _receivers(request).alone(request.path_params["key"]) as scope:
        upload = await _find(request, person)
        if offset != upload.offset:
            told = tus.where_it_is(upload)
            return tus.answer(
                409, f"This upload is at {upload.offset} bytes, not at {offset}; go on from there.", **told
            )
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and offset + int(declared) > upload.length:
            raise TooLarge("These are more bytes than were announced; none of them was taken.")
        return await _receive(request, upload, scope, checksum, 204, {})


@_in_words
async def remove(request: Request) -> Response:
    """DELETE /studio/uploads/{key}: give an upload up."""
    tus.check_version(request.headers)
    person = await _author(request)
    library, receivers = _library(request), _receivers(request)

    def give_up() -> None:
        with writing(library.engine) as db:
            upload = upload_for(db, person.pk, request.path_params["key"])
            give_up_upload(db, upload)
        growing.forget(library.room, [upload.key])

    async with receivers.alone(request.path_params["key"]):
        await receivers.run(give_up)
    return tus.answer(204)


async def override(request: Request) -> Response:
    """POST /studio/uploads/{key}: for networks that let only GET and POST through, as the protocol has it."""
    meant = request.headers.get("x-http-method-override", "").upper()
    ways: dict[str, Endpoint] = {"PATCH": update, "DELETE": remove, "HEAD": show}
    if meant not in ways:
        return tus.answer(405, "Send PATCH, HEAD or DELETE here.", Allow="HEAD, PATCH, DELETE")
    return await ways[meant](request)


async def _receive(
    request: Request,
    upload: Upload,
    scope: anyio.CancelScope,
    checksum: tuple[str, bytes] | None,
    status: int,
    headers: dict[str, str],
) -> Response:
    arrival = await receive_body(request, upload, scope, checksum)
    if arrival.checksum_differs and arrival.whole:
        return tus.answer(tus.CHECKSUM_MISMATCH, "These bytes changed on their way; send them again.", **headers)
    if arrival.wrong:
        raise arrival.wrong
    upload.offset = arrival.offset
    if upload.complete:
        await finish(request, upload)
    if scope.cancelled_caught:
        return tus.answer(409, "Another connection goes on with this upload.")
    await _receivers(request).run(keep_alive, request, _library(request))
    return tus.answer(status, **headers, **tus.where_it_is(upload))


async def finish(request: Request, upload: Upload) -> None:
    """Make a complete upload into a recording, in a thread: its bytes are read once more."""
    library = _library(request)
    await _receivers(request).run(_finish, library, upload)


def _finish(library: Library, upload: Upload) -> None:
    # a worker that looks for what a stopped server left behind may be finishing it at this very moment
    finish_upload(library.engine, library.storage, library.room, upload, wait_s=FINISHED_WITHIN_S)


async def _author(request: Request) -> Person:
    """Who sends, by cookie or by upload token. Raises SignInNeeded, NotAllowed."""

    def who(db: Session, viewer: Viewer) -> Person:
        assert viewer.person is not None  # the permission asks for a role
        return viewer.person

    return await _receivers(request).run(lambda: decide(request, who, "studio", by_token=True))


async def _find(request: Request, person: Person) -> Upload:
    library = _library(request)

    def find() -> Upload:
        with reading(library.engine) as db:
            upload = upload_for(db, person.pk, request.path_params["key"])
        if upload.complete and upload.finished_at is None:  # we were stopped between the last byte and the recording
            _finish(library, upload)
        return upload

    return await _receivers(request).run(find)


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _receivers(request: Request) -> Receivers:
    receivers: Receivers = request.app.state.receivers
    return receivers
