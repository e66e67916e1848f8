"""Reasons that colleagues may read: shared by their writer's own wish, read by an editor, let out ten at a time with
the figures, and picked for difference (D8). Nothing is counted, and nobody can like one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, Commitment, DecisionPoint, Option
from ..cases.viewing import authored
from ..clock import iso_week, now
from ..errors import NotAllowed, NotFound, WrongInput
from ..people.identifiers import found_in, pieces
from ..people.person import Person
from ..people.viewer import Viewer, viewer_of
from .keyring import Keyring
from .queries import OwnAnswer
from .response import FIRST, SECOND
from .shared_reason import ReasonState, SharedReason

BATCH = 10  # reasons that come out together
MOST_SHOWN = 4  # a column
MOST_LETTERS = 8000
_READABLE = (ReasonState.allowed, ReasonState.kept)
_FOR_EDITORS = (ReasonState.queued, ReasonState.reported)


@dataclass(frozen=True)
class Reason:
    """A colleague's reasons as a page shows them, or as they are compared with others."""

    key: str
    choice: str
    positions: dict[str, int]
    considerations: frozenset[str]
    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.text.lower().split())


@dataclass(frozen=True)
class Reasons:
    """Reasons picked for one viewer: of those who chose the same, and of those who chose otherwise."""

    same: list[Reason]
    otherwise: list[Reason]


@dataclass(frozen=True)
class QueuedReason:
    """A shared reason an editor is asked to read; `pieces` mark what may tell who somebody is."""

    key: str
    case_title: str
    chose: str
    pieces: list[tuple[str, str]]
    reported: bool


def share(
    db: Session, keyring: Keyring, point: DecisionPoint, answer: OwnAnswer, text: str, *, by: Person, round: int = FIRST
) -> SharedReason:
    """Let colleagues read `text` as the reasons of a committed answer; shared once, it stays as it is. Raises
    WrongInput where there is nothing to read or too much."""
    if (shared := shared_reason(db, keyring, point, by, round=round)) is not None:
        return shared
    if not text.strip() or len(text) > MOST_LETTERS:
        raise WrongInput(f"Write what colleagues may read, in at most {MOST_LETTERS:,} characters.")
    shared = SharedReason(
        id=_id(keyring, point, by, round),
        decision_point_id=point.pk,
        round=round,
        choice=answer.choice,
        positions=answer.positions,
        considerations=answer.considerations,
        text=text,
        week=iso_week(now()),
    )
    db.add(shared)
    db.flush()
    waiting = db.exec(_of(point).where(SharedReason.state == ReasonState.waiting)).all()
    if len(waiting) >= BATCH:  # to the editors together, so that nobody sees a single one arrive
        for one in waiting:
            one.state = ReasonState.queued
            db.add(one)
    return shared


def take_back(db: Session, keyring: Keyring, point: DecisionPoint, *, by: Person, round: int = FIRST) -> None:
    """Take shared reasons away from everyone at once."""
    if (shared := shared_reason(db, keyring, point, by, round=round)) is not None:
        db.delete(shared)
        db.flush()


def shared_reason(
    db: Session, keyring: Keyring, point: DecisionPoint, person: Person, *, round: int = FIRST
) -> SharedReason | None:
    """What a person herself has let colleagues read here."""
    return db.get(SharedReason, _id(keyring, point, person, round))


def let_out(db: Session, point: DecisionPoint, release: int) -> None:
    """With a release of figures, let out the reasons that an editor has allowed since, if they are ten or more."""
    due = db.exec(_of(point).where(col(SharedReason.release).is_(None), col(SharedReason.state).in_(_READABLE))).all()
    if len(due) >= BATCH:
        for shared in due:
            shared.release = release
            db.add(shared)


def reasons_for(db: Session, keyring: Keyring, point: DecisionPoint, answer: OwnAnswer, viewer: Person) -> Reasons:
    """Colleagues' reasons for a viewer who has committed `answer`: those least like her own and each other."""
    own = [_id(keyring, point, viewer, round) for round in (FIRST, SECOND)]
    question = _of(point).where(col(SharedReason.release).is_not(None), col(SharedReason.state).in_(_READABLE))
    readable = [_reason(one) for one in db.exec(question.where(col(SharedReason.id).not_in(own))).all()]
    hers = Reason("", answer.choice, answer.positions, frozenset(answer.considerations), answer.reasons)
    return Reasons(
        same=picked([one for one in readable if one.choice == answer.choice], hers),
        otherwise=picked([one for one in readable if one.choice != answer.choice], hers),
    )


def picked(pool: Sequence[Reason], hers: Reason) -> list[Reason]:
    """A few of the pool, each the farthest from hers and from those picked before it; how unlike the words are decides
    only between equally far ones. Never by what anyone thought of them."""
    chosen: list[Reason] = []
    left = sorted(pool, key=lambda one: one.key)  # keys are random: the order carries nothing
    while left and len(chosen) < MOST_SHOWN:
        near = [hers, *chosen]
        far = {one.key: min(structural_distance(one, other) for other in near) for one in left}
        farthest = [one for one in left if far[one.key] == max(far.values())]
        best = min(farthest, key=lambda one: max(_likeness(one, other) for other in near))
        chosen.append(best)
        left.remove(best)
    return sorted(chosen, key=lambda one: one.key)


def structural_distance(one: Reason, other: Reason) -> int:
    """How differently two answers were come to: by choice, then by places on the lines, then by what led."""
    lines = {*one.positions, *other.positions}
    apart = sum(
        abs(one.positions[line] - other.positions[line]) if line in one.positions and line in other.positions else 1
        for line in lines
    )
    return 100 * (one.choice != other.choice) + apart + len(one.considerations ^ other.considerations)


def _likeness(one: Reason, other: Reason) -> float:
    both = one.words | other.words
    return len(one.words & other.words) / len(both) if both else 0.0


def report(db: Session, viewer: Person, key: str) -> DecisionPoint:
    """Say that a reason should not be read by others; nobody reads it until an editor has, again. One that an editor
    has read again stays. Raises NotFound where the viewer could not read it."""
    shared = _by_key(db, key)
    committed = db.get(Commitment, (viewer.pk, shared.decision_point_id))
    if shared.release is None or committed is None or shared.state not in (*_READABLE, ReasonState.reported):
        raise NotFound("reason")
    if shared.state == ReasonState.allowed:
        shared.state = ReasonState.reported
        db.add(shared)
    return db.exec(select(DecisionPoint).where(DecisionPoint.id == shared.decision_point_id)).one()


def queue(db: Session, viewer: Viewer) -> list[QueuedReason]:
    """What this editor is asked to read, of the cases she may hear of: what was reported, and new reasons, which come
    ten of a case at a time."""
    return _to_read(db, authored(viewer), col(SharedReason.state).in_(_FOR_EDITORS))


def reported(db: Session, case: Case) -> list[QueuedReason]:
    """The reasons for answers to a case that a reader has reported and no editor has read since."""
    return _to_read(db, col(Case.id) == case.pk, col(SharedReason.state) == ReasonState.reported)


def _to_read(db: Session, *which: ColumnElement[bool]) -> list[QueuedReason]:
    rows = db.exec(
        select(SharedReason, Case, Option)
        .join(DecisionPoint, col(DecisionPoint.id) == SharedReason.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .outerjoin(
            Option, (col(Option.decision_point_id) == DecisionPoint.id) & (col(Option.key) == SharedReason.choice)
        )
        .where(*which)
        .order_by(col(Case.title), col(SharedReason.key))
    ).all()
    return [
        QueuedReason(
            shared.key,
            case.title,
            "Another way" if shared.choice == ANOTHER_WAY else option.label if option else shared.choice,
            list(pieces(shared.text, found_in(shared.text, story=case.story))),
            shared.state == ReasonState.reported,
        )
        for shared, case, option in rows
    ]


def moderate(db: Session, key: str, *, allow: bool, by: Person) -> None:
    """Let colleagues read a reason, or withhold it. Raises NotFound, also where its case is not hers to hear of, and
    NotAllowed where it does not wait for that."""
    shared = _by_key(db, key)
    hers = select(Case.id).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
    if db.exec(hers.where(DecisionPoint.id == shared.decision_point_id, authored(viewer_of(db, by)))).first() is None:
        raise NotFound("reason")
    if shared.state not in _FOR_EDITORS:
        raise NotAllowed("Somebody has read this one already.")
    if not allow:
        shared.state = ReasonState.withheld
    else:
        shared.state = ReasonState.allowed if shared.state == ReasonState.queued else ReasonState.kept
    shared.read_by_id = by.pk
    db.add(shared)


def _by_key(db: Session, key: str) -> SharedReason:
    if (shared := db.exec(select(SharedReason).where(SharedReason.key == key)).first()) is None:
        raise NotFound("reason")
    return shared


def _reason(shared: SharedReason) -> Reason:
    return Reason(shared.key, shared.choice, shared.positions, frozenset(shared.considerations), shared.text)


def _of(point: DecisionPoint) -> SelectOfScalar[SharedReason]:
    return select(SharedReason).where(SharedReason.decision_point_id == point.pk)


def _id(keyring: Keyring, point: DecisionPoint, person: Person, round: int) -> str:
    return keyring.name("reason", point.key, person.key, str(round))
