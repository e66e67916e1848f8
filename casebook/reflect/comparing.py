"""Comparing: what may be shown of others' answers. The only module that reads the response table for others' eyes.

Rules D1 to D6 of the privacy promises. Figures leave here only as a release: the same for every viewer, frozen until
ten people have answered anew or withdrawn and a day has passed, rounded to five, never an exact count. All charts of a
release are judged together, and all of it is held back when it would tell what any one newcomer answered.

Every chart counts the same people; a line left blank is counted as that. A chart of fewer than ten new answers (second
answers, a career stage) stays as it was drawn.

A room of a teaching session has one release of its own, drawn when its question closes (D5). While it is open the
library's figures of that question stand still, and the next ones are judged beside the room's (decision 0026).
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, update
from sqlmodel import Session, col, func, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..clock import now
from .comparison import BLANK, PLACES, STEPS, Comparison, as_shown
from .mixing import mix
from .release_guard import tells_on_someone
from .response import FIRST, SECOND, Release, Response
from .room import OPEN_FOR, Room, RoomAnswer
from .rounding import rounded

FIRST_RELEASE = 11  # people in a chart, so that each viewer has at least ten others (D1)
NEWCOMERS = 10  # people who answered anew or withdrew between one drawing of a chart and the next (D4)
GROUP = 10  # people of a career stage that is shown, and all the others that are not, together (D6)
BETWEEN_RELEASES = timedelta(hours=24)
DISCUSSED = (25, 100)  # people, rounded, from which a case is called more, and much discussed
_ALL = "all"  # the one group of a chart that is not broken down; beside rooms, everyone in none of them
_HAS_FIGURES = col(Room.figures).is_not(None)
_COUNTS_IN = col(RoomAnswer.response_id) == Response.id

# Asked with every answer and every page, so they are put together once.
_LATEST = (col(Release.decision_point_id) == bindparam("point"), col(Release.number).desc())
_SINCE = select(Release.released_at, Release.departed).where(_LATEST[0]).order_by(_LATEST[1]).limit(1)
_FIGURES = select(Release.figures).where(_LATEST[0]).order_by(_LATEST[1]).limit(1)


@dataclass
class _Answers:
    """The answers to one question, by group: those that a release has counted, and those since."""

    old: dict[str, Counter[str]]
    new: dict[str, Counter[str]]
    keys: Sequence[str]

    def add(self, group: str, answer: str, *, counted: bool) -> None:
        (self.old if counted else self.new).setdefault(group, Counter())[answer] += 1

    def tell(self, shown: Sequence[str] = (), known: Sequence[str] = ()) -> bool:
        return tells_on_someone(self.old, self.new, self.keys, shown, known)

    @property
    def rooms(self) -> list[str]:
        """The rooms whose own figures are out and hold newcomers."""
        return [group for group, counts in self.new.items() if group != _ALL and counts.total()]

    @property
    def outside(self) -> int:
        """How many newcomers are in none of these rooms."""
        return self.new.get(_ALL, Counter()).total()

    def can_be_taken_apart(self) -> bool:
        """Whether the figures of rooms, taken from the whole, would leave a few: ten or none may be left (D6)."""
        return bool(self.rooms) and 0 < self.outside < GROUP

    def drawn(self, number: int, groups: Iterable[str] = ()) -> dict[str, Any]:
        """The chart of all, or of these groups, for release `number`; counts are written down rounded."""
        counts: Counter[str] = Counter()
        for group in groups or {*self.old, *self.new}:
            counts += self.old.get(group, Counter()) + self.new.get(group, Counter())
        fives = {key: five for key in self.keys if (five := rounded(counts[key]))}
        return {"people": rounded(counts.total()), "counts": fives, "through": number}

    def size(self, group: str) -> int:
        return self.old.get(group, Counter()).total() + self.new.get(group, Counter()).total()

    @property
    def people(self) -> int:
        return sum(map(self.size, {*self.old, *self.new}))

    @property
    def newcomers(self) -> int:
        return sum(counts.total() for counts in self.new.values())


def release_if_due(db: Session, point: DecisionPoint, *, after_room: bool = False) -> Release | None:
    """Let out a new release if enough people have answered anew or withdrawn; called in the transaction that keeps an
    answer or takes one away, and `after_room` when the question of a room has closed with figures of ten or more: then
    it may be due if all newcomers are in rooms whose own figures are out."""
    # looked at with every answer: so without the figures themselves, and without counting where a day has not passed
    since = db.connection().execute(_SINCE, {"point": point.pk}).first()
    if since is not None and now() - since[0] < BETWEEN_RELEASES:
        return None
    changed = _waiting(db, point) + (since[1].get("first", 0) if since else 0)
    enough = FIRST_RELEASE if since is None else NEWCOMERS
    if changed < enough or (not after_room and (changed - enough) % NEWCOMERS):  # one held back waits for the next ten
        return None
    if _is_asked_in_a_room(db, point):
        return None
    last = latest_release(db, point)
    figures = _figures(db, point, last, after_room=after_room)
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


def _is_asked_in_a_room(db: Session, point: DecisionPoint) -> bool:
    asks = select(Room.id).where(
        Room.decision_point_id == point.pk, col(Room.closed_at).is_(None), Room.created_at > now() - OPEN_FOR
    )
    return db.exec(asks.limit(1)).first() is not None


def note_departure(db: Session, point: DecisionPoint, response: Response) -> None:
    """Count, towards the next release, that somebody withdraws a response that a release has counted."""
    counted_in = select(Room).join(RoomAnswer, col(RoomAnswer.room_id) == Room.id)
    if room := db.exec(counted_in.where(RoomAnswer.response_id == response.id, _HAS_FIGURES)).first():
        room.departed += 1
        db.add(room)
    last = latest_release(db, point)
    if last is None or response.release is None:
        return
    names = ["first", _stage(response.stage)] if response.round == FIRST else ["second"]
    last.departed = last.departed | {name: last.departed.get(name, 0) + 1 for name in names}
    db.add(last)


def _figures(
    db: Session, point: DecisionPoint, last: Release | None, *, after_room: bool = False
) -> dict[str, Any] | None:
    """The charts of the next release, or None where they would tell on someone or too few people are left."""
    number = last.number + 1 if last else 1
    before = last.figures if last else {}
    by_stage, charts = _first_answers(db, point)
    everyone = charts["choices"]
    if everyone.people < FIRST_RELEASE or everyone.can_be_taken_apart() or (after_room and everyone.outside):
        return None
    left = _rooms_somebody_left(db, point)
    figures = {name: chart.drawn(number) for name, chart in charts.items()}
    telling = [chart.tell(chart.rooms, left) for chart in charts.values()]
    second = _second_answers(db, point)
    since = before.get("second", {}).get("through", 0)
    changed = second.newcomers + _departed_since(db, point, since)["second"]
    if second.people >= FIRST_RELEASE and changed >= NEWCOMERS and not second.can_be_taken_apart():
        figures["second"] = second.drawn(number)
        telling.append(second.tell(second.rooms, left))
    elif "second" in before:
        figures["second"] = before["second"]
    # stages and rooms divide the same people in two ways, which no guard here judges together: one or the other
    stages = [] if everyone.rooms else _stages_to_draw(by_stage, last)
    figures["stages"] = before.get("stages", {}) | {stage: by_stage.drawn(number, [stage]) for stage in stages}
    telling.append(by_stage.tell(shown=stages))
    return None if any(telling) else figures


def draw_room(db: Session, point: DecisionPoint, room: Room, *, told_by_reasons: Collection[str] = ()) -> bool:
    """Draw a room's one release of its first and second answers; answers whether it has figures now. It needs eleven
    people, ten of them in no figures yet, and must tell on nobody, not even to a reader who learns from the reasons
    that come out with it what their writers chose (`told_by_reasons`, by response). What was chosen is drawn together
    or not at all, and so is what stands beside it: a line that all left blank must not take the choices away."""
    here = select(Response).join(RoomAnswer, col(RoomAnswer.response_id) == Response.id)
    answers = db.exec(here.where(RoomAnswer.room_id == room.pk)).all()
    firsts, seconds = ([one for one in answers if one.round == round] for round in (FIRST, SECOND))
    if not _are_enough(firsts):
        return False

    def chart(answers: Sequence[Response], keys: Sequence[str], said: Callable[[Response], str]) -> list[_Answers]:
        twice = [_Answers({}, {}, keys), _Answers({}, {}, keys)]  # as it is, and to one who has read the reasons
        for one in answers:
            twice[0].add(_ALL, said(one), counted=one.release is not None)
            twice[1].add(_ALL, said(one), counted=one.release is not None or one.id in told_by_reasons)
        return twice

    chosen = {"choices": chart(firsts, _choice_keys(db, point), _choice)}
    if _are_enough(seconds):
        chosen["second"] = chart(seconds, _choice_keys(db, point), _choice)
    beside = {"confidence": chart(firsts, STEPS, lambda one: str(one.confidence))}
    for slug in point.continua:
        places = partial(_place, slug)
        beside[f"continuum {slug}"] = chart(firsts, [*PLACES, BLANK], places)
    if _any_tells(chosen):
        return False
    shown = chosen if _any_tells(beside) else chosen | beside
    room.figures = {name: twice[0].drawn(1) for name, twice in shown.items()}
    db.add(room)
    db.flush()
    return True


def _any_tells(charts: Mapping[str, Sequence[_Answers]]) -> bool:
    return any(chart.tell() for twice in charts.values() for chart in twice)


def _choice(response: Response) -> str:
    return response.choice


def _place(slug: str, response: Response) -> str:
    return str(response.positions.get(slug, BLANK))


def _are_enough(answers: Sequence[Response]) -> bool:
    return len(answers) >= FIRST_RELEASE and sum(one.release is None for one in answers) >= NEWCOMERS


def mixed_tables(db: Session, room: Room, seats: Mapping[int, str], chance: random.Random) -> dict[int, int]:
    """Which table each seat goes to, for talking, mixed by what was chosen without telling it; `seats` are named with
    the response each may have given. What was chosen is read here and goes no further."""
    chose = dict(
        db.exec(
            select(Response.id, Response.choice)
            .join(RoomAnswer, col(RoomAnswer.response_id) == Response.id)
            .where(RoomAnswer.room_id == room.pk, Response.round == FIRST)
        ).all()
    )
    return mix({seat: chose.get(response, "") for seat, response in seats.items()}, chance)


def _first_answers(db: Session, point: DecisionPoint) -> tuple[_Answers, dict[str, _Answers]]:
    """First answers: the choices by career stage, and each question for all."""
    keys = _choice_keys(db, point)
    by_stage = _Answers({}, {}, keys)
    lines = {f"continuum {slug}": _Answers({}, {}, [*PLACES, BLANK]) for slug in point.continua}
    charts = {"choices": _Answers({}, {}, keys), "confidence": _Answers({}, {}, STEPS)} | lines
    rooms = _rooms_out(db, point)
    columns = (Response.stage, Response.choice, Response.confidence, Response.positions, Response.release)
    given = select(*columns, RoomAnswer.room_id).outerjoin(RoomAnswer, _COUNTS_IN).where(_of(point, FIRST))  # type: ignore[call-overload]
    for stage, choice, confidence, positions, release, room in db.exec(given):
        by_stage.add(stage, choice, counted=release is not None)
        said = {"choices": choice, "confidence": str(confidence)}
        said |= {f"continuum {slug}": str(positions.get(slug, BLANK)) for slug in point.continua}
        for name, answer in said.items():
            charts[name].add(_group(rooms, room, name), answer, counted=release is not None)
    return by_stage, charts


def _second_answers(db: Session, point: DecisionPoint) -> _Answers:
    answers = _Answers({}, {}, _choice_keys(db, point))
    rooms = _rooms_out(db, point)
    given = select(Response.choice, Response.release, RoomAnswer.room_id).outerjoin(RoomAnswer, _COUNTS_IN)
    for choice, release, room in db.exec(given.where(_of(point, SECOND))):
        answers.add(_group(rooms, room, "second"), choice, counted=release is not None)
    return answers


def _rooms_out(db: Session, point: DecisionPoint) -> dict[int, Collection[str]]:
    """Which charts each room has out, by its row number."""
    out = select(Room).where(Room.decision_point_id == point.pk, _HAS_FIGURES)
    return {room.pk: (room.figures or {}).keys() for room in db.exec(out).all()}


def _group(rooms: Mapping[int, Collection[str]], room: int | None, chart: str) -> str:
    return _of_room(room) if room is not None and chart in rooms.get(room, ()) else _ALL


def _of_room(room: int | None) -> str:
    return f"room {room}"


def _rooms_somebody_left(db: Session, point: DecisionPoint) -> list[str]:
    """The rooms that somebody counted in their figures has left since: these figures say less of who is still there
    than a reader may have learnt, so she is taken to know everything of those rooms."""
    left = select(Room.id).where(Room.decision_point_id == point.pk, _HAS_FIGURES, Room.departed > 0)
    return [_of_room(room) for room in db.exec(left).all()]


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
    return as_shown(figures, point, options) if figures else None


def room_comparison(room: Room, point: DecisionPoint, options: Sequence[Option]) -> Comparison | None:
    """What a room answered, as its screen and its members' phones may show it once its question is closed; None where
    it has no figures."""
    return as_shown(room.figures, point, options) if room.figures else None


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
