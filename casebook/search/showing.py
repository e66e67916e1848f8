"""What was found as people are shown it: moments with who speaks and what is seen there, grouped by case.

One door for the page, for JSON and for the command line, so that all see by the same sight.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from ..cases import viewing
from ..cases.browsing import Filters, Narrowed, narrow
from ..cases.case import Case
from ..media.clip import Clip, Recording
from ..media.queries import pictures_of
from ..media.stills import Pictures, Tile
from ..people.contributor import Contributor
from ..people.viewer import Viewer
from .document import ClipDocument
from .index import Index
from .queries import search
from .query import Found, Hit, Part, SearchAsk, Sight

FIRST_CASES = 10
LONGEST_ASKED = 200  # characters
_UNFILTERED = Filters()


@dataclass(frozen=True)
class ShownMoment:
    """A moment. `version` 0: nothing of the clip can be seen or heard yet. Not `said`: found by the clip's name."""

    hit: Hit
    clip_title: str
    speaker: str
    said: bool
    version: int
    tile: Tile | None
    poster: bool


@dataclass(frozen=True)
class ShownCase:
    """A case with its moments, best first; `about` are words of the case's own, beside its title, that answer."""

    slug: str
    title: str
    published: bool
    score: float
    about: tuple[Part, ...]
    moments: tuple[ShownMoment, ...]


@dataclass(frozen=True)
class SearchPage:
    """An answer. `text` is what was asked, empty for nothing; `found` tells the rest of how it was read; `narrowed`
    has the filters, with their counts over all that answers."""

    text: str
    found: Found
    narrowed: Narrowed
    cases: tuple[ShownCase, ...] = ()


def search_page(
    db: Session, index: Index, viewer: Viewer, text: str, *, filters: Filters = _UNFILTERED, most: int = FIRST_CASES
) -> SearchPage:
    """Search as this viewer: what she may not see now is not found. At most `most` cases that the filters leave.
    Never raises for `text`."""
    text = text[:LONGEST_ASKED].strip()
    if not text:
        return SearchPage("", Found(), narrow(db, viewer, filters))
    cases, clips = viewing.seen_keys(db, viewer)
    found = search(db, index, SearchAsk(text, limit=most), Sight(cases, clips))
    narrowed = narrow(db, viewer, filters, within=found.answering)
    if narrowed.filters.chosen():  # once more, in what the filters leave: the best of these may not be among the best
        left = search(db, index, SearchAsk(text, limit=most), Sight(frozenset(narrowed.slugs), clips))
        found = replace(left, suggestion=found.suggestion, also=found.also)
    keys = [hit.clip_key for case in found.cases for hit in case.hits]
    titles, told = _titles(db, found), _told(db, keys)
    pictures = pictures_of(db, list(viewing.pictured_keys(db, viewer, keys)))
    shown = [
        ShownCase(
            case.case_slug,
            *titles[case.case_slug],
            case.score,
            () if "".join(part.text for part in case.about) == titles[case.case_slug][0] else case.about,
            tuple(_moment(hit, told[hit.clip_key], pictures.get(hit.clip_key, Pictures(0))) for hit in case.hits),
        )
        for case in found.cases
    ]
    return SearchPage(text, found, narrowed, tuple(shown))


def _titles(db: Session, found: Found) -> dict[str, tuple[str, bool]]:
    question = select(Case.slug, Case.title, viewing.published())
    slugs = [case.case_slug for case in found.cases]
    return {
        slug: (title, bool(open_now)) for slug, title, open_now in db.exec(question.where(col(Case.slug).in_(slugs)))
    }


def _told(db: Session, keys: list[str]) -> dict[str, tuple[Clip, str]]:
    """The clips by key, each with who speaks in it."""
    question = (
        select(Clip, Contributor.name)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .outerjoin(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(col(Clip.key).in_(keys))
    )
    return {clip.key: (clip, name or "") for clip, name in db.exec(question).all()}


def _moment(hit: Hit, told: tuple[Clip, str], pictures: Pictures) -> ShownMoment:
    clip, speaker = told
    return ShownMoment(
        hit=hit,
        clip_title=clip.title,
        speaker=speaker,
        said=hit.text != ClipDocument(hit.case_slug, hit.clip_key, clip.title, speaker, hit.after).pieces()[0],
        version=pictures.version,
        tile=pictures.at(hit.start_ms),
        poster=pictures.poster,
    )


def as_moments(page: SearchPage) -> list[dict[str, Any]]:
    """The moments for programs, best case first: case, clip, milliseconds, words, score, and what these are called."""
    return [
        {
            "case": case.slug,
            "clip": moment.hit.clip_key,
            "milliseconds": moment.hit.start_ms,
            "words": moment.hit.text,
            "score": moment.hit.score,
            "after": moment.hit.after,
            "title": case.title,
            "clip_title": moment.clip_title,
            "speaker": moment.speaker,
        }
        for case in page.cases
        for moment in case.moments
    ]


def as_lines(page: SearchPage) -> Iterator[str]:
    """The same for a person at a terminal: each case, its moments below it, and how the question was read."""
    for case in page.cases:
        yield f"{case.title}  ({case.slug})"
        for moment in case.moments:
            seconds = moment.hit.start_ms // 1000
            yield f"  {moment.hit.clip_key}  {seconds // 60}:{seconds % 60:02d}  {moment.hit.text}"
    found = page.found
    yield f"{found.total} cases." if found.total != 1 else "1 case."
    if found.also:
        yield f"Also searched: {', '.join(found.also)}."
    if found.suggestion:
        yield f"Did you mean: {found.suggestion}"
    if found.limited:
        yield "The index cannot be read; less was searched. A worker mends it, or: casebook reindex"
