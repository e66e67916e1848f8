"""Setting down what hangs on a case or a theme: its themes, its guidance, its decision point and options. Importing
and the studio both write by these."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from .case import Case, CaseGuidance, CaseTheme
from .decision_point import DecisionPoint, Option
from .guidance import Guidance, ThemeGuidance
from .manuscript_words import OptionWords
from .theme import Theme


def keep_guidance(
    db: Session, kind: type[CaseGuidance] | type[ThemeGuidance], column: str, owner: int, keys: Sequence[str]
) -> None:
    """Let a case or a theme name this guidance and no other, in this order."""
    rows = {row.key: row.pk for row in db.exec(select(Guidance).where(col(Guidance.key).in_(keys))).all()}
    db.exec(delete(kind).where(getattr(kind, column) == owner))
    for position, key in enumerate(keys):
        row: Any = {column: owner, "guidance_id": rows[key], "position": position}
        db.add(kind(**row))


def keep_themes(db: Session, case: Case, slugs: Sequence[str]) -> None:
    """Put a case under these themes and no other, the primary one first."""
    themes = {theme.slug: theme.pk for theme in db.exec(select(Theme).where(col(Theme.slug).in_(slugs))).all()}
    db.exec(delete(CaseTheme).where(col(CaseTheme.case_id) == case.pk))
    for position, slug in enumerate(slugs):
        db.add(CaseTheme(case_id=case.pk, theme_id=themes[slug], position=position))


def keep_decision(db: Session, case: Case, words: dict[str, Any], options: Sequence[OptionWords]) -> DecisionPoint:
    """Bring a case's decision point and its options to these words. The point keeps its row, as answers hang on it;
    what was answered names its option by key."""
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).first()
    point = point or DecisionPoint(case_id=case.pk, moment="", question="", closing="")
    point.sqlmodel_update(words)
    db.add(point)
    db.flush()
    db.exec(delete(Option).where(col(Option.decision_point_id) == point.pk))
    for position, option in enumerate(options):
        db.add(
            Option(
                decision_point_id=point.pk,
                key=option.key,
                label=option.label,
                speaks_for=option.speaks_for,
                speaks_against=option.speaks_against,
                position=position,
            )
        )
    return point
