"""Comparing: what may be shown of others' answers. The only module that reads the response table for others' eyes.

Rules D1, D2 and D4 of the privacy promises. Figures leave here only as a release: the same for every viewer, frozen
until ten new people have answered and a day has passed, rounded to five, never an exact count, and held back when they
would tell what any one newcomer answered. Each chart keeps that rule for itself, because a line may be left blank and
a second answer not given: what it shows changes only when ten more people stand in it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..clock import now
from .release_guard import tells_on_someone
from .response import Release, Response
from .rounding import in_words, rounded

FIRST_RELEASE = 11  # people in a chart, so that each viewer has at least ten others (D1)
NEWCOMERS = 10  # people between one release of a chart and the next (D4)
BETWEEN_RELEASES = timedelta(hours=24)
PLACES = [str(place) for place in range(1, 8)]
DISCUSSED = (25, 100)  # people, rounded, from which a case is called more, and much discussed
STEPS = [str(step) for step in range(1, 5)]


@dataclass(frozen=True)
class Share:
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
class Comparison:
    """A release as a page may show it. `about` is the rounded number of people, as words. A continuum that too few
    have placed themselves on is not in it."""

    about: str
    choices: Distribution
    continua: dict[str, Distribution]
    confidence: Distribution
    second: Distribution | None


def release_if_due(db: Session, point: DecisionPoint) -> Release | None:
    """Let out a new release if enough new people have answered; called in the transaction that keeps an answer."""
    last = latest_release(db, point)
    newcomers = db.exec(select(func.count()).where(_of(point, 1), col(Response.release).is_(None))).one()
    enough = FIRST_RELEASE if last is None else NEWCOMERS
    if newcomers < enough or (newcomers - enough) % NEWCOMERS:  # one held back waits for the next ten
        return None
    if last is not None and now() - last.released_at < BETWEEN_RELEASES:
        return None
    number = last.number + 1 if last else 1
    before = last.figures if last else {}
    first, second = _responses(db, point, 1), _responses(db, point, 2)
    keys = _choice_keys(db, point)
    charts = {
        "choices": _chart(before.get("choices"), first, number, lambda one: one.choice, keys),
        "confidence": _chart(before.get("confidence"), first, number, lambda one: str(one.confidence), STEPS),
        "second": _chart(before.get("second"), second, number, lambda one: one.choice, keys),
    } | {
        f"continuum {slug}": _chart(before.get(f"continuum {slug}"), first, number, _place_on(slug), PLACES)
        for slug in point.continua
    }
    if charts["choices"] is None or charts["choices"] == before.get("choices"):
        return None  # held back: the figures would tell on someone
    for response in (*first, *second):
        if response.release is None:
            response.release = number
            db.add(response)
    figures = {name: chart for name, chart in charts.items() if chart is not None}
    release = Release(decision_point_id=point.pk, number=number, released_at=now(), figures=figures)
    db.add(release)
    return release


def _place_on(slug: str) -> Callable[[Response], str | None]:
    return lambda response: str(response.positions[slug]) if slug in response.positions else None


def _chart(
    last: dict[str, Any] | None,
    responses: Sequence[Response],
    number: int,
    answer: Callable[[Response], str | None],
    keys: Sequence[str],
) -> dict[str, Any] | None:
    """One chart for release `number`: anew if enough new people stand in it and it tells on none of them, else as it
    was. `through` is the release up to which its people are counted; counts are written down rounded."""
    through = last["through"] if last else 0
    old, new = Counter[str](), Counter[str]()
    for response in responses:
        if (given := answer(response)) is not None:
            (old if response.release is not None and response.release <= through else new)[given] += 1
    if new.total() < (FIRST_RELEASE if last is None else NEWCOMERS):
        return last
    if tells_on_someone([old[key] for key in keys], [new[key] for key in keys]):
        return last
    counts = old + new
    return {
        "people": rounded(counts.total()),
        "counts": {key: five for key in keys if (five := rounded(counts[key]))},
        "through": number,
    }


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
        about=in_words(figures["choices"]["people"]),
        choices=_distribution(figures["choices"], keys),
        continua={
            slug: _distribution(figures[f"continuum {slug}"], PLACES)
            for slug in point.continua
            if f"continuum {slug}" in figures
        },
        confidence=_distribution(figures["confidence"], STEPS),
        second=_distribution(figures["second"], keys) if "second" in figures else None,
    )


def discussed(db: Session) -> dict[str, int]:
    """How much cases have been discussed, by slug, as a coarse step (1 to 3) of what their latest release says; one
    without a release is not named. For an order only: it is the same for everyone and never a number on a page."""
    latest = select(Release.decision_point_id, func.max(Release.number)).group_by(col(Release.decision_point_id))
    shown = select(Case.slug, Release).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
    shown = shown.join(Release, col(Release.decision_point_id) == DecisionPoint.id)
    newest = set(db.exec(latest).all())
    return {
        slug: 1 + sum(release.figures["choices"]["people"] >= step for step in DISCUSSED)
        for slug, release in db.exec(shown).all()
        if (release.decision_point_id, release.number) in newest
    }


def _distribution(chart: dict[str, Any], keys: Iterable[str]) -> Distribution:
    people = chart["people"]
    return Distribution([_share(key, chart["counts"].get(key, 0), people) for key in keys])


def _share(key: str, five: int, people: int) -> Share:
    # Counts in fives and never a percentage: of twenty people "fewer than 5" may be a fifth, which no percentage says.
    length = round(100 * five / max(people, five, 1))
    return Share(key, in_words(five), min(3, round(100 * 5 / max(people, 5))) if five == 0 else length)


def _choice_keys(db: Session, point: DecisionPoint) -> list[str]:
    """Every choice anyone may have made here, options since taken away among them."""
    now_offered = db.exec(select(Option.key).where(Option.decision_point_id == point.pk)).all()
    once_chosen = db.exec(select(Response.choice).where(Response.decision_point_id == point.pk).distinct()).all()
    return sorted({*now_offered, *once_chosen, ANOTHER_WAY})


def _responses(db: Session, point: DecisionPoint, round: int) -> Sequence[Response]:
    return db.exec(select(Response).where(_of(point, round))).all()


def _of(point: DecisionPoint, round: int) -> ColumnElement[bool]:
    return and_(col(Response.decision_point_id) == point.pk, col(Response.round) == round)
