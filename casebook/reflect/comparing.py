"""Comparing: what may be shown of others' answers. The only module that reads the response table for others' eyes.

Rules D1 to D6 of the privacy promises. Figures leave here only as a release: the same for every viewer, frozen until
ten people have answered anew or withdrawn and a day has passed, rounded to five, never an exact count. All charts of a
release are judged together, and all of it is held back when it would tell what any one newcomer answered.

Every chart counts the same people; a line left blank is counted as that. A chart of fewer than ten new answers (second
answers, a career stage) stays as it was drawn.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, update
from sqlmodel import Session, col, func, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..clock import now
from ..people.person import CareerStage
from .release_guard import tells_on_someone
from .response import FIRST, SECOND, Release, Response
from .rounding import in_words, rounded

FIRST_RELEASE = 11  # people in a chart, so that each viewer has at least ten others (D1)
NEWCOMERS = 10  # people who answered anew or withdrew between one drawing of a chart and the next (D4)
GROUP = 10  # people of a career stage that is shown, and all the others that are not, together (D6)
BETWEEN_RELEASES = timedelta(hours=24)
PLACES = [str(place) for place in range(1, 8)]
DISCUSSED = (25, 100)  # people, rounded, from which a case is called more, and much discussed
BLANK = "blank"
STEPS = [str(step) for step in range(1, 5)]
_ALL = "all"  # the one group of a chart that is not broken down

# Asked with every answer and every page, so they are put together once.
_LATEST = (col(Release.decision_point_id) == bindparam("point"), col(Release.number).desc())
_SINCE = select(Release.released_at, Release.departed).where(_LATEST[0]).order_by(_LATEST[1]).limit(1)
_FIGURES = select(Release.figures).where(_LATEST[0]).order_by(_LATEST[1]).limit(1)


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
    have placed themselves on is not in it, nor is a career stage of too few."""

    about: str
    choices: Distribution
    continua: dict[str, Distribution]
    confidence: Distribution
    second: Distribution | None
    stages: list[StageChoices]


@dataclass
class _Answers:
    """The answers to one question, by group: those that a release has counted, and those since."""

    old: dict[str, Counter[str]]
    new: dict[str, Counter[str]]
    keys: Sequence[str]

    def add(self, group: str, answer: str, *, counted: bool) -> None:
        (self.old if counted else self.new).setdefault(group, Counter())[answer] += 1

    def tell(self, shown: Sequence[str] = ()) -> bool:
        return tells_on_someone(self.old, self.new, self.keys, shown)

    def drawn(self, groups: Iterable[str], number: int) -> dict[str, Any]:
        """The chart of these groups for release `number`; counts are written down rounded."""
        counts: Counter[str] = Counter()
        for group in groups:
            counts += self.old.get(group, Counter()) + self.new.get(group, Counter())
        fives = {key: five for key in self.keys if (five := rounded(counts[key]))}
        return {"people": rounded(counts.total()), "counts": fives, "through": number}

    def size(self, group: str) -> int:
        return self.old.get(group, Counter()).total() + self.new.get(group, Counter()).total()


def release_if_due(db: Session, point: DecisionPoint) -> Release | None:
    """Let out a new release if enough people have answered anew or withdrawn; called in the transaction that keeps an
    answer or takes one away."""
    # looked at with every answer: so without the figures themselves, and without counting where a day has not passed
    since = db.connection().execute(_SINCE, {"point": point.pk}).first()
    if since is not None and now() - since[0] < BETWEEN_RELEASES:
        return None
    changed = _waiting(db, point) + (since[1].get("first", 0) if since else 0)
    enough = FIRST_RELEASE if since is None else NEWCOMERS
    if changed < enough or (changed - enough) % NEWCOMERS:  # one held back waits for the next ten
        return None
    last = latest_release(db, point)
    figures = _figures(db, point, last)
    if figures is None:
        return None
    number = last.number + 1 if last else 1
    for round in (FIRST, SECOND):
        if round == FIRST or figures.get("second", {}).get("through") == number:
            fresh = and_(_of(point, round), col(Response.release).is_(None))
            db.exec(update(Response).where(fresh).values(release=number))
    release = Release(decision_point_id=point.pk, number=number, released_at=now(), figures=figures)
    db.add(release)
    db.flush()
    return release


def note_departure(db: Session, point: DecisionPoint, response: Response) -> None:
    """Count, towards the next release, that somebody withdraws a response that a release has counted."""
    last = latest_release(db, point)
    if last is None or response.release is None:
        return
    names = ["first", _stage(response.stage)] if response.round == FIRST else ["second"]
    last.departed = last.departed | {name: last.departed.get(name, 0) + 1 for name in names}
    db.add(last)


def _figures(db: Session, point: DecisionPoint, last: Release | None) -> dict[str, Any] | None:
    """The charts of the next release, or None where they would tell on someone or too few people are left."""
    number = last.number + 1 if last else 1
    before = last.figures if last else {}
    by_stage, charts = _first_answers(db, point)
    if sum(map(by_stage.size, {*by_stage.old, *by_stage.new})) < FIRST_RELEASE:
        return None
    figures = {name: chart.drawn([_ALL], number) for name, chart in charts.items()}
    telling = [chart.tell() for chart in charts.values()]
    second = _second_answers(db, point)
    since = before.get("second", {}).get("through", 0)
    changed = second.new.get(_ALL, Counter()).total() + _departed_since(db, point, since)["second"]
    if second.size(_ALL) >= FIRST_RELEASE and changed >= NEWCOMERS:
        figures["second"] = second.drawn([_ALL], number)
        telling.append(second.tell())
    elif "second" in before:
        figures["second"] = before["second"]
    stages = _stages_to_draw(by_stage, last)
    figures["stages"] = before.get("stages", {}) | {stage: by_stage.drawn([stage], number) for stage in stages}
    telling.append(by_stage.tell(shown=stages))
    return None if any(telling) else figures


def _first_answers(db: Session, point: DecisionPoint) -> tuple[_Answers, dict[str, _Answers]]:
    """First answers: the choices by career stage, and each question for all."""
    keys = _choice_keys(db, point)
    by_stage = _Answers({}, {}, keys)
    lines = {f"continuum {slug}": _Answers({}, {}, [*PLACES, BLANK]) for slug in point.continua}
    charts = {"choices": _Answers({}, {}, keys), "confidence": _Answers({}, {}, STEPS)} | lines
    columns = (Response.stage, Response.choice, Response.confidence, Response.positions, Response.release)
    for stage, choice, confidence, positions, release in db.exec(select(*columns).where(_of(point, FIRST))):  # type: ignore[call-overload]
        counted = release is not None
        by_stage.add(stage, choice, counted=counted)
        charts["choices"].add(_ALL, choice, counted=counted)
        charts["confidence"].add(_ALL, str(confidence), counted=counted)
        for slug in point.continua:
            lines[f"continuum {slug}"].add(_ALL, str(positions.get(slug, BLANK)), counted=counted)
    return by_stage, charts


def _second_answers(db: Session, point: DecisionPoint) -> _Answers:
    answers = _Answers({}, {}, _choice_keys(db, point))
    for choice, release in db.exec(select(Response.choice, Response.release).where(_of(point, SECOND))):
        answers.add(_ALL, choice, counted=release is not None)
    return answers


def _stages_to_draw(by_stage: _Answers, last: Release | None) -> list[str]:
    """The career stages to draw anew: ten or more, ten of them since the last release. All that are then not shown are
    ten people together or nobody, else they could be had by taking the others from the whole; a stage once shown comes
    before a new one."""
    departed = last.departed if last else {}
    beside = set(last.figures.get("stages", {})) if last else set()
    sizes = {stage: by_stage.size(stage) for stage in {*by_stage.old, *by_stage.new}}
    changed = {stage: by_stage.new.get(stage, Counter()).total() + departed.get(_stage(stage), 0) for stage in sizes}
    drawn = [stage for stage in sizes if sizes[stage] >= GROUP and changed[stage] >= NEWCOMERS]
    drawn.sort(key=lambda stage: (stage in beside, sizes[stage], stage))
    while drawn and 0 < sum(size for stage, size in sizes.items() if stage not in {*drawn, *beside}) < GROUP:
        drawn.pop(0)
    return drawn


def _departed_since(db: Session, point: DecisionPoint, through: int) -> Counter[str]:
    """How many have withdrawn since release `through`: first, second, stage <stage>."""
    later = and_(col(Release.decision_point_id) == point.pk, col(Release.number) >= through)
    departed: Counter[str] = Counter()
    for counted in db.exec(select(Release.departed).where(later)):
        departed.update(counted)
    return departed


def _stage(stage: str) -> str:
    return f"stage {stage}"


def latest_release(db: Session, point: DecisionPoint) -> Release | None:
    """The release that is shown at present, or None while too few have answered."""
    return db.exec(
        select(Release).where(Release.decision_point_id == point.pk).order_by(col(Release.number).desc()).limit(1)
    ).first()


def comparison(db: Session, point: DecisionPoint, options: Sequence[Option]) -> Comparison | None:
    """What colleagues answered, as a page may show it; None while too few have answered. The caller has made sure
    that the viewer has committed an answer of her own (D7)."""
    figures = db.connection().execute(_FIGURES, {"point": point.pk}).scalar()
    if figures is None:
        return None
    keys = [option.key for option in options] + [ANOTHER_WAY]
    return Comparison(
        about=in_words(figures["choices"]["people"]),
        choices=_distribution(figures["choices"], keys),
        continua=dict(_lines(point, figures)),
        confidence=_distribution(figures["confidence"], STEPS),
        second=_distribution(figures["second"], keys) if "second" in figures else None,
        stages=[
            StageChoices(stage.value, in_words(group["people"]), _distribution(group, keys))
            for stage in CareerStage
            if (group := figures.get("stages", {}).get(stage.value))
        ],
    )


def discussed(db: Session) -> dict[str, int]:
    """How much cases have been discussed, by slug, as a coarse step (1 to 3) of what their latest release says; one
    without a release is not named. For an order only: it is the same for everyone and never a number on a page."""
    newest = (
        select(Release.decision_point_id, func.max(Release.number).label("number"))
        .group_by(col(Release.decision_point_id))
        .subquery()
    )
    shown = (
        select(Case.slug, Release.figures)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .join(newest, newest.c.decision_point_id == DecisionPoint.id)
        .join(Release, and_(col(Release.decision_point_id) == DecisionPoint.id, col(Release.number) == newest.c.number))
    )
    return {
        slug: 1 + sum(figures["choices"]["people"] >= step for step in DISCUSSED)
        for slug, figures in db.exec(shown).all()
    }


def _lines(point: DecisionPoint, figures: Mapping[str, Any]) -> Iterator[tuple[str, Distribution]]:
    for slug in point.continua:
        chart = figures.get(f"continuum {slug}")
        if chart and chart["people"] - chart["counts"].get(BLANK, 0) >= NEWCOMERS:  # by what is shown, not by counts
            yield slug, _distribution(chart, PLACES)


def _distribution(chart: dict[str, Any], keys: Iterable[str]) -> Distribution:
    people, counts = chart["people"], chart["counts"]
    return Distribution([Share(key, *_bar(counts.get(key, 0), people)) for key in keys])


@lru_cache(maxsize=4096)
def _bar(five: int, people: int) -> tuple[str, int]:
    # Counts in fives and never a percentage: of twenty people "fewer than 5" may be a fifth, which no percentage says.
    length = round(100 * five / max(people, five, 1))
    return in_words(five), min(3, round(100 * 5 / max(people, 5))) if five == 0 else length


def _choice_keys(db: Session, point: DecisionPoint) -> list[str]:
    """Every choice anyone may have made here, options since taken away among them."""
    now_offered = db.exec(select(Option.key).where(Option.decision_point_id == point.pk)).all()
    once_chosen = db.exec(select(Response.choice).where(Response.decision_point_id == point.pk).distinct()).all()
    return sorted({*now_offered, *once_chosen, ANOTHER_WAY})


def _waiting(db: Session, point: DecisionPoint) -> int:
    """How many have answered since the last release."""
    return db.exec(select(func.count()).where(_of(point, FIRST), col(Response.release).is_(None))).one()


def _of(point: DecisionPoint, round: int) -> ColumnElement[bool]:
    return and_(col(Response.decision_point_id) == point.pk, col(Response.round) == round)
