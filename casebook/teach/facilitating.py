"""Facilitating a teaching session: open it, move it on, set its clock, seat tables, reveal, close.

Every act takes the `turn` of the screen its button was on and does nothing where the session has moved on since, so
that a second tab, a second press or a late request never moves it twice. Acts answer whether they did something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from ..cases.decision_point import DecisionPoint
from ..clock import now
from ..db.waking import SESSIONS, wake
from ..errors import WrongInput
from ..people.person import Person
from ..reflect.keyring import Keyring
from ..reflect.rooming import close_room, open_room, tables_for
from .joining_session import free_code, people_with_seats
from .session_clocks import clocks_of
from .session_queries import point_of, room_of, step_of, steps_of
from .teaching_session import Phase, TableSeat, TeachingSession, TeachingStep

#: phase -> where it may go: on, and back to where nothing is lost. What has been drawn is not undone.
MOVES: dict[Phase, tuple[Phase, ...]] = {
    Phase.watch: (Phase.alone,),
    Phase.alone: (Phase.discuss,),
    Phase.discuss: (Phase.again, Phase.debrief, Phase.alone),
    Phase.again: (Phase.debrief, Phase.discuss),
    Phase.debrief: (),
}
MOST_STEPS = 12
OPEN_FOR = timedelta(days=30)  # that a session nobody ends stays open
LONGEST_CLOCK = timedelta(minutes=60)


@dataclass(frozen=True)
class PlannedStep:
    """A case a session is to go through; without `parts` every clip told before the decision is watched."""

    point: DecisionPoint
    prompt: str = ""
    minutes: int | None = None
    parts: list[dict[str, Any]] | None = None
    clocks: Mapping[Phase, int] | None = None


def open_session(
    db: Session, steps: Sequence[PlannedStep], *, title: str, by: Person, case_set: str = ""
) -> TeachingSession:
    """Open a session over cases in their order, with a code to join by. Raises WrongInput where there is none, or too
    many."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise WrongInput(f"A session goes through one case at least, and {MOST_STEPS} at most.")
    session = TeachingSession(code=free_code(db), title=title.strip(), owner_id=by.pk, case_set=case_set)
    db.add(session)
    db.flush()
    for position, step in enumerate(steps, start=1):
        db.add(
            TeachingStep(
                teaching_session_id=session.pk,
                position=position,
                decision_point_id=step.point.pk,
                prompt=step.prompt,
                minutes=step.minutes,
                parts=step.parts,
                clocks=None if step.clocks is None else {phase.value: one for phase, one in step.clocks.items()},
            )
        )
    db.flush()
    return session


def move(db: Session, session: TeachingSession, to: Phase, *, turn: int) -> bool:
    """Go to another phase of this step. The question is put on the way to `alone`, closed on the way to `debrief`."""
    if not _is_at(session, turn) or to not in MOVES[session.phase]:
        return False
    step = step_of(db, session)
    if to is Phase.alone and step.room_id is None:
        step.room_id = open_room(db, point_of(db, step)).pk
        db.add(step)
    if to is Phase.debrief and (room := room_of(db, step)) is not None:
        close_room(db, room, point_of(db, step))
    session.phase = to
    minutes = clocks_of(step).get(to)
    session.ends_at = now() + timedelta(minutes=minutes) if minutes else None
    return _turned(db, session)


def go_on(db: Session, session: TeachingSession, *, turn: int) -> bool:
    """Go to the next case, from the debrief of this one or without having put it."""
    return session.phase in (Phase.debrief, Phase.watch) and pass_over(db, session, turn=turn)


def pass_over(db: Session, session: TeachingSession, *, turn: int) -> bool:
    """Go to the next case from one that was withdrawn, wherever in it the session is; an open question closes."""
    if not _is_at(session, turn) or session.step >= len(steps_of(db, session)):
        return False
    step = step_of(db, session)
    if (room := room_of(db, step)) is not None:
        close_room(db, room, point_of(db, step))
    session.step, session.phase, session.ends_at = session.step + 1, Phase.watch, None
    return _turned(db, session)


def add_time(db: Session, session: TeachingSession, minutes: int, *, turn: int) -> bool:
    """Give this phase some more minutes, from now where its clock has run out or has none."""
    if not _is_at(session, turn) or not 1 <= minutes <= 30:
        return False
    begins = max(session.ends_at or now(), now())
    session.ends_at = min(begins + timedelta(minutes=minutes), now() + LONGEST_CLOCK)
    return _turned(db, session)


def reveal(db: Session, session: TeachingSession, what: str, *, turn: int) -> bool:
    """Show the room its reasons or its figures, once its question is closed."""
    if not _is_at(session, turn) or session.phase is not Phase.debrief or what not in ("reasons", "figures"):
        return False
    step = step_of(db, session)
    if what == "reasons":
        step.reasons_shown = True
    else:
        step.figures_shown = True
    db.add(step)
    return _turned(db, session)


def turn_order(db: Session, session: TeachingSession, *, turn: int) -> bool:
    """Reveal figures before reasons, or reasons first again."""
    if not _is_at(session, turn):
        return False
    session.reasons_first = not session.reasons_first
    return _turned(db, session)


def seat_tables(db: Session, keyring: Keyring, session: TeachingSession, *, turn: int) -> bool:
    """Give everyone with a seat a table to talk at, once a step: drawn again they would tell more each time."""
    step = step_of(db, session)
    room = room_of(db, step)
    if not _is_at(session, turn) or session.phase is not Phase.discuss or room is None:
        return False
    if db.exec(select(TableSeat).where(TableSeat.teaching_step_id == step.pk).limit(1)).first() is not None:
        return False
    tables = tables_for(db, keyring, room, point_of(db, step), people_with_seats(db, session))
    for person_id, number in tables.items():
        db.add(TableSeat(teaching_step_id=step.pk, person_id=person_id, number=number))
    return _turned(db, session)


def close_session(db: Session, session: TeachingSession) -> None:
    """End a session: its code is good no more, and a question that is still open closes. Safe to repeat."""
    if not session.is_open:
        return
    for step in steps_of(db, session):
        if (room := room_of(db, step)) is not None:
            close_room(db, room, point_of(db, step))
    session.closed_at, session.ends_at = now(), None
    _turned(db, session)


def close_forgotten(db: Session) -> int:
    """End the sessions nobody ended, so that an old code lets nobody in and no guest in to a film; answers how many."""
    old = select(TeachingSession).where(
        col(TeachingSession.closed_at).is_(None), TeachingSession.created_at < now() - OPEN_FOR
    )
    return _close_all(db, db.exec(old).all())


def close_all_of(db: Session, person: Person) -> int:
    """End the sessions of somebody who leaves; answers how many."""
    hers = select(TeachingSession).where(
        col(TeachingSession.closed_at).is_(None), TeachingSession.owner_id == person.pk
    )
    return _close_all(db, db.exec(hers).all())


def _close_all(db: Session, sessions: Sequence[TeachingSession]) -> int:
    for session in sessions:
        close_session(db, session)
    return len(sessions)


def _is_at(session: TeachingSession, turn: int) -> bool:
    return session.is_open and session.turn == turn


def _turned(db: Session, session: TeachingSession) -> bool:
    session.turn += 1
    db.add(session)
    db.flush()
    wake(db, SESSIONS)
    return True
