"""Comparing: what may be shown of others' answers. The only module that reads the response table for others' eyes.

Rules D1 to D4 of the privacy promises. Figures leave here only as a release: the same for every viewer, frozen until
at least ten new people have answered and a day has passed, rounded to five, and never an exact count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select, update

from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..clock import now
from .response import Release, Response

FIRST_RELEASE = 11  # answers: so that each viewer has at least ten others (D1)
NEWCOMERS = 10  # answers between one release and the next (D4)
BETWEEN_RELEASES = timedelta(hours=24)
PLACES = range(1, 8)


@dataclass(frozen=True)
class Share:
    """One bar: `words` says what may be said of it ("fewer than 5", "about 20", "35 %"); `length` is 0 to 100."""

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
class Comparison:
    """A release as a page may show it. `about` is the rounded number of people, as words."""

    about: str
    choices: Distribution
    continua: dict[str, Distribution]
    confidence: Distribution
    second: Distribution | None


def release_if_due(db: Session, point: DecisionPoint) -> Release | None:
    """Let out a new release if enough new people have answered; called in the transaction that keeps an answer."""
    newcomers = _newcomers(db, point, 1)
    last = latest_release(db, point)
    if newcomers < (FIRST_RELEASE if last is None else NEWCOMERS):
        return None
    if last is not None and now() - last.released_at < BETWEEN_RELEASES:
        return None
    number = last.number + 1 if last else 1
    figures = {"people": 0, "choices": {}, "confidence": {}, "continua": {}, "second": {}, "second_people": 0}
    _cover(db, point, 1, number)
    figures |= _first_figures(point, _covered(db, point, 1))
    # Second answers join by the same rule, judged by themselves: until enough are new, the last figures stand.
    seconds_released = last is not None and bool(last.figures["second"])
    if _newcomers(db, point, 2) >= (NEWCOMERS if seconds_released else FIRST_RELEASE):
        _cover(db, point, 2, number)
        second = _covered(db, point, 2)
        figures |= {"second": _rounded(one.choice for one in second), "second_people": rounded(len(second))}
    elif last is not None:
        figures |= {name: last.figures[name] for name in ("second", "second_people")}
    release = Release(decision_point_id=point.pk, number=number, released_at=now(), figures=figures)
    db.add(release)
    return release


def latest_release(db: Session, point: DecisionPoint) -> Release | None:
    """The release that is shown at present, or None while too few have answered."""
    return db.exec(
        select(Release).where(Release.decision_point_id == point.pk).order_by(col(Release.number).desc()).limit(1)
    ).first()


def comparison(db: Session, point: DecisionPoint, options: Sequence[Option]) -> Comparison | None:
    """What colleagues answered, as a page may show it; None while too few have answered. The caller has made sure
    that the viewer has committed an answer of her own (D7)."""
    release = latest_release(db, point)
    if release is None:
        return None
    figures = release.figures
    keys = [option.key for option in options] + [ANOTHER_WAY]
    return Comparison(
        about=in_words(figures["people"]),
        choices=_distribution(figures["choices"], keys, figures["people"]),
        continua={
            slug: _distribution(places, [str(place) for place in PLACES], figures["people"])
            for slug, places in figures["continua"].items()
        },
        confidence=_distribution(figures["confidence"], [str(step) for step in range(1, 5)], figures["people"]),
        second=_distribution(figures["second"], keys, figures["second_people"]) if figures["second"] else None,
    )


def rounded(count: int) -> int:
    """To the nearest five; 0 to 4 all become 0, which is said as "fewer than 5" (D2)."""
    return 0 if count < 5 else 5 * round(count / 5)


def in_words(five: int) -> str:
    """A rounded count as a reader sees it."""
    return "fewer than 5" if five == 0 else f"about {five}"


def percentage(five: int, people: int) -> str | None:
    """A share as words, from rounded counts, to the nearest 5 %; None where there are too few for one (D3)."""
    if people < 20:
        return None
    share = 5 * round(100 * five / people / 5)
    if share < 5:
        return "fewer than 5 %"
    return "more than 95 %" if share > 95 else f"{share} %"


def _distribution(counts: dict[str, int], keys: Iterable[str], people: int) -> Distribution:
    shares = []
    for key in keys:
        five = counts.get(key, 0)
        words = percentage(five, people) or in_words(five)
        # A bar is drawn from the words alone, so that its length tells nothing more than they do.
        length = 3 if five == 0 else min(95, max(5, 5 * round(100 * five / max(people, five) / 5)))
        shares.append(Share(key, words, length))
    return Distribution(shares)


def _first_figures(point: DecisionPoint, first: Sequence[Response]) -> dict[str, Any]:
    """Rounded counts of the first answers a release covers; nothing finer is ever written down."""
    return {
        "people": rounded(len(first)),
        "choices": _rounded(response.choice for response in first),
        "confidence": _rounded(str(response.confidence) for response in first),
        "continua": {
            slug: _rounded(str(response.positions[slug]) for response in first if slug in response.positions)
            for slug in point.continua
        },
    }


def _rounded(answers: Iterable[str]) -> dict[str, int]:
    return {answer: five for answer, count in sorted(Counter(answers).items()) if (five := rounded(count))}


def _newcomers(db: Session, point: DecisionPoint, round: int) -> int:
    """How many answers of a round no release has counted yet; known here alone."""
    return db.exec(select(func.count()).where(_of(point, round), col(Response.release).is_(None))).one()


def _cover(db: Session, point: DecisionPoint, round: int, number: int) -> None:
    db.exec(update(Response).where(_of(point, round), col(Response.release).is_(None)).values(release=number))


def _covered(db: Session, point: DecisionPoint, round: int) -> Sequence[Response]:
    return db.exec(select(Response).where(_of(point, round), col(Response.release).is_not(None))).all()


def _of(point: DecisionPoint, round: int) -> ColumnElement[bool]:
    return and_(col(Response.decision_point_id) == point.pk, col(Response.round) == round)
