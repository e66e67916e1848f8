"""Questions about teaching sessions: who may see which, and what stands where."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import published, seen_by
from ..errors import NotFound
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.room import Room
from .teaching_session import Seat, TableSeat, TeachingSession, TeachingStep


def run_by(db: Session, viewer: Viewer, key: str) -> TeachingSession:
    """The session of a key, for whoever runs it. Raises NotFound for anyone else."""
    hers = select(TeachingSession).where(TeachingSession.key == key)
    owner = viewer.person.id if viewer.person and not viewer.withheld else None
    if (session := db.exec(hers.where(TeachingSession.owner_id == owner)).first()) is None:
        raise NotFound("session")
    return session


def joined_by(db: Session, viewer: Viewer, key: str) -> TeachingSession:
    """The session of a key, for whoever has a seat in it. Raises NotFound for anyone else."""
    person = viewer.person.id if viewer.person else None
    seated = select(TeachingSession).join(Seat, col(Seat.teaching_session_id) == TeachingSession.id)
    if (session := db.exec(seated.where(TeachingSession.key == key, Seat.person_id == person)).first()) is None:
        raise NotFound("session")
    return session


def sessions_of(db: Session, person: Person) -> Sequence[TeachingSession]:
    """The sessions a person has run or runs, the latest first."""
    hers = select(TeachingSession).where(TeachingSession.owner_id == person.pk)
    return db.exec(hers.order_by(col(TeachingSession.id).desc())).all()


def steps_of(db: Session, session: TeachingSession) -> Sequence[TeachingStep]:
    """The steps of a session, in order."""
    hers = select(TeachingStep).where(TeachingStep.teaching_session_id == session.pk)
    return db.exec(hers.order_by(col(TeachingStep.position))).all()


def step_of(db: Session, session: TeachingSession) -> TeachingStep:
    """The step a session is at."""
    hers = select(TeachingStep).where(TeachingStep.teaching_session_id == session.pk)
    return db.exec(hers.where(TeachingStep.position == session.step)).one()


def point_of(db: Session, step: TeachingStep) -> DecisionPoint:
    """The decision point of a step."""
    return db.exec(select(DecisionPoint).where(DecisionPoint.id == step.decision_point_id)).one()


def case_of(db: Session, point: DecisionPoint) -> Case:
    """The case of a decision point."""
    return db.exec(select(Case).where(Case.id == point.case_id)).one()


def case_written_in(db: Session, viewer: Viewer, point: DecisionPoint) -> Case:
    """The case of a step somebody with a seat writes in, if she may see it; a guest still may when the session has gone
    on from it. Raises NotFound."""
    shown = published() if viewer.is_guest else seen_by(viewer)
    if (case := db.exec(select(Case).where(Case.id == point.case_id, shown)).first()) is None:
        raise NotFound("case")
    return case


def room_of(db: Session, step: TeachingStep) -> Room | None:
    """The room of a step, once its question was put."""
    return db.get(Room, step.room_id) if step.room_id is not None else None


def table_of(db: Session, step: TeachingStep, person: Person) -> int | None:
    """At which table a person talks."""
    seat = db.get(TableSeat, (step.pk, person.pk))
    return seat.number if seat else None


def tables_in(db: Session, step: TeachingStep) -> int:
    """How many tables talk."""
    return len(set(db.exec(select(TableSeat.number).where(TableSeat.teaching_step_id == step.pk)).all()))


def guest_viewer(db: Session, person: Person) -> Viewer:
    """A guest as a viewer: she may see the case her session is at, and nothing else, while the session is open."""
    at = (
        select(DecisionPoint.case_id)
        .join(TeachingStep, col(TeachingStep.decision_point_id) == DecisionPoint.id)
        .join(TeachingSession, col(TeachingSession.id) == TeachingStep.teaching_session_id)
        .join(Seat, col(Seat.teaching_session_id) == TeachingSession.id)
        .where(
            Seat.person_id == person.pk,
            TeachingStep.position == TeachingSession.step,
            col(TeachingSession.closed_at).is_(None),
        )
    )
    return Viewer(person, open_case=db.exec(at).first())
