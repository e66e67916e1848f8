"""Curating what cases name and are put under: rows of guidance with who last checked them, themes with their synthesis,
and who speaks. Whoever saves says which words she has seen."""

import hashlib
import json
import re
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from ..clock import now
from ..db import changes
from ..db.row import Row
from ..errors import WrongInput
from ..media.clip import Clip
from ..people.contributor import Contributor
from ..people.person import Person
from .case import Case, CaseClip
from .content_reading import MOMENT_LINK
from .content_text import milliseconds
from .guidance import Guidance, ThemeGuidance
from .labels import as_slug
from .setting_down import keep_guidance
from .theme import ClipTheme, Theme
from .writing import SavedMeanwhile

R = TypeVar("R", bound=Row)
GUIDANCE_WORDS = ("issuer", "title", "year", "paragraph", "jurisdiction", "url", "settles", "leaves_open")
THEME_WORDS = ("line", "synthesis", "sought", "words")
CONTRIBUTOR_WORDS = ("name", "role", "stage", "setting", "picture", "about")


def stamp(row: Row, names: tuple[str, ...]) -> str:
    """What these fields of a row hold, in a few letters: other words, another stamp."""
    held = json.dumps([getattr(row, name) for name in names], default=str)
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def add_guidance(db: Session, words: dict[str, Any], *, checked: bool, by: Person) -> Guidance:
    """Add a row of guidance, checked today by whoever says that she has opened it."""
    stem = as_slug(f"{words['issuer']} {words['title']}")[:56].strip("-") or "guidance"
    taken = set(db.exec(select(Guidance.key).where(col(Guidance.key).startswith(stem))).all())
    key = next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    row = Guidance(key=key, **words)
    return _checked(db, row, checked=checked, by=by)


def change_guidance(
    db: Session, row: Guidance, words: dict[str, Any], *, checked: bool, seen: str, by: Person
) -> Guidance:
    """Change a row of guidance. What it says now nobody has checked until somebody says so. Raises SavedMeanwhile."""
    before = stamp(row, GUIDANCE_WORDS)
    _change(db, row, words, GUIDANCE_WORDS, seen)
    if stamp(row, GUIDANCE_WORDS) != before:
        row.checked_on, row.checked_by = None, ""
    return _checked(db, row, checked=checked, by=by)


def change_contributor(db: Session, contributor: Contributor, words: dict[str, Any], *, seen: str) -> None:
    """Change how a contributor is shown. Raises SavedMeanwhile."""
    _change(db, contributor, words, CONTRIBUTOR_WORDS, seen)
    changes.note(db, "contributor", contributor.slug)


def change_theme(db: Session, theme: Theme, words: dict[str, Any], guidance: list[str], *, seen: str) -> None:
    """Change a theme's words and the guidance it names. Raises SavedMeanwhile, and WrongInput where the synthesis
    links to a moment that there is not."""
    if wrong := unknown_moments(db, words["synthesis"]):
        raise WrongInput(f"There is no such moment: {', '.join(wrong)}. A link is moment:case/recording@m:ss.")
    known = set(db.exec(select(Guidance.key).where(col(Guidance.key).in_(guidance))).all())
    _change(db, theme, words, THEME_WORDS, seen)
    keep_guidance(db, ThemeGuidance, "theme_id", theme.pk, [key for key in guidance if key in known])
    changes.note(db, "theme", theme.slug)


def unknown_moments(db: Session, synthesis: str) -> list[str]:
    """The links of a synthesis that lead nowhere, as they are written."""
    wrong = re.findall(r"\((moment:[^)]*)\)", MOMENT_LINK.sub("", synthesis))
    for link in MOMENT_LINK.finditer(synthesis):
        try:
            at = milliseconds(link[3])
        except ValueError:
            at = -1
        told = (
            select(Clip)
            .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
            .join(Case, col(Case.id) == CaseClip.case_id)
            .where(Case.slug == link[1], CaseClip.told_in == link[2])
        )
        if not any(clip.in_ms <= at < (clip.out_ms or at + 1) for clip in db.exec(told).all()):
            wrong.append(f"moment:{link[1]}/{link[2]}@{link[3]}")
    return wrong


def _change(db: Session, row: R, words: dict[str, Any], names: tuple[str, ...], seen: str) -> None:
    held = stamp(row, names)
    changed = row.model_copy(update=words)
    if seen != held and stamp(changed, names) != held:
        raise SavedMeanwhile("It has been saved since you opened it here, perhaps by you in another tab.")
    for name in names:
        setattr(row, name, words[name])
    db.add(row)
    db.flush()


def _checked(db: Session, row: Guidance, *, checked: bool, by: Person) -> Guidance:
    if checked:
        row.checked_on, row.checked_by = today(), by.name
    db.add(row)
    db.flush()
    changes.note(db, "guidance", row.key)
    return row


def today() -> date:
    """The day it is."""
    return now().date()


def tag_span(db: Session, clip: Clip, *, theme: str, from_ms: int, to_ms: int) -> ClipTheme:
    """Say that a span of a clip tells of a theme. Raises WrongInput."""
    if (found := db.exec(select(Theme).where(Theme.slug == theme)).first()) is None:
        raise WrongInput("Choose the theme that it tells of.")
    length = clip.duration_ms or (clip.out_ms - clip.in_ms if clip.out_ms else None)
    if to_ms <= from_ms or (length is not None and to_ms > length + 500):
        raise WrongInput("The end is within the clip, after the beginning.")
    tag = ClipTheme(clip_id=clip.pk, theme_id=found.pk, from_ms=from_ms, to_ms=min(to_ms, length or to_ms))
    db.add(tag)
    db.flush()
    return tag


def take_tag(db: Session, clip: Clip, key: str) -> None:
    """Take a span's theme away again; one that is gone already is no mistake."""
    for tag in db.exec(select(ClipTheme).where(ClipTheme.key == key, ClipTheme.clip_id == clip.pk)).all():
        db.delete(tag)
    db.flush()
