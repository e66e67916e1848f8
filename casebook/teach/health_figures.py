"""The figures of a health check: drawn once from all answers, in fives, or not at all; and what may be read from them.

The rules of comparing (D1, D2, D4): eleven people at least, counts rounded to five with fewer than five not broken
down, all charts judged together, and none let out that would tell what any one person answered. Pure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..reflect.comparing import FIRST_RELEASE
from ..reflect.release_guard import tells_on_someone
from ..reflect.rounding import in_words, rounded
from .health_check import ANSWERS, UNSURE

STRENGTH, MIXED, WEAKNESS, UNTOLD = "holds well", "mixed", "needs care", "hard to tell"


@dataclass(frozen=True)
class DrawnDimension:
    """A dimension as its chart shows it: `lengths` in hundredths of the bar, by answer; all from released fives."""

    slug: str
    title: str
    line: str
    lengths: dict[str, int]
    standing: str  # one of the four, or nothing where every figure is fewer than five
    statements: list[tuple[str, dict[str, str]]]  # its words, and what may be said of each answer


def drawn(asked: Sequence[dict[str, Any]], answers: Sequence[Mapping[str, str]]) -> dict[str, Any] | None:
    """The figures of all answers, rounded; None where there are too few or they would tell on somebody."""
    if len(answers) < FIRST_RELEASE:
        return None
    charts: dict[str, dict[str, int]] = {}
    for statement in (one for dimension in asked for one in dimension["statements"]):
        given = Counter(one.get(statement["key"], UNSURE) for one in answers)
        if tells_on_someone({}, {"all": given}, list(ANSWERS)):
            return None
        charts[statement["key"]] = {answer: five for answer in ANSWERS if (five := rounded(given[answer]))}
    return {"people": rounded(len(answers)), "charts": charts}


def as_drawn(asked: Sequence[dict[str, Any]], figures: dict[str, Any]) -> list[DrawnDimension]:
    """Released figures dimension by dimension, in the order in which they were asked; never ranked."""
    found = []
    for dimension in asked:
        fives = {
            answer: sum(figures["charts"][one["key"]].get(answer, 0) for one in dimension["statements"])
            for answer in ANSWERS
        }
        whole = sum(fives.values())
        found.append(
            DrawnDimension(
                slug=dimension["slug"],
                title=dimension["title"],
                line=dimension["line"],
                lengths={answer: round(100 * five / whole) if whole else 0 for answer, five in fives.items()},
                standing=_standing(fives) if whole else "",
                statements=[
                    (
                        one["text"],
                        {answer: in_words(figures["charts"][one["key"]].get(answer, 0)) for answer in ANSWERS},
                    )
                    for one in dimension["statements"]
                ],
            )
        )
    return found


def _standing(fives: dict[str, int]) -> str:
    if 2 * fives[UNSURE] > sum(fives.values()):
        return UNTOLD
    if fives["seldom"] >= fives["mostly"]:
        return WEAKNESS
    return STRENGTH if fives["mostly"] >= fives["sometimes"] + fives["seldom"] else MIXED


def arriving(answered: int, members: int) -> str:
    """How many have answered an open check, as coarsely as may be said (D5)."""
    if 3 * answered < members:
        return "few"
    return "about half" if 3 * answered < 2 * members else "most"
