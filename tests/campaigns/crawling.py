"""Crawling as the thirteen actors of the privacy promises: every line of the map that answers GET, with every key there
is of its kind, and every link that is met on the way; all that was answered, headers too, as text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from httpx2 import Response
from sqlmodel import SQLModel, select
from starlette.routing import compile_path, replace_params

from casebook.cases.case import Case
from casebook.cases.case_set import CaseSet
from casebook.cases.decision_point import DecisionPoint
from casebook.cases.theme import Theme
from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.upload import Upload
from casebook.people.cohort import Cohort, Membership
from casebook.people.contributor import Contributor
from casebook.reflect.reflection import KIND
from casebook.reflect.response import SealedRecord
from casebook.reflect.share import Share
from casebook.teach.health_check import HealthCheck
from casebook.teach.pair import Pair
from casebook.teach.programme import Module, Programme
from casebook.teach.teaching_note import TeachingNote
from casebook.teach.teaching_session import TeachingSession
from casebook.web.routes import MAP
from tests.conftest import Visitor

#: What the first parameter of a path stands for; a path that is not here is asked with every key of every kind.
_NOUNS: dict[str, type[SQLModel]] = {
    "/themes/": Theme, "/cases/": Case, "/covers/": Case, "/contributors/": Contributor, "/clips/": Clip,
    "/studio/clips/": Clip, "/m/": Clip, "/decision-points/": DecisionPoint, "/shared/": Share,
    "/studio/recordings/": Recording, "/studio/uploads/": Upload, "/sets/": CaseSet, "/cohorts/": Cohort,
    "/memberships/": Membership, "/programmes/": Programme, "/modules/": Module, "/health-checks/": HealthCheck,
    "/teaching-sessions/": TeachingSession, "/teaching-notes/": TeachingNote, "/pairs/": Pair, "/studio/readers/": Case,
}  # fmt: skip
_FILM = {"version": "1", "rendition": "hls", "name": "index.m3u8", "form": "text"}
_FORMS = ("html", "markdown", "text", "pdf")
_LINK = re.compile(r"""(?:href|src|action|hx-get|data-src)="(/[^"#]*)""")
_NO_WORDS = re.compile(r"^/static/|\.(?:m4s|mp4|opus|m4a|jpg)(?:\?|$)")  # film and pictures
_ENDLESS = ("/studio/progress", "/live")
_LIVE = ("studio.progress", "session_live.show")  # they never end
MOST_OF_A_PATH = 6  # addresses with one path and different queries


def paths_of_the_map(library: Library) -> list[str]:
    """Every GET of the map, its parameters filled with all that the library has."""
    with reading(library.engine) as db:
        names = {noun: [_name(one) for one in db.exec(select(noun)).all()] for noun in {*_NOUNS.values()}}
        mine = select(SealedRecord.about).where(SealedRecord.kind == KIND)
        reflections = list(db.exec(mine).all())
    everything = [*reflections, *(name for found in names.values() for name in found)]
    found = []
    for line in MAP:
        if line.method not in ("GET", "HEAD") or line.name in _LIVE:
            continue
        noun = next((of for start, of in _NOUNS.items() if line.path.startswith(start)), None)
        keys = reflections if line.path.startswith("/reflections/") else names[noun] if noun else everything
        if line.path.startswith("/cohorts/{cohort}/"):  # of each cohort, each programme
            found += [path.replace("{cohort}", one) for one in names[Cohort]
                      for path in _filled(line.path, names[Programme], cohort="{cohort}")]  # fmt: skip
        else:
            found += _filled(line.path, keys)
    return found


def _name(row: Any) -> str:
    return str(getattr(row, "slug", None) or row.key)


def _filled(path: str, keys: Iterable[str], **given: str) -> Iterator[str]:
    _, pattern, converters = compile_path(path)
    if not converters:
        yield path
        return
    first = next(iter(converters))
    for key in _FORMS if first == "form" else keys:
        values = {one: converters[one].to_string(int(_FILM[one]) if one == "version" else _FILM[one])
                  for one in converters if one in _FILM} | {first: key}  # fmt: skip
        values |= {one: key for one in converters if one not in values} | given
        yield replace_params(pattern, converters, values)[0]


def crawled(visitor: Visitor, paths: Iterable[str], **headers: str) -> Iterator[tuple[str, Response]]:
    """Everything this visitor is answered, from these paths on and along every link."""
    waiting, seen = list(paths), set(paths)
    queries: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        answer = visitor.get(path, **headers)
        yield path, answer
        links = _LINK.findall(answer.text) if "html" in answer.headers.get("content-type", "") else []
        for link in [*map(unescape, links), answer.headers.get("location", "")]:
            base = link.partition("?")[0]
            if not link.startswith("/") or link in seen or _NO_WORDS.search(link) or base.endswith(_ENDLESS):
                continue
            seen.add(link)
            queries[base] = queries.get(base, 0) + 1
            if queries[base] <= MOST_OF_A_PATH:
                waiting.append(link)


def text_of(answer: Response) -> str:
    """All that an answer holds, opened where it is packed: its headers, and what a reader would find in its body."""
    body = answer.text
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            body = "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return f"{answer.headers}\n{body}"
