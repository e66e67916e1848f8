"""Synonyms: what people also call a theme, kept as data in the themes themselves."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..cases.theme import Theme
from .query import Synonym
from .words import STOP_WORDS, words_in


def synonyms_of(db: Session) -> list[tuple[str, ...]]:
    """Each theme's title, with the words by which people look for it."""
    themes = db.exec(select(Theme).order_by(col(Theme.position))).all()
    return [(theme.title, *theme.words) for theme in themes if theme.words]


def synonyms_for(text: str, groups: Sequence[Sequence[str]]) -> tuple[Synonym, ...]:
    """For each word of a theme that stands in the text, the theme's title. Not its other words: a gift and WhatsApp
    belong to one theme and are not the same."""
    asked = [_root(word.plain) for word in words_in(text)]
    found: list[Synonym] = []
    for title, *names in groups:
        if _stands_in(title, asked):
            continue
        found += [Synonym(name, (title,)) for name in names if _stands_in(name, asked)]
    return tuple(found)


def _root(plain: str) -> str:
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain


def _stands_in(name: str, text: Sequence[str]) -> bool:
    words = [word.plain for word in words_in(name)]
    if STOP_WORDS.issuperset(words):
        return False  # a testament is a will, and so is much else
    roots = [_root(word) for word in words]
    return any(text[start : start + len(roots)] == roots for start in range(len(text) - len(roots) + 1))
