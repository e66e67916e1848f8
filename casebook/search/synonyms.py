"""Synonyms: what a thing is also called, kept as data: the library's list, and the words of the themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session, col, select

from ..cases.theme import SynonymGroup, Theme
from .query import Synonym
from .words import STOP_WORDS, words_in


@dataclass(frozen=True)
class Names:
    """Names of one thing: asking by any of them looks for all of `names`. `leads` and `as_written` are not looked for
    themselves, as they mean other things as well; the latter count only with their capitals."""

    names: tuple[str, ...]
    leads: tuple[str, ...] = ()
    as_written: tuple[str, ...] = ()


def synonyms_of(db: Session) -> list[Names]:
    """The library's synonyms, and each theme's title with the words by which people look for it. A theme's words lead
    to its title only: a gift and WhatsApp belong to one theme and are not the same."""
    columns = select(SynonymGroup.term, SynonymGroup.names, SynonymGroup.leads, SynonymGroup.as_written)
    groups = db.exec(columns.order_by(col(SynonymGroup.position))).all()
    themes = db.exec(select(Theme.title, Theme.words).order_by(col(Theme.position))).all()
    return [Names((term, *names), tuple(leads), tuple(as_written)) for term, names, leads, as_written in groups] + [
        Names((title,), tuple(words)) for title, words in themes if words
    ]


def synonyms_for(text: str, groups: Sequence[Names]) -> tuple[Synonym, ...]:
    """For each name that stands in the text, the other names of the same thing. A name within a longer one is none:
    section 47 is no section."""
    asked = words_in(text)
    roots = tuple(_root(word.plain) for word in asked)
    standing = [
        (name, place, group)
        for group in groups
        for name in (*group.names, *group.leads, *group.as_written)
        for place in _places(name, roots)
        if name not in group.as_written or text[asked[place[0]].start : asked[place[-1]].end] == name
    ]
    longest = [place for _, place, _ in standing]
    found: dict[Synonym, None] = {}
    for name, place, group in standing:
        if any(len(other) > len(place) and place[0] in other and place[-1] in other for other in longest):
            continue
        told = {name for name, _, of in standing if of is group}
        if others := tuple(other for other in group.names if other not in told):
            found[Synonym(name, others)] = None
        same = {_roots_of(other) for other in group.names}
        for further in groups:  # whoever says underage is led to where "under 16" leads
            if further is not group and any(_roots_of(lead) in same for lead in further.leads):
                found[Synonym(name, further.names)] = None
    return tuple(found)


def _places(name: str, roots: tuple[str, ...]) -> list[range]:
    """Where a name stands in a text, both by the roots of their words."""
    sought = _roots_of(name)
    if not sought or sought[0] not in roots:
        return []
    places = [range(start, start + len(sought)) for start in range(len(roots) - len(sought) + 1)]
    return [place for place in places if roots[place.start : place.stop] == sought]


@lru_cache(maxsize=5_000)
def _roots_of(name: str) -> tuple[str, ...]:
    words = [word.plain for word in words_in(name)]
    if STOP_WORDS.issuperset(words):
        return ()  # a testament is a will, and so is much else
    return tuple(_root(word) for word in words)


def _root(plain: str) -> str:
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
