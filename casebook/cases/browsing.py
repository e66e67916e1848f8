"""Browsing: filters that combine, and the cases they leave, with counts that are right under the other filters.

All of it is asked of what this viewer may see at this moment, so that nothing else can change a list or a count.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import chain
from math import ceil
from typing import Literal, Protocol, get_args
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from ..media.clip import Medium
from ..people.viewer import Viewer
from .case import Case, CaseTheme
from .content_shape import CaseShape, Setting, Stage
from .facts import CaseFacts, facts_of
from .labels import as_slug, in_words
from .queries import cards
from .shown import CaseCard

Sort = Literal["new", "length", "discussed"]
SORTS: tuple[Sort, ...] = get_args(Sort)
_Said = dict[tuple[str, str], str]

PER_PAGE = 24  # cards
MOST_CHOSEN = 30  # values of one facet
LENGTHS = ("under-5", "5-to-10", "over-10")
ANSWERED = ("no", "yes")


def _allowed(name: str) -> tuple[str, ...]:
    return get_args(CaseShape.model_fields[name].annotation)


#: facet -> its heading, in the order of the page
FACETS = {
    "theme": "Theme",
    "answered": "Your answer",
    "stage": "Who tells it",
    "setting": "Setting",
    "length": "Length",
    "level": "Level",
    "continuum": "Pulls on",
    "perspective": "Told from the side of",
    "medium": "Medium",
    "jurisdiction": "Law of",
    "without": "Leave out",
}
#: Facets whose values are a closed list; the others' are rows and words of the library.
_CLOSED = {
    "stage": get_args(Stage),
    "setting": get_args(Setting),
    "perspective": _allowed("perspective"),
    "level": _allowed("level"),
    "medium": tuple(medium.value for medium in Medium),
    "length": LENGTHS,
    "answered": ANSWERED,
}


class Params(Protocol):
    """What an address says after its question mark."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class Filters:
    """What was chosen: several values in one facet are OR, facets are AND. `without` has content notes to leave out."""

    theme: frozenset[str] = frozenset()
    stage: frozenset[str] = frozenset()
    setting: frozenset[str] = frozenset()
    continuum: frozenset[str] = frozenset()
    perspective: frozenset[str] = frozenset()
    medium: frozenset[str] = frozenset()
    length: frozenset[str] = frozenset()
    level: frozenset[str] = frozenset()
    jurisdiction: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def of(self, facet: str) -> frozenset[str]:
        """The values chosen in a facet."""
        chosen: frozenset[str] = getattr(self, facet)
        return chosen

    def less(self, facet: str, value: str) -> "Filters":
        """The same without one value."""
        return replace(self, **{facet: self.of(facet) - {value}})

    def chosen(self) -> list[tuple[str, str]]:
        """(facet, value) of everything chosen, always in the same order."""
        return [(one.name, value) for one in fields(self) for value in sorted(self.of(one.name))]

    def query(self) -> str:
        """The filters as an address says them; the same filters always give the same words."""
        return urlencode(self.chosen())


def read_filters(params: Params) -> Filters:
    """The filters an address asks for. Nothing in it is an error: what is not known is dropped."""
    return Filters(**{name: _values(name, params.getlist(name)) for name in FACETS})


def _values(facet: str, asked: list[str]) -> frozenset[str]:
    slugs = {as_slug(value[:200]) for value in asked[:MOST_CHOSEN]} - {""}
    return frozenset(slugs & set(_CLOSED[facet]) if facet in _CLOSED else slugs)


def read_sort(text: str) -> Sort:
    """The order an address asks for; newest first where it says nothing we know."""
    return next((sort for sort in SORTS if sort == text), "new")


@dataclass(frozen=True)
class FacetValue:
    """One value. `count` is how many cases would be seen if it alone were chosen in its facet."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with all its values that some case in sight has."""

    name: str
    title: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Narrowed:
    """The cases that filters leave, and the facets. `filters` are those that were heeded: a value that no case in
    sight has is not. `labels` says those that are chosen."""

    filters: Filters
    cases: list[CaseFacts]
    facets: list[Facet]
    labels: Mapping[tuple[str, str], str]

    @property
    def slugs(self) -> list[str]:
        """The cases by slug."""
        return [one.slug for one in self.cases]


@dataclass(frozen=True)
class Browsed(Narrowed):
    """The same in an order, with a page of cards."""

    sort: Sort
    cards: list[CaseCard]
    page: int
    pages: int


def narrow(db: Session, viewer: Viewer, filters: Filters, *, within: Collection[str] | None = None) -> Narrowed:
    """The cases in this viewer's sight that filters leave, `within` (slugs) where search gives them; in no order."""
    sight = facts_of(db, viewer)
    heeded = _heeded(filters, sight)
    chosen = None if within is None else frozenset(within)
    there = sight if chosen is None else [one for one in sight if one.slug in chosen]
    asked = [(facet, values) for facet in FACETS if (values := heeded.of(facet))]
    failing, said = [(one, _failing(one, asked)) for one in there], _said(there)
    facets = [_facet(name, failing, heeded, said) for name in FACETS]
    all_said = said if chosen is None else _said(sight)
    return Narrowed(
        filters=heeded,
        cases=[one for one, failed in failing if not failed],
        facets=[facet for facet in facets if facet.values],
        labels={(name, value): _label(name, value, all_said) for name, value in heeded.chosen()},
    )


def browse(
    db: Session,
    viewer: Viewer,
    filters: Filters,
    *,
    sort: Sort,
    discussed: Mapping[str, int] | None = None,
    page: int = 1,
) -> Browsed:
    """What `narrow` leaves, in an order, with a page of cards. `discussed` ranks slugs for that order, from figures
    that were let out; a page beyond the last is the last."""
    left = narrow(db, viewer, filters)
    found = _in_order(left.cases, sort, discussed or {})
    pages = max(1, ceil(len(found) / PER_PAGE))
    page = min(max(page, 1), pages)
    return Browsed(
        left.filters,
        found,
        left.facets,
        left.labels,
        sort=sort,
        cards=_cards(db, viewer, found[PER_PAGE * (page - 1) : PER_PAGE * page]),
        page=page,
        pages=pages,
    )


def related(db: Session, viewer: Viewer, slug: str, *, most: int = 3) -> list[CaseCard]:
    """Cards of cases with a theme of this one, told in another setting or by people of another stage: most themes in
    common first, then those that differ in both, then the newest."""
    themes = select(CaseTheme.theme_id).join(Case, col(Case.id) == CaseTheme.case_id).where(Case.slug == slug)
    sharing = select(CaseTheme.case_id).where(col(CaseTheme.theme_id).in_(themes))
    sight = facts_of(db, viewer, col(Case.id).in_(sharing))
    own = next((one for one in sight if one.slug == slug), None)
    if own is None:
        return []
    near = [one for one in sight if one is not own]
    differing = [(one, _differs(one, own, "setting") + _differs(one, own, "stage")) for one in near]
    ranked = sorted(
        ((one, much) for one, much in differing if much),
        key=lambda pair: (-len(pair[0].values["theme"] & own.values["theme"]), -pair[1], *_newest(pair[0])),
    )
    return _cards(db, viewer, [one for one, _ in ranked[:most]])


def _cards(db: Session, viewer: Viewer, found: list[CaseFacts]) -> list[CaseCard]:
    places = {one.slug: place for place, one in enumerate(found)}
    cases = db.exec(select(Case).where(col(Case.slug).in_(places))).all()
    return cards(db, viewer, sorted(cases, key=lambda case: places[case.slug]))


def _differs(one: CaseFacts, own: CaseFacts, facet: str) -> bool:
    return bool(one.values[facet] - own.values[facet])


def _heeded(filters: Filters, sight: list[CaseFacts]) -> Filters:
    there = {facet: frozenset[str]().union(*(one.values[facet] for one in sight)) for facet, _ in filters.chosen()}
    return Filters(**{facet: filters.of(facet) & values for facet, values in there.items()})


def _failing(one: CaseFacts, asked: list[tuple[str, frozenset[str]]]) -> list[str]:
    """The facets in which a case has nothing of what was chosen there."""
    return [facet for facet, values in asked if one.values[facet].isdisjoint(values) != (facet == "without")]


def _facet(name: str, there: list[tuple[CaseFacts, list[str]]], filters: Filters, said: _Said) -> Facet:
    """A facet of cases that are given with the facets they fail in: one counts where it fails in no other."""
    had = Counter(chain.from_iterable(one.values[name] for one, _ in there))
    under_others = [one for one, failing in there if not failing or failing == [name]]
    counted = Counter(chain.from_iterable(one.values[name] for one in under_others))
    values = [
        FacetValue(
            value,
            _label(name, value, said),
            len(under_others) - counted[value] if name == "without" else counted[value],
            value in filters.of(name),
        )
        for value in had.keys() | filters.of(name)
    ]
    closed = _CLOSED.get(name, ())
    return Facet(
        name,
        FACETS[name],
        sorted(values, key=lambda one: (closed.index(one.value) if one.value in closed else 0, one.label, one.value)),
    )


def _said(there: Iterable[CaseFacts]) -> _Said:
    """How values are said that have words of their own; where cases say one differently, the first by the alphabet."""
    said: _Said = {}
    for value, words in frozenset[tuple[tuple[str, str], str]]().union(*{one.said for one in there}):
        said[value] = min(words, said.get(value, words))
    return said


def _label(facet: str, value: str, said: _Said) -> str:
    return said[facet, value] if (facet, value) in said else in_words(value)


def _in_order(found: list[CaseFacts], sort: Sort, discussed: Mapping[str, int]) -> list[CaseFacts]:
    newest = sorted(found, key=_newest)
    if sort == "length":  # shortest first; what cannot be played now comes last
        return sorted(newest, key=lambda one: (not one.duration_ms, one.duration_ms))
    if sort == "discussed":
        return sorted(newest, key=lambda one: -discussed.get(one.slug, 0))
    return newest


def _newest(one: CaseFacts) -> tuple[float, str]:
    return -one.opened_at.timestamp(), one.slug
