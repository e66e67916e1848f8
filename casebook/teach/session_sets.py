"""What a teaching session takes from a case set: cases in their order, what is watched, prompts, minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.assembling import parts_of
from ..cases.case import Case
from ..cases.case_set import CaseSet, SetPart, SetStep
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import SeenClip, clips_of_many, seen_by
from ..cases.viewing_sets import own_sets
from ..people.viewer import Viewer
from .facilitating import PlannedStep
from .session_clocks import shared_out


@dataclass(frozen=True)
class Offered:
    """A case set a session can be made from."""

    case_set: CaseSet
    titles: list[str]


def sets_offered(db: Session, viewer: Viewer) -> list[Offered]:
    """An educator's own case sets, each with the titles of the cases of it that can be seen now."""
    if viewer.person is None:
        return []
    offered = []
    for case_set in own_sets(db, viewer.person):
        if found := _cases_of(db, viewer, case_set):
            offered.append(Offered(case_set, [case.title for case, _, _ in found]))
    return offered


def planned_from(db: Session, viewer: Viewer, case_set: CaseSet) -> list[PlannedStep]:
    """The steps of a session on a set, of the cases that this viewer may see now. They are taken as they stand: what is
    changed in the set afterwards does not change what a room has begun."""
    found = _cases_of(db, viewer, case_set)
    parts = parts_of(db, [step for _, _, step in found])
    clips = clips_of_many(db, viewer, [case.pk for case, _, _ in found])
    planned = []
    for case, point, step in found:
        before = {one.clip.pk: one for one in clips.get(case.pk, []) if not one.in_case.after}
        watched = [(part, before[part.clip_id]) for part in parts.get(step.pk, []) if part.clip_id in before]
        film_ms = sum(_length(part, one) for part, one in watched)
        kept = [{"clip": one.clip.key, "from_ms": part.from_ms, "to_ms": part.to_ms} for part, one in watched]
        planned.append(PlannedStep(point, step.prompt, step.minutes, kept, shared_out(step.minutes, film_ms)))
    return planned


def _cases_of(db: Session, viewer: Viewer, case_set: CaseSet) -> Sequence[tuple[Case, DecisionPoint, SetStep]]:
    stands = (
        select(Case, DecisionPoint, SetStep)
        .join(SetStep, col(SetStep.case_id) == Case.id)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .where(SetStep.case_set_id == case_set.pk, seen_by(viewer))
    )
    return db.exec(stands.order_by(col(SetStep.position))).all()


def _length(part: SetPart, one: SeenClip) -> int:
    whole = one.clip.duration_ms or ((one.clip.out_ms or one.clip.in_ms) - one.clip.in_ms)
    return (whole if part.to_ms is None else part.to_ms) - part.from_ms
