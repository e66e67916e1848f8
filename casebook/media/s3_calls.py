"""What casebook asks an S3 store itself, because obstore does not: old versions, uploads broken off, locks. Each call
is signed as AWS Signature Version 4 has it."""

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from .. import clock
from ..errors import StorageAway
from .s3_place import S3Place

AWAY = "The place where film is kept does not answer just now; nothing was lost."
REFUSED = "The place where film is kept does not let us in; nothing was lost. Please tell us."
KEPT = "The place where film is kept does not let go of what is taken away. Please tell us."
_SECONDS = 4.0  # less than somebody waits who wants to write meanwhile
_SAFE = "-_.~"
_LISTS = ("ListVersionsResult", "ListMultipartUploadsResult")
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the body as it is."""

    status: int
    body: bytes

    @property
    def code(self) -> str:
        """The store's own word for what is wrong."""
        return _text(_read(self.body), "Code") if self.status >= 400 else ""

    @property
    def unknown(self) -> bool:
        """Whether the store says that it has no such thing. A 400 alone says nothing: S3 has one for what came late."""
        return self.status == 501 or self.code in ("NotImplemented", "MethodNotAllowed")


def ask(place: S3Place, method: str, query: Mapping[str, str], key: str = "") -> Answer:
    """Send one signed request without a body, about the bucket or one object. Raises StorageAway where nobody answers,
    or nobody who lets us in."""
    parts = urlsplit(place.endpoint)
    path = "/" + quote(f"{place.bucket}/{key}" if key else place.bucket, safe=f"/{_SAFE}")
    told = "&".join(f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}" for name, value in sorted(query.items()))
    headers = {"host": parts.netloc, "x-amz-content-sha256": _NOTHING}
    headers |= signed(place, method, path, told, headers, clock.now())
    try:
        answer = _send(parts.scheme, parts.netloc, method, f"{path}?{told}" if told else path, headers)
    except (OSError, http.client.HTTPException) as wrong:
        raise StorageAway(AWAY) from wrong
    if answer.status in (401, 403):
        raise StorageAway(REFUSED)
    if answer.status >= 500 and answer.status != 501:
        raise StorageAway(AWAY)
    return answer


def _send(scheme: str, host: str, method: str, target: str, headers: Mapping[str, str]) -> Answer:
    line: http.client.HTTPConnection
    if scheme == "https":
        line = http.client.HTTPSConnection(host, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        line = http.client.HTTPConnection(host, timeout=_SECONDS)
    try:
        line.request(method, target, headers=dict(headers))
        got = line.getresponse()
        return Answer(got.status, got.read())
    finally:
        line.close()


def signed(
    place: S3Place, method: str, path: str, query: str, headers: Mapping[str, str], moment: datetime
) -> dict[str, str]:
    """The headers that sign a request: its date, and who asks. `path` and `query` are as they will be sent."""
    date = moment.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{date[:8]}/{place.region}/s3/aws4_request"
    known = dict(sorted((headers | {"x-amz-date": date}).items()))  # type: ignore[operator]
    names = ";".join(known)
    lines = "".join(f"{name}:{value}\n" for name, value in known.items())
    whole = "\n".join([method, path, query, lines, names, known["x-amz-content-sha256"]])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(whole.encode()).hexdigest()])
    key = f"AWS4{place.secret}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    who = f"AWS4-HMAC-SHA256 Credential={place.key_id}/{scope},SignedHeaders={names},Signature={signature}"
    return {"x-amz-date": date, "authorization": who}


@dataclass(frozen=True)
class Version:
    """One version of an object, or the mark that says it was deleted."""

    key: str
    version: str
    latest: bool
    deleted: bool


def versions(place: S3Place, prefix: str) -> Iterator[Version]:
    """Every version below a prefix, of objects that are there no more too; none where the store knows no versions.
    Raises StorageAway."""
    for page in _pages(place, {"versions": "", "prefix": prefix}, ("key-marker", "version-id-marker")):
        for one in page:
            if (kind := _name(one)) in ("Version", "DeleteMarker"):
                latest = _text(one, "IsLatest") == "true"
                yield Version(_text(one, "Key"), _text(one, "VersionId"), latest, kind == "DeleteMarker")


@dataclass(frozen=True)
class Torn:
    """An upload in parts that has not been ended."""

    key: str
    upload: str
    begun: datetime


def uploads(place: S3Place, prefix: str) -> Iterator[Torn]:
    """The uploads in parts below a prefix that were neither ended nor given up. Raises StorageAway."""
    for page in _pages(place, {"uploads": "", "prefix": prefix}, ("key-marker", "upload-id-marker")):
        for one in page:
            if _name(one) == "Upload":
                yield Torn(_text(one, "Key"), _text(one, "UploadId"), datetime.fromisoformat(_text(one, "Initiated")))


def _pages(place: S3Place, query: Mapping[str, str], markers: tuple[str, str]) -> Iterator[ElementTree.Element]:
    at: dict[str, str] = {}
    while True:
        answer = ask(place, "GET", {**query, **at})
        if answer.unknown:
            return
        page = _read(answer.body)
        if answer.status != 200 or _name(page) not in _LISTS:  # what was not read may name what is left
            raise StorageAway(AWAY)
        yield page
        if _text(page, "IsTruncated") != "true":
            return
        names = ("NextKeyMarker", "NextVersionIdMarker" if markers[1].startswith("version") else "NextUploadIdMarker")
        at = {marker: _text(page, name) for marker, name in zip(markers, names, strict=True) if _text(page, name)}
        if not at:
            raise StorageAway(AWAY)


def let_go(place: S3Place, key: str, query: Mapping[str, str]) -> None:
    """Take away one version, or an upload in parts, for ever; content when it is not there. Raises StorageAway unless
    the store says that it is gone."""
    answer = ask(place, "DELETE", query, key)
    if answer.status not in (200, 204) and (answer.status != 404 or answer.code == "NoSuchBucket"):
        raise StorageAway(KEPT)


def versioning(place: S3Place) -> str:
    """`Enabled`, `Suspended`, or nothing where a bucket never had versions. Raises StorageAway."""
    answer = ask(place, "GET", {"versioning": ""})
    if answer.status != 200 and not answer.unknown:
        raise StorageAway(AWAY)
    return _text(_read(answer.body), "Status") if answer.status == 200 else ""


def is_locked(place: S3Place) -> bool:
    """Whether the bucket can refuse to let go of objects (object lock). Raises StorageAway."""
    answer = ask(place, "GET", {"object-lock": ""})
    return answer.status == 200 and _text(_read(answer.body), "ObjectLockEnabled") == "Enabled"


def _read(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return ElementTree.Element("nothing")


def _name(one: ElementTree.Element) -> str:
    return one.tag.rpartition("}")[2]


def _text(one: ElementTree.Element, name: str) -> str:
    return next((found.text or "" for found in one if _name(found) == name), "")
