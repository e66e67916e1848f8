"""Planning: what a cohort will do after a health check, who sees to it, until when; ticked off when it is done."""

from datetime import date

from sqlmodel import Session, col, select

from ..clock import now
from ..errors import NotAllowed, WrongInput
from ..people.person import Person
from .health_check import HealthCheck, PlannedAction

MOST_WORDS = 500


def plan(
    db: Session, check: HealthCheck, *, dimension: str, text: str, owner: Person | None, due_on: date | None
) -> PlannedAction:
    """Add an action to the plan of a closed check; the same sent again is the one there is. Raises NotAllowed
    before it is closed, WrongInput."""
    if check.released_at is None:
        raise NotAllowed("Plan when the figures are out.")
    if dimension not in {one["slug"] for one in check.asked}:
        raise WrongInput("Choose what it is about.")
    if not text.strip() or len(text) > MOST_WORDS:
        raise WrongInput(f"Say what will be done, in at most {MOST_WORDS} characters.")
    action = PlannedAction(
        health_check_id=check.pk,
        dimension=dimension,
        text=text.strip(),
        owner_id=owner.pk if owner else None,
        due_on=due_on,
    )
    same = select(PlannedAction).where(
        PlannedAction.health_check_id == check.pk,
        PlannedAction.dimension == dimension,
        PlannedAction.text == action.text,
        col(PlannedAction.owner_id).is_not_distinct_from(action.owner_id),
        col(PlannedAction.due_on).is_not_distinct_from(due_on),
        col(PlannedAction.done_on).is_(None),
    )
    if (sent := db.exec(same).first()) is not None:
        return sent
    db.add(action)
    db.flush()
    return action


def tick(db: Session, action: PlannedAction, *, done: bool) -> None:
    """Note that an action is done, today, or not after all."""
    action.done_on = (action.done_on or now().date()) if done else None
    db.add(action)


def drop(db: Session, action: PlannedAction) -> None:
    """Take an action off the plan."""
    db.delete(action)
    db.flush()
