"""Telling a case's author, after a teaching session, what the case did to the room; without a name, once a case."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..errors import NotAllowed
from ..people.person import Person
from ..reflect.keyring import Keyring
from ..reflect.remark import FromRole, Remark
from ..reflect.remarking import leave_after_teaching, own_remark, take_back
from .session_queries import case_of, point_of, room_of
from .teaching_session import TeachingSession, TeachingStep


def tell_author(
    db: Session,
    keyring: Keyring,
    session: TeachingSession,
    step: TeachingStep,
    *,
    says: str,
    missing: str,
    suggests: str,
    by: Person,
) -> Remark:
    """Tell the author of a step's case whether it split the room, what was missing and what one would change. Raises
    NotAllowed for anyone but whoever ran the session, and before the question is closed; WrongInput."""
    room = room_of(db, step)
    if session.owner_id != by.pk or step.teaching_session_id != session.pk:
        raise NotAllowed("Only whoever ran a session can say what a case did to its room.")
    if room is None or room.asks:
        raise NotAllowed("Close the question first; then you can tell the author what the case did.")
    point = point_of(db, step)
    case = case_of(db, point)
    return leave_after_teaching(db, keyring, case, point, says=says, missing=missing, suggests=suggests, by=by)


def take_back_told(db: Session, keyring: Keyring, step: TeachingStep, *, by: Person) -> None:
    """Take away what a person has told the author of a step's case after a session, answered or not."""
    take_back(db, keyring, point_of(db, step), by=by, doors=[FromRole.educator])


def told_after(db: Session, keyring: Keyring, points: Sequence[DecisionPoint], person: Person) -> dict[int, Remark]:
    """What a person has told the authors after teaching, by the row numbers of the decision points."""
    found = {point.pk: own_remark(db, keyring, point, person, from_role=FromRole.educator) for point in points}
    return {pk: remark for pk, remark in found.items() if remark is not None}


def told_by(db: Session, keyring: Keyring, person: Person) -> list[tuple[Case, DecisionPoint, Remark]]:
    """All that a person has told authors after sessions of hers, by the cases' titles; whether or not those cases are
    in her sight now."""
    hers = (
        select(TeachingStep.decision_point_id)
        .join(TeachingSession, col(TeachingSession.id) == TeachingStep.teaching_session_id)
        .where(TeachingSession.owner_id == person.pk)
    )
    question = select(Case, DecisionPoint).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
    taught = db.exec(question.where(col(DecisionPoint.id).in_(hers)).order_by(col(Case.title))).all()
    told = told_after(db, keyring, [point for _, point in taught], person)
    return [(case, point, told[point.pk]) for case, point in taught if point.pk in told]
