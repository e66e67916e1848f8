"""Bookmarks, and the page that shows them beside what was opened last; for their owner alone."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.moments import Moment, moments_in_sight
from ..errors import NotFound
from ..people.person import Person
from ..reflect.keeping import Place, add_bookmark, bookmarks_of, places_of, remove_bookmark
from ..reflect.keyring import Keyring
from .render import fragment, page, redirect, wants_fragment


def index(request: Request) -> Response:
    """GET /my-casebook/bookmarks"""
    db, keyring, person = _own(request)
    kept = in_sight(request, bookmarks_of(db, keyring, person))
    opened = in_sight(request, places_of(db, keyring, person))
    return page(
        request,
        "bookmarks/index.html",
        bookmarks=[moment for moment in kept if moment],
        hidden=sum(moment is None for moment in kept),
        places=[moment for moment in opened if moment],
    )


def create(request: Request) -> Response:
    """POST /my-casebook/bookmarks"""
    db, keyring, person = _own(request)
    (moment,) = in_sight(request, [read_place(request)])
    if moment is None:
        raise NotFound("case")
    add_bookmark(db, keyring, Place(moment.case, moment.clip, moment.ms), by=person)
    return _answer(request, moment.case, "Kept in My casebook.")


def remove(request: Request) -> Response:
    """POST /my-casebook/bookmarks/removal"""
    db, keyring, person = _own(request)
    place = read_place(request)
    remove_bookmark(db, keyring, place, by=person)
    return _answer(request, place.case, "Removed from My casebook.")


def is_bookmarked(request: Request, slug: str) -> bool:
    """Whether the viewer has bookmarked a case as a whole."""
    return any(one.is_at(Place(slug)) for one in bookmarks_of(*_own(request)))


def in_sight(request: Request, places: list[Place]) -> list[Moment | None]:
    """Where places lead for the viewer now, in order; None for what is not in her sight."""
    return moments_in_sight(request.state.db, request.state.viewer, [(one.case, one.clip, one.ms) for one in places])


def read_place(request: Request) -> Place:
    """The place a form names: case, clip, ms; what cannot be read as a time is the start."""
    case, clip, ms = (str(request.state.form.get(name, ""))[:100] for name in ("case", "clip", "ms"))
    return Place(case, clip, int(ms) if ms.isascii() and ms.isdigit() and len(ms) < 10 else 0)


def _own(request: Request) -> tuple[Session, Keyring, Person]:
    return request.state.db, request.app.state.library.keyring, request.state.viewer.person


def _answer(request: Request, slug: str, said: str) -> Response:
    form = request.state.form
    if wants_fragment(request):
        return fragment(
            request,
            "bookmarks/_bookmark.html",
            slug=slug,
            clip_key=str(form.get("playing", "")),
            ms=read_place(request).ms,
            marked=is_bookmarked(request, slug),
            said=said,
        )
    if form.get("back") == "case":
        return redirect(request, "cases.show", slug=slug, fragment_id="bookmark")
    return redirect(request, "bookmarks.index")
