"""Notes as W3C Web Annotations (Recommendation of 23 February 2017): JSON-LD, with media fragments for their times."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ..errors import WrongInput
from .annotating import MOST_NOTES, Annotation

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
#: Media Fragments 1.0, 4.2.1: seconds, or hours, minutes and seconds; without a beginning it is the start.
_CLOCK = r"(?:\d{1,4}:)?(?:\d{1,2}:)?\d{1,6}(?:\.\d+)?"
_TIMES = re.compile(rf"(?:.*&)?t=(?:npt:)?(?=[\d,])({_CLOCK})?(?:,({_CLOCK}))?(?:&.*)?")
_KEY = re.compile(r"[a-z0-9]{4,24}")


@dataclass(frozen=True)
class BroughtNote:
    """What a foreign annotation says that can be a note here. `key` is empty where it did not come from a casebook."""

    key: str
    clip: str
    from_ms: int
    to_ms: int
    text: str
    made_at: datetime | None


def as_collection(annotations: list[Annotation], *, site: str) -> dict[str, Any]:
    """Notes as an annotation collection with one page. `site` is the library's own address."""
    where = f"{site}/my-casebook/notes.jsonld"
    return {
        "@context": CONTEXT,
        "id": where,
        "type": "AnnotationCollection",
        "label": "My notes in casebook",
        "total": len(annotations),
        "first": {
            "id": f"{where}#page",
            "type": "AnnotationPage",
            "partOf": where,
            "startIndex": 0,
            "items": [_as_annotation(one, site) for one in annotations],
        },
    }


def _as_annotation(one: Annotation, site: str) -> dict[str, Any]:
    span = f"t={_seconds(one.from_ms)}" + (f",{_seconds(one.to_ms)}" if one.to_ms > one.from_ms else "")
    return {
        "id": f"{site}/annotations/{one.key}",
        "type": "Annotation",
        "motivation": "commenting",
        "created": _zulu(one.made_at),
        "modified": _zulu(one.changed_at),
        "body": {"type": "TextualBody", "value": one.text, "format": "text/plain"},
        "target": {
            "type": "SpecificResource",
            "source": f"{site}/clips/{one.clip}",
            "selector": {"type": "FragmentSelector", "conformsTo": MEDIA_FRAGMENTS, "value": span},
        },
    }


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _zulu(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def read_annotations(given: Any) -> tuple[list[BroughtNote], int]:
    """The notes in a collection, a page, a list or a single annotation, and how many others were in it that are none:
    no words, no clip, no time. Raises WrongInput for what holds no annotations at all."""
    items = _items(given)
    if items is None:
        raise WrongInput("This is no Web Annotation: a collection, a page, a list or one annotation is expected.")
    found = [note for item in items[:MOST_NOTES] if (note := _note(item))]
    return found, len(items) - len(found)


def _items(given: Any) -> list[Any] | None:
    if isinstance(given, list):
        return given
    if not isinstance(given, dict):
        return None
    kinds = _kinds(given)
    if "AnnotationCollection" in kinds:
        first = given.get("first")  # a page; collections in collections, as deep as one likes, are none
        return None if "AnnotationCollection" in _kinds(first) else _items(first)
    if "AnnotationPage" in kinds:
        items = given.get("items")
        return items if isinstance(items, list) else None
    return [given] if "Annotation" in kinds else None


def _kinds(given: Any) -> list[Any]:
    kinds = given.get("type") if isinstance(given, dict) else None
    return kinds if isinstance(kinds, list) else [kinds]


def _note(item: Any) -> BroughtNote | None:
    if not isinstance(item, dict):
        return None
    source, span = _where(item.get("target"))
    clip = _split(source)[0].rpartition("/")[2]
    text = _words(item)
    if not span or not (span[1] or span[2]) or not _KEY.fullmatch(clip) or not text.strip():
        return None
    from_ms = _as_ms(span[1] or "0")
    to_ms = _as_ms(span[2]) if span[2] else from_ms
    key = _split(str(item.get("id", "")))[0].rpartition("/")[2]
    return BroughtNote(key if _KEY.fullmatch(key) else "", clip, from_ms, to_ms, text, _moment(item.get("created")))


def _where(target: Any) -> tuple[str, re.Match[str] | None]:
    """The source of a target and the times in it, which stand in a selector or behind the address itself (3.2.3)."""
    target = next(iter(target), None) if isinstance(target, list) else target
    if isinstance(target, str):
        target = {"id": target}
    found = _first(target)
    source = found.get("source") or found.get("id")
    address = str(source.get("id", "") if isinstance(source, dict) else source or "")
    selectors = found.get("selector")
    told = [_first(one).get("value") for one in (selectors if isinstance(selectors, list) else [selectors])]
    spans = [_TIMES.fullmatch(str(one)) for one in [*told, _split(address)[1]]]
    return address, next((span for span in spans if span), None)


def _split(address: str) -> tuple[str, str]:
    """The path and the fragment of an address; nothing of one that is none, such as //[x."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.path, parts.fragment


def _words(item: dict[str, Any]) -> str:
    """What an annotation says: its `bodyValue` (3.2.5), or the first body that is words and no tag."""
    bodies = item.get("body")
    texts = [
        one["value"]
        for one in (bodies if isinstance(bodies, list) else [bodies])
        if isinstance(one, dict) and isinstance(one.get("value"), str) and one.get("purpose") != "tagging"
    ]
    said = item.get("bodyValue")
    return said if isinstance(said, str) else texts[0] if texts else ""


def _as_ms(clock: str) -> int:
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds * 1000)


def _first(value: Any) -> dict[str, Any]:
    found = next(iter(value), None) if isinstance(value, list) else value
    return found if isinstance(found, dict) else {}


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
