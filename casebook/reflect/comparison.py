"""What a page may show of a release: words and bars, and never a count. It is made of figures alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..people.person import CareerStage
from .rounding import in_words

PLACES = [str(place) for place in range(1, 8)]
STEPS = [str(step) for step in range(1, 5)]
BLANK = "blank"
PLACED = 10  # people who have placed themselves on a continuum that is shown


class Share(NamedTuple):
    """One bar: `words` says what may be said of it ("fewer than 5", "about 20"); `length` is 0 to 100 and
    follows from the words alone."""

    key: str
    words: str
    length: int


@dataclass(frozen=True)
class Distribution:
    """The bars of one question in one release."""

    shares: list[Share]

    def of(self, key: str | int) -> Share:
        """The bar of one answer."""
        return next(share for share in self.shares if share.key == str(key))


@dataclass(frozen=True)
class StageChoices:
    """What one career stage chose; `about` is how many they are, as words."""

    stage: str
    about: str
    choices: Distribution


@dataclass(frozen=True)
class Comparison:
    """A release as a page may show it. `about` is the rounded number of people, as words. A continuum that too few
    have placed themselves on is not in it, nor is a career stage of too few; a room's may lack how sure it was."""

    about: str
    choices: Distribution
    continua: dict[str, Distribution]
    confidence: Distribution
    second: Distribution | None
    stages: list[StageChoices]


def as_shown(figures: Mapping[str, Any], point: DecisionPoint, options: Sequence[Option]) -> Comparison:
    """The figures of a release as a page may show them."""
    keys = [option.key for option in options] + [ANOTHER_WAY]
    return Comparison(
        about=in_words(figures["choices"]["people"]),
        choices=_distribution(figures["choices"], keys),
        continua=dict(_lines(point, figures)),
        confidence=_distribution(figures["confidence"], STEPS) if "confidence" in figures else Distribution([]),
        second=_distribution(figures["second"], keys) if "second" in figures else None,
        stages=[
            StageChoices(stage.value, in_words(group["people"]), _distribution(group, keys))
            for stage in CareerStage
            if (group := figures.get("stages", {}).get(stage.value))
        ],
    )


def _lines(point: DecisionPoint, figures: Mapping[str, Any]) -> Iterator[tuple[str, Distribution]]:
    for slug in point.continua:
        chart = figures.get(f"continuum {slug}")
        if chart and chart["people"] - chart["counts"].get(BLANK, 0) >= PLACED:  # by what is shown, not by counts
            yield slug, _distribution(chart, PLACES)


def _distribution(chart: dict[str, Any], keys: Iterable[str]) -> Distribution:
    people, counts = chart["people"], chart["counts"]
    return Distribution([Share(key, *bar(counts.get(key, 0), people)) for key in keys])


@lru_cache(maxsize=4096)
def bar(five: int, people: int) -> tuple[str, int]:
    """The words and the length of a bar of so many people, both in fives."""
    # Counts in fives and never a percentage: of twenty people "fewer than 5" may be a fifth, which no percentage says.
    length = round(100 * five / max(people, five, 1))
    return in_words(five), min(3, round(100 * 5 / max(people, 5))) if five == 0 else length
