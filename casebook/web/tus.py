"""The words of the tus protocol 1.0: its headers read and written. https://tus.io/protocols/resumable-upload"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from starlette.responses import PlainTextResponse, Response

from ..errors import CasebookError, StorageAway
from ..media.upload import Upload
from ..media.uploading import Given
from .errors import RETRY_AFTER

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
CHECKSUMS = {"sha256": 32, "sha1": 20}
BODY = "application/offset+octet-stream"
LONGEST_METADATA = 4096
CHECKSUM_MISMATCH = 460


class Malformed(CasebookError):
    """A header that cannot be read; says which and what is expected."""

    status = 400


class OtherVersion(CasebookError):
    """A client that speaks another version of the protocol, or none."""

    status = 412


class OtherBody(CasebookError):
    """A body of a kind that is not taken here."""

    status = 415


def answer(status: int, sentence: str = "", **headers: str) -> Response:
    """An answer of the protocol; a refusal says why in one plain line, which clients show."""
    given = {name.replace("_", "-"): value for name, value in headers.items()} | {"Tus-Resumable": VERSION}
    if sentence:
        return PlainTextResponse(f"{sentence}\n", status_code=status, headers=given)
    return Response(status_code=status, headers=given)


def refusal(wrong: CasebookError) -> Response:
    """The answer to an error raised on purpose."""
    told = {"Tus-Version": VERSION} if isinstance(wrong, OtherVersion) else {}
    told |= {"Retry-After": RETRY_AFTER} if isinstance(wrong, StorageAway) else {}
    return answer(wrong.status, str(wrong), **told)


def check_version(headers: Mapping[str, str]) -> None:
    """Raises OtherVersion."""
    if headers.get("tus-resumable") != VERSION:
        raise OtherVersion(f"This server speaks tus {VERSION}; send the header Tus-Resumable: {VERSION}.")


def check_body(headers: Mapping[str, str]) -> None:
    """Raises OtherBody."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != BODY:
        raise OtherBody(f"Send the bytes as {BODY}.")


def number(headers: Mapping[str, str], name: str) -> int:
    """A header that is a whole number. Raises Malformed."""
    value = headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Malformed(f"The header {name} must be a whole number of bytes.")
    return int(value)


def checksum(headers: Mapping[str, str]) -> tuple[str, bytes] | None:
    """(algorithm, digest) of Upload-Checksum, or None. Raises Malformed."""
    if not (value := headers.get("upload-checksum", "").strip()):
        return None
    algorithm, _, encoded = value.partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        digest = b""
    if CHECKSUMS.get(algorithm) != len(digest):
        raise Malformed(f"Upload-Checksum takes {' or '.join(CHECKSUMS)} and the digest in Base64.")
    return algorithm, digest


def given(headers: Mapping[str, str]) -> Given:
    """What a client says of a file that it begins to send. Raises Malformed."""
    if "upload-defer-length" in headers:
        raise Malformed("Say how long the file is when you begin: Upload-Length.")
    told = headers.get("upload-metadata", "")
    words = metadata(told)
    at = words.get("at", "0")
    return Given(
        length=number(headers, "upload-length"),
        name=words.get("filename") or words.get("name", ""),
        title=words.get("title", ""),
        medium=words.get("medium", ""),
        told=told,
        batch=words.get("batch", ""),
        still={"at_ms": int(at) if at.isdigit() and len(at) < 10 else 0, "alt": words.get("alt", "")[:500]},
    )


def metadata(told: str) -> dict[str, str]:
    """Upload-Metadata as words. Names of files come in any script. Raises Malformed."""
    if len(told) > LONGEST_METADATA:
        raise Malformed(f"Upload-Metadata may be {LONGEST_METADATA} characters long.")
    words: dict[str, str] = {}
    for pair in told.split(",") if told.strip() else ():
        name, _, encoded = pair.strip().partition(" ")
        try:
            value = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise Malformed(f"Upload-Metadata: {name[:40]!r} is not UTF-8 in Base64.") from None
        if not name or name in words:
            raise Malformed("Upload-Metadata: each name stands there once.")
        words[name] = value.replace("\x00", "")
    return words


def where_it_is(upload: Upload) -> dict[str, str]:
    """Offset, and until when an unfinished upload is kept."""
    told = {"Upload-Offset": str(upload.offset)}
    return told if upload.finished_at or upload.complete else told | {"Upload-Expires": _as_date(upload.expires_at)}


def _as_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
