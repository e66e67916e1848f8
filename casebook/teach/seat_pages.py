"""What one person's phone shows in a teaching session: one thing at a time.

When a session moves, hundreds of phones ask at once. What is the same for all of them at one turn is asked of the
database once; only what is a person's own is asked for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint, Option
from ..cases.queries import options_of
from ..cases.theme import Continuum
from ..cases.viewing import case_for
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.comparison import Comparison
from ..reflect.keyring import Keyring
from ..reflect.queries import OwnAnswer, own_answers
from ..reflect.response import SECOND
from ..reflect.room import Room, RoomReason
from ..reflect.rooming import counts_here, may_bring, own_reason, reasons_out, rooms_she_lets_read
from .session_queries import case_of, point_of, room_of, step_of, steps_of, table_of
from .session_screens import figures_now
from .taking_part import Task, task_now
from .teaching_session import Phase, TeachingSession, TeachingStep

MOST_KEPT = 100


@dataclass(frozen=True)
class Turn:
    """What all phones of a session have in common at one turn; `options`, `continua` and the like are what the form of
    an answer asks for."""

    step: TeachingStep
    steps: int
    case: Case
    point: DecisionPoint
    options: Sequence[Option]
    continua: Sequence[Continuum]
    considerations: Sequence[Continuum]
    room: Room | None
    figures: Comparison | None
    of_the_library: bool


class Turns:
    """The turn of each session, asked for once. A turn never changes: whatever moves a session makes a new one."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, Turn]] = {}

    def of(self, db: Session, viewer: Viewer, session: TeachingSession) -> Turn:
        """What all phones have in common now. Raises NotFound where the case can be seen no more."""
        kept = self._kept.get(session.pk)
        turn = kept[1] if kept is not None and kept[0] == session.turn else self._asked(db, session)
        if session.is_open:  # asked for each: what one may see another may not, and may be withdrawn meanwhile
            case_for(db, viewer, turn.case.slug)
        return turn

    def _asked(self, db: Session, session: TeachingSession) -> Turn:
        turn = turn_of(db, session)
        for row in (turn.step, turn.case, turn.point, turn.room, *turn.options, *turn.considerations):
            if row is not None and row in db:
                db.expunge(row)  # it outlives this transaction, which may yet be undone
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[session.pk] = (session.turn, turn)
        return turn


def turn_of(db: Session, session: TeachingSession, step: TeachingStep | None = None) -> Turn:
    """What all phones of a session have in common now, or of an earlier `step`, where something comes late."""
    step = step or step_of(db, session)
    point = point_of(db, step)
    case, options = case_of(db, point), options_of(db, point)
    fifteen = db.exec(select(Continuum).order_by(col(Continuum.number))).all()
    figures, of_the_library = figures_now(db, step, point, options)
    return Turn(
        step=step,
        steps=len(steps_of(db, session)),
        case=case,
        point=point,
        options=options,
        continua=[one for slug in point.continua for one in fifteen if one.slug == slug],
        considerations=fifteen,
        room=room_of(db, step),
        figures=figures,
        of_the_library=of_the_library,
    )


@dataclass(frozen=True)
class SeatPage:
    """One person's phone."""

    session: TeachingSession
    turn: Turn
    task: Task
    late: bool  # the room has closed this question
    counts: bool  # her answer counts in this room, whose question is open
    table: int | None
    answer: OwnAnswer | None
    second: OwnAnswer | None
    reason: RoomReason | None  # what she lets the room read
    let_read: Sequence[tuple[int, str]]  # once it is over: the steps of which that stands, with their cases' titles
    figures: Comparison | None
    reasons: Sequence[str]


def seat_page(db: Session, keyring: Keyring, person: Person, session: TeachingSession, turn: Turn) -> SeatPage:
    """Everything on one person's phone."""
    point, room = turn.point, turn.room
    if session.phase is Phase.watch and session.is_open:
        return SeatPage(session, turn, Task.watch, False, False, None, None, None, None, [], None, [])
    answer, second = own_answers(db, keyring, person, point, turn.options)
    asked = room if session.phase is not Phase.debrief else None  # after the close it makes no difference any more
    counts = asked is not None and answer is not None and counts_here(db, keyring, asked, point, person)
    task = task_now(
        session.phase,
        is_open=session.is_open,
        answered=answer is not None,
        counts=counts,
        may_bring=room is not None
        and answer is not None
        and _may_bring(db, keyring, room, point, person, counts, second),
        answered_again=second is not None,
    )
    # others are shown to nobody who has not answered (D7)
    sees = answer is not None
    return SeatPage(
        session=session,
        turn=turn,
        task=task,
        late=room is not None and not room.asks,
        counts=counts,
        table=table_of(db, turn.step, person) if session.phase is Phase.discuss else None,
        answer=answer,
        second=second,
        reason=own_reason(db, keyring, room, point, person) if room and sees else None,
        let_read=[] if session.is_open else _let_read(db, keyring, session, person),
        figures=turn.figures if sees else None,
        reasons=reasons_out(db, room) if sees and room and turn.step.reasons_shown else [],
    )


def _let_read(db: Session, keyring: Keyring, session: TeachingSession, person: Person) -> list[tuple[int, str]]:
    asked = (
        select(TeachingStep.position, Case.title, TeachingStep.room_id, DecisionPoint)
        .join(DecisionPoint, col(DecisionPoint.id) == TeachingStep.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(TeachingStep.teaching_session_id == session.pk, col(TeachingStep.room_id).is_not(None))
        .order_by(col(TeachingStep.position))
    )
    steps = db.exec(asked).all()
    rooms = rooms_she_lets_read(db, keyring, [point for *_, point in steps], person)
    return [(position, title) for position, title, room, _ in steps if room in rooms]


def _may_bring(
    db: Session,
    keyring: Keyring,
    room: Room,
    point: DecisionPoint,
    person: Person,
    counts: bool,
    second: OwnAnswer | None,
) -> bool:
    """Whether an answer given before can be brought: the first, or a second given elsewhere since."""
    if not room.asks:
        return False
    if not counts:
        return may_bring(db, keyring, room, point, person)
    return second is not None and may_bring(db, keyring, room, point, person, round=SECOND)
