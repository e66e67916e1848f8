"""A facilitator's guide of a case set, assembled from its cases at the versions that the set holds.

It tells its reader no more than the cases do: before her own answer to one, what the filmed people did is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from ..people.viewer import Viewer
from .case_set import CaseSet
from .guidance import Guidance
from .guide import guide_parts, with_plan_for
from .queries import case_page
from .set_queries import shown_set
from .shown import ShownNote
from .shown_sets import ShownSet, ShownStep
from .versioning import CaseAsItStood, as_it_stands, cases_as_of


@dataclass(frozen=True)
class GuideCase:
    """A case in the guide; `stood` None where it is closed. `waits`: some is left out until its reader has answered."""

    one: ShownStep
    stood: CaseAsItStood | None = None
    waits: bool = False
    tells_twist: bool = False
    parts: list[tuple[str, str]] = field(default_factory=list)  # heading, Markdown
    notes: Sequence[ShownNote] = ()
    guidance: Sequence[Guidance] = ()


@dataclass(frozen=True)
class SetGuide:
    """The whole of it."""

    shown: ShownSet
    cases: list[GuideCase]


def guide_of(db: Session, viewer: Viewer, case_set: CaseSet) -> SetGuide:
    """The guide of a set within this viewer's sight."""
    shown = shown_set(db, viewer, case_set)
    stood = cases_as_of(db, [(one.step.case_id, one.step.case_version) for one in shown.steps])
    return SetGuide(shown, [_case(db, viewer, one, stood) for one in shown.steps])


def _case(db: Session, viewer: Viewer, one: ShownStep, kept: dict[tuple[int, int], CaseAsItStood]) -> GuideCase:
    if one.card is None:
        return GuideCase(one)
    now = case_page(db, viewer, one.card.slug)
    stood = kept.get((one.step.case_id, one.step.case_version)) or as_it_stands(db, now.case)
    closed = not (now.committed or viewer.makes_cases)
    return GuideCase(
        one,
        stood,
        waits=closed,
        tells_twist=bool(stood.twist) and not closed,
        parts=with_plan_for(guide_parts(stood.guide, closed=closed), one.step.minutes),
        notes=now.notes,
        guidance=now.guidance,
    )
