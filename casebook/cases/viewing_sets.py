"""Who sees which case set: its owner, educators it was let to by name, a cohort's members and the holders of a join
code, from its opening day to its closing day. To everybody else it is not there.

A set never widens what somebody may see: what stands in it is asked of `viewing.py`, case by case and clip by clip.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, or_, select

from ..clock import now
from ..errors import NotFound
from ..people.cohort import Membership
from ..people.person import Person
from ..people.queries import living
from ..people.viewer import Viewer
from .case_set import CaseSet, SetShare, SetStep, ShareKind


def standing() -> ColumnElement[bool]:
    """A set that nobody has removed."""
    return col(CaseSet.removed_at).is_(None)


def lives() -> ColumnElement[bool]:
    """A share that lets people in today."""
    today = now().date()
    return and_(
        col(SetShare.ended_at).is_(None),
        or_(col(SetShare.opens_on).is_(None), col(SetShare.opens_on) <= today),
        or_(col(SetShare.closes_on).is_(None), col(SetShare.closes_on) >= today),
    )


def let_to(person: Person) -> ColumnElement[bool]:
    """A set that is let today to this person by name or to a cohort that she is in today."""
    cohorts = select(Membership.cohort_id).where(Membership.person_id == person.pk, living())
    share = select(SetShare.id).where(
        col(SetShare.case_set_id) == CaseSet.id,
        lives(),
        or_(
            and_(col(SetShare.kind) == ShareKind.person, col(SetShare.person_id) == person.pk),
            and_(col(SetShare.kind) == ShareKind.cohort, col(SetShare.cohort_id).in_(cohorts)),
        ),
    )
    return and_(standing(), share.correlate(CaseSet).exists())


def set_seen_by(person: Person) -> ColumnElement[bool]:
    """A set that is this person's own or is let to her today."""
    return or_(and_(standing(), col(CaseSet.owner_id) == person.pk), let_to(person))


def set_for(db: Session, viewer: Viewer, key: str) -> CaseSet:
    """The set of a key, if it is this viewer's or is let to her. Raises NotFound."""
    if viewer.person is None:
        raise NotFound("set")
    question = select(CaseSet).where(CaseSet.key == key, set_seen_by(viewer.person))
    if (found := db.exec(question).first()) is None:
        raise NotFound("set")
    return found


def own_set_for(db: Session, person: Person, key: str) -> CaseSet:
    """The set of a key, if it is this person's own. Raises NotFound."""
    question = select(CaseSet).where(CaseSet.key == key, CaseSet.owner_id == person.pk, standing())
    if (found := db.exec(question).first()) is None:
        raise NotFound("set")
    return found


def set_by_code(db: Session, viewer: Viewer, code: str) -> CaseSet:
    """The set that a join code opens today, for anyone signed in. Raises NotFound."""
    question = (
        select(CaseSet)
        .join(SetShare, col(SetShare.case_set_id) == CaseSet.id)
        .where(standing(), lives(), SetShare.kind == ShareKind.link, col(SetShare.code) == code)
    )
    if not viewer.signed_in or not code or (found := db.exec(question).first()) is None:
        raise NotFound("set")
    return found


def step_of(db: Session, case_set: CaseSet, key: str) -> SetStep:
    """A step of a set by its key. Raises NotFound."""
    question = select(SetStep).where(SetStep.key == key, SetStep.case_set_id == case_set.pk)
    if (found := db.exec(question).first()) is None:
        raise NotFound("step")
    return found


def own_sets(db: Session, person: Person) -> Sequence[CaseSet]:
    """A person's own sets, the one she worked on last first."""
    question = select(CaseSet).where(CaseSet.owner_id == person.pk, standing())
    return db.exec(question.order_by(col(CaseSet.changed_at).desc(), col(CaseSet.id).desc())).all()


def sets_let_to(db: Session, person: Person) -> Sequence[CaseSet]:
    """Others' sets that are let to a person today, the newest first."""
    question = select(CaseSet).where(let_to(person), CaseSet.owner_id != person.pk)
    return db.exec(question.order_by(col(CaseSet.id).desc())).all()
