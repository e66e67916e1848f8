"""Putting case sets together: making one, adding cases, ordering, choosing clips; copying and removing it."""

from sqlmodel import Session, col, delete, or_, select

from ..clock import now
from ..people.person import Person
from .case_set import CaseSet, SetPart, SetShare, SetStep


def remove_set(db: Session, case_set: CaseSet) -> None:
    """Take a set away from everyone, with every word written in it. Its row stays: copies point to it."""
    steps = select(SetStep.id).where(SetStep.case_set_id == case_set.pk)
    db.exec(delete(SetPart).where(col(SetPart.step_id).in_(steps)))
    db.exec(delete(SetStep).where(col(SetStep.case_set_id) == case_set.pk))
    db.exec(delete(SetShare).where(col(SetShare.case_set_id) == case_set.pk))
    case_set.title = case_set.note = case_set.copied_title = ""
    case_set.removed_at = case_set.changed_at = now()
    db.add(case_set)


def take_away(db: Session, person: Person) -> None:
    """Take away a person's sets and what she was let see, because her account is being closed. A copy that somebody
    made keeps its own words; whose set it came from has no name any more."""
    for case_set in db.exec(select(CaseSet).where(CaseSet.owner_id == person.pk)).all():
        remove_set(db, case_set)
    db.exec(delete(SetShare).where(or_(col(SetShare.person_id) == person.pk, col(SetShare.given_by_id) == person.pk)))
